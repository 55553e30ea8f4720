import type { PhaseNotes } from "../run/phase-notes";

/** How many versions a package has, by GitHub's count and by its lists. */
export interface Counts {
  readonly counted: number;
  readonly active: number;
  /** Absent where the deleted versions are not listed. */
  readonly deleted?: number | undefined;
}

const TOPIC = "version_count has deleted versions in it";

/**
 * What this run has found out of what GitHub counts as a package's versions (`version_count`), which is not documented: it would take the same waits
 * for each package.
 */
export class VersionCounts {
  private found = false;

  constructor(private readonly notes: PhaseNotes) {}

  /** Whether deleted versions that can be restored are counted, too. */
  get haveDeleted(): boolean {
    return this.found || this.notes.earlier(TOPIC) === true;
  }

  /** Whether GitHub counts versions that the lists lack. More than are counted are no danger. */
  exceed({ counted, active, deleted }: Counts): boolean {
    if (counted <= active) return false;
    if (deleted === undefined || counted !== active + deleted) return true;
    this.noteDeleted();
    return false;
  }

  private noteDeleted(): void {
    if (this.haveDeleted) return;
    this.found = true;
    this.notes.leave(TOPIC, true);
  }
}
