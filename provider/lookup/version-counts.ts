import { NoteKind, type PhaseNotes, THE_RUN } from "../run/phase-notes";

/** How many versions a package has, by GitHub's count and by its lists. */
export interface Counts {
  readonly counted: number;
  readonly active: number;
  /** Absent where the deleted versions are not listed. */
  readonly deleted?: number | undefined;
}

const HAVE_DELETED = new NoteKind<true>("whether version_count has deleted versions in it");

/**
 * What this run has found out of GitHub's count of a package's versions (`version_count`). GitHub does not document what it counts. Finding it out takes
 * waits, which are not repeated for each package.
 */
export class VersionCounts {
  private found = false;

  constructor(private readonly notes: PhaseNotes) {}

  /** Whether deleted versions that can be restored are counted, too. */
  get haveDeleted(): boolean {
    return this.found || HAVE_DELETED.earlier(this.notes, THE_RUN) === true;
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
    HAVE_DELETED.leave(this.notes, THE_RUN, true);
  }
}
