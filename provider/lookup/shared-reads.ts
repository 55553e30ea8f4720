import type { Clock } from "../ports";
import { NoteKind, type PhaseNotes } from "../run/phase-notes";

/**
 * How old, in milliseconds, what the preview has read may be for its update to go by it. A person at the prompt may take longer. Then everything is read
 * again.
 */
const FRESH_MILLISECONDS = 5 * 60 * 1000;

/** What was read, and when. */
interface SharedRead<Value> {
  readonly at: number;
  readonly value: Value;
}

/** One kind of what is read: a list of packages, a version. */
export class ReadKind<Value> extends NoteKind<SharedRead<Value>> {}

/**
 * What the preview of a run has read of GitHub, for its update. So `pulumi up` and `pulumi refresh`, which are two processes each, read once. Only what was
 * found is left for the update. That something is not there has to be seen again.
 */
export class SharedReads {
  private readonly changed = new Set<string>();
  private readonly known = new Map<ReadKind<unknown>, Map<string, SharedRead<unknown> | undefined>>();

  constructor(
    private readonly notes: PhaseNotes,
    private readonly clock: Clock,
  ) {}

  /**
   * @param about what the value belongs to (a package, an owner's packages): what `forget` names.
   * @param part which of what belongs to that: a version's id, a package's name.
   */
  leave<Value>(kind: ReadKind<Value>, about: string, value: Value, part: string | number = ""): void {
    if (this.notes.hasEarlierPhase || this.notes.skipsPreview || this.notes.previewsOnly) return;
    kind.leave(this.notes, `${about} ${part}`, { at: this.clock.now(), value });
  }

  /** What the preview left, unless it is old, or this process has changed what it is about. */
  earlier<Value>(kind: ReadKind<Value>, about: string, part: string | number = ""): SharedRead<Value> | undefined {
    const read = this.earlierOfAnyAge(kind, about, part);
    return read && this.isFresh(read.at) ? read : undefined;
  }

  /** The same, however old it is. */
  earlierOfAnyAge<Value>(
    kind: ReadKind<Value>,
    about: string,
    part: string | number = "",
  ): SharedRead<Value> | undefined {
    if (!this.notes.hasEarlierPhase || this.changed.has(about)) return undefined;
    return this.readOnce(kind, `${about} ${part}`);
  }

  /** The preview has ended by the time its update asks: nothing that it left changes any more. */
  private readOnce<Value>(kind: ReadKind<Value>, about: string): SharedRead<Value> | undefined {
    const known = (this.known.get(kind) ?? new Map()) as Map<string, SharedRead<Value> | undefined>;
    this.known.set(kind, known);
    if (!known.has(about)) known.set(about, kind.earlier(this.notes, about));
    return known.get(about);
  }

  isFresh(readAt: number): boolean {
    const age = this.clock.now() - readAt;
    // What was read later than now was read before somebody set the clock back: how long ago that was is not known.
    return age >= 0 && age < FRESH_MILLISECONDS;
  }

  /** To be called after anything that changes what these values are about. */
  forget(about: string): void {
    this.changed.add(about);
  }
}
