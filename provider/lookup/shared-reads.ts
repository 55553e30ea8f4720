import type { Clock } from "../ports";
import type { PhaseNotes } from "../run/phase-notes";

/**
 * How old what the preview has read may be for its update to go by it, in milliseconds. A person at the prompt may take longer; then
 * everything is read again.
 */
const FRESH_MILLISECONDS = 5 * 60 * 1000;

interface Note {
  readonly at: number;
  readonly value: unknown;
}

/**
 * What the preview of a run has read of GitHub, for its update: so that `pulumi up` and `pulumi refresh`, which are two processes each, read
 * once. Only what was found is left; that something is not there has to be seen again.
 */
export class SharedReads {
  private readonly changed = new Set<string>();
  private readonly notesRead = new Map<string, Note | undefined>();

  constructor(
    private readonly notes: PhaseNotes,
    private readonly clock: Clock,
  ) {}

  /** @param about what the value belongs to (a package, an owner's packages): what `forget` names. */
  leave(about: string, topic: string, value: unknown): void {
    if (this.notes.hasEarlierPhase || this.notes.skipsPreview || this.notes.previewsOnly) return;
    this.notes.leave(`${about} ${topic}`, { at: this.clock.now(), value } satisfies Note);
  }

  /** What the preview left, unless it is old, or this process has changed what it is about. */
  earlier(about: string, topic: string): { readonly at: number; readonly value: unknown } | undefined {
    if (!this.notes.hasEarlierPhase || this.changed.has(about)) return undefined;
    const note = this.note(`${about} ${topic}`);
    return note && this.isFresh(note.at) ? note : undefined;
  }

  /** The preview has ended by the time its update asks: what it left is read once. */
  private note(topic: string): Note | undefined {
    if (!this.notesRead.has(topic)) this.notesRead.set(topic, this.notes.earlier(topic) as Note | undefined);
    return this.notesRead.get(topic);
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
