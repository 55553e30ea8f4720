/**
 * What the preview of a run leaves for its update. The two are processes of their own; where they can't be tied together, there
 * is no earlier phase and nothing is left for a later one.
 */
export interface PhaseNotes {
  /** Whether this is the update that follows a preview. */
  readonly hasEarlierPhase: boolean;
  /** Whether the engine was told to update without a preview, so that no earlier phase is to be expected. */
  readonly skipsPreview: boolean;
  /** Whether it looks as if no update follows: what is left only to save time can be left out. */
  readonly previewsOnly?: boolean;
  leave(topic: string, note: unknown): void;
  /** What the earlier phase left under this topic. */
  earlier(topic: string): unknown;
}

/** For what works for no engine: a program's functions, a command. */
export const noPhaseNotes: PhaseNotes = untiedPhaseNotes(true);

/**
 * For an engine of which nothing can be shared between the phases.
 * @param skipsPreview Whether updates may act although nothing is known of a preview.
 */
export function untiedPhaseNotes(skipsPreview: boolean): PhaseNotes {
  return { hasEarlierPhase: false, skipsPreview, leave: () => {}, earlier: () => undefined };
}
