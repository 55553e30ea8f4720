import type { PhaseNotes } from "../run/phase-notes";

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

  noteDeleted(): void {
    if (this.haveDeleted) return;
    this.found = true;
    this.notes.leave(TOPIC, true);
  }
}
