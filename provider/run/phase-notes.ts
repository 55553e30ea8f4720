/**
 * What the preview of a run leaves for its update. The two are processes of their own. Where they can't be tied together, there is no earlier phase, and
 * nothing is left for a later one.
 */
export interface PhaseNotes {
  /** Whether this is the update that follows a preview. See `Session.isFirstPhase`. */
  readonly hasEarlierPhase: boolean;
  /** Whether the engine was told to update without a preview, so that no earlier phase is to be expected. */
  readonly skipsPreview: boolean;
  /** Whether it looks as if no update follows: what is left only to save time can be left out. */
  readonly previewsOnly?: boolean;
  /** Whether the engine seems to show every input (`--diff`), so that a message need not. */
  readonly showsDiff?: boolean;
  /** To be called by a `NoteKind`. */
  leave(topic: string, note: unknown): void;
  /** What the earlier phase left under this topic. To be called by a `NoteKind`. */
  earlier(topic: string): unknown;
}

/** One kind of note, and what is in it. A note is about something: an owner, a package, a policy, or the run itself. */
export class NoteKind<Value> {
  /** @param name no two kinds have the same. */
  constructor(private readonly name: string) {}

  leave(notes: PhaseNotes, about: string, value: Value): void {
    notes.leave(this.topic(about), value);
  }

  /** What the preview left of this kind. */
  earlier(notes: PhaseNotes, about: string): Value | undefined {
    return notes.earlier(this.topic(about)) as Value | undefined;
  }

  private topic(about: string): string {
    return `${this.name} of ${about}`;
  }
}

/** What a note is about that a run has once. */
export const THE_RUN = "the run";

/** For what works for no engine: a program's functions, a command. */
export const noPhaseNotes: PhaseNotes = untiedPhaseNotes(true);

/**
 * For an engine of which nothing can be shared between the phases.
 * @param skipsPreview Whether updates may act although nothing is known of a preview.
 */
export function untiedPhaseNotes(skipsPreview: boolean): PhaseNotes {
  return { hasEarlierPhase: false, skipsPreview, leave: () => {}, earlier: () => undefined };
}
