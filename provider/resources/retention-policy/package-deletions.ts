import { isProviderError, type ProviderError } from "../../errors";
import { findPackageOrConfirmAbsence, findVersionOrConfirmAbsence } from "../../lookup/absence";
import type { PackageRef, VersionRef } from "../../model/reference";
import type { PlannedDeletion, PlannedPackageDeletion } from "../../retention";
import type { Session } from "../../session";
import { doInOrder, type StepResult } from "./in-order";
import { describeDropped } from "./report";
import type { RunRecord } from "./run-record";

/**
 * Deletions under way at once. GitHub's limit is 180 a minute (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api,
 * 5 points each of 900), and a deletion takes about a second: this many reach the limit, which the rate budget keeps.
 */
const DELETIONS_AT_ONCE = 6;

/** The deletions of one package, and how each of them ended. */
export class PackageDeletions {
  packageIsGone = false;
  /** Refused for now, and not for good: why. */
  readonly refused: Record<string, string> = {};
  private readonly attempted = new Set<number>();
  /** Versions that somebody else deleted first. */
  private readonly gone = new Set<number>();

  constructor(
    private readonly session: Session,
    private readonly ref: PackageRef,
    private readonly record: RunRecord,
    private readonly isOverdue: () => boolean,
  ) {}

  hasGone(versionId: number): boolean {
    return this.gone.has(versionId) || this.record.isDeleted(this.ref, versionId);
  }

  isSettled(versionId: number): boolean {
    const isRefused = this.record.isBlocked(this.ref, versionId) || this.refused[versionId] !== undefined;
    return isRefused || this.hasGone(versionId);
  }

  /** Whether a version belongs to one that this run has deleted, or may have. */
  isOrphaned({ neededBy }: PlannedDeletion): boolean {
    return neededBy.some((id) => this.attempted.has(id));
  }

  async deleteVersions(deletions: readonly PlannedDeletion[]): Promise<void> {
    const steps = deletions.map((entry) => ({
      ...entry,
      key: String(entry.versionId),
      after: entry.neededBy.map(String),
    }));
    try {
      await doInOrder(
        steps,
        DELETIONS_AT_ONCE,
        (entry) => this.deleteVersion(entry),
        (entry, because) => this.spare(entry, because),
      );
    } finally {
      this.session.versions.forget(this.ref);
      this.session.packages.forget(this.ref);
    }
  }

  /** Past the deadline, only the parts of images that are gone already still go. */
  private async deleteVersion(entry: PlannedDeletion): Promise<StepResult> {
    if (this.isOverdue() && !entry.neededBy.some((id) => this.hasGone(id))) return "skipped";
    const version: VersionRef = { ...this.ref, versionId: entry.versionId };
    this.attempted.add(entry.versionId);
    try {
      await (await this.session.api()).deleteVersion(version);
    } catch (error) {
      if (isProviderError(error, "not_deletable")) return this.refuse(entry, error);
      if (!isProviderError(error, "not_found") || (await findVersionOrConfirmAbsence(this.session, version)))
        throw error;
      return this.findGone(entry);
    }
    this.record.deletion(this.ref, entry);
    return "done";
  }

  /** It is as it was to be, and not this run's doing. */
  private findGone({ versionId }: PlannedDeletion): StepResult {
    this.gone.add(versionId);
    const entry = {
      action: "delete",
      package: this.ref.name,
      versionId,
      reason: "it is gone already",
    } as const;
    this.session.logger.info(describeDropped(entry));
    return "done";
  }

  /** Only the number of downloads is for good: the last (tagged) version is another one as soon as something is published. */
  private refuse({ versionId, text }: PlannedDeletion, error: ProviderError): StepResult {
    const words = error.githubMessage ?? error.message;
    this.session.logger.warn(`${this.ref.name} ${versionId} ${text} stays: ${words}`);
    if (error.rule === "download_limit") this.record.blocked(this.ref, versionId, words);
    else this.refused[versionId] = words;
    this.attempted.delete(versionId);
    return "skipped";
  }

  private spare({ versionId }: PlannedDeletion, because: string): void {
    const why = `version ${because} stays and needs it`;
    if (this.record.isBlocked(this.ref, Number(because))) this.record.blocked(this.ref, versionId, why);
    else if (this.refused[because] !== undefined) this.refused[versionId] = why;
  }

  /** A package that can't go as a whole is left as it is: that its versions go one by one is not what was shown. */
  async deletePackage(entry: PlannedPackageDeletion): Promise<void> {
    try {
      await (await this.session.api()).deletePackage(this.ref, () => this.holdsOnly(entry.versionIds));
    } catch (error) {
      if (isProviderError(error, "not_deletable")) return this.refusePackage(entry, error);
      this.session.packages.forget(this.ref);
      if (!isProviderError(error, "not_found") && !isProviderError(error, "conflict")) throw error;
      if (await findPackageOrConfirmAbsence(this.session, this.ref)) throw error;
      this.packageIsGone = true;
      // Without a 404 to the deletion itself, its answer was lost: then it was this run that deleted the package.
      if (error.code === "conflict" || error.status === 404) return;
    } finally {
      this.session.versions.forget(this.ref);
      this.session.packages.forget(this.ref);
    }
    this.packageIsGone = true;
    this.record.packageDeletion(this.ref, entry);
  }

  private async holdsOnly(versionIds: readonly number[]): Promise<boolean> {
    const planned = new Set(versionIds);
    try {
      const live = await (await this.session.api()).listVersions(this.ref, { confirm: true });
      return live.length === planned.size && live.every(({ id }) => planned.has(id));
    } catch (error) {
      if (isProviderError(error, "not_found")) return false;
      throw error;
    }
  }

  private refusePackage(entry: PlannedPackageDeletion, error: ProviderError): void {
    const words = error.githubMessage ?? error.message;
    this.session.logger.warn(`${this.ref.name} stays with all its versions: ${words}`);
    for (const versionId of entry.versionIds) this.record.blocked(this.ref, versionId, words);
  }
}
