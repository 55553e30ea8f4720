import { isProviderError, ProviderError } from "../../../errors";
import { findPackageOrConfirmAbsence, findVersionOrConfirmAbsence } from "../../../lookup/absence";
import { describePackage, describeVersion, type PackageRef, type VersionRef } from "../../../model/reference";
import type { PlannedDeletion, PlannedPackageDeletion } from "../../../retention";
import type { Session } from "../../../session";
import { describeDropped } from "../messages";
import type { ApplyLog } from "./apply-log";
import type { Freshness } from "./freshness";
import { doInOrder, type StepResult } from "./in-order";
import type { PageWatch } from "./page-watch";

/**
 * Deletions under way at once, in all packages together. A deletion takes about a second, so that this many reach GitHub's limit (`DELETIONS_A_MINUTE`).
 * The rate budget keeps that limit.
 */
export const DELETIONS_AT_ONCE = 6;

/** What is known of the package, and how long it may be acted upon. */
export interface Look {
  readonly freshness: Freshness;
  readonly watch: PageWatch;
}

/** The deletions of one package, and how each of them ended. */
export class PackageDeletions {
  packageIsGone = false;
  /** Refused for now, and not for good: why. */
  readonly refused: Record<string, string> = {};
  /** How many have ended, whichever way. */
  ended = 0;
  private readonly attempted = new Set<number>();
  private isPackageAttempted = false;
  /** Versions that somebody else deleted first. */
  private readonly gone = new Set<number>();
  /** Part → the versions that needed it at any look. Once such a version is gone, no later look shows it. */
  private readonly neededBy = new Map<number, readonly number[]>();

  constructor(
    private readonly session: Session,
    private readonly ref: PackageRef,
    private readonly record: ApplyLog,
    private readonly isOverdue: () => boolean,
  ) {}

  /** Whether a deletion was sent, or may have been. */
  get hasBegun(): boolean {
    return this.attempted.size > 0 || this.isPackageAttempted;
  }

  hasGone(versionId: number): boolean {
    return this.gone.has(versionId) || this.record.isDeleted(this.ref, versionId);
  }

  hasOutcome(versionId: number): boolean {
    const isRefused = this.record.isBlocked(this.ref, versionId) || this.refused[versionId] !== undefined;
    return isRefused || this.hasGone(versionId);
  }

  /** Whether a version belongs to one that this run has deleted, or may have. */
  isOrphaned({ versionId }: PlannedDeletion): boolean {
    return this.neededBy.get(versionId)?.some((id) => this.attempted.has(id)) ?? false;
  }

  /** Whether a deletion of the version was sent, which need not have taken effect yet. */
  isAttempted(versionId: number): boolean {
    return this.attempted.has(versionId);
  }

  /** @returns whether it came to all of them while the package was what it was when it was looked at. */
  async deleteVersions(deletions: readonly PlannedDeletion[], look: Look, atOnce: number): Promise<boolean> {
    this.noteImages(deletions);
    const steps = deletions.map((entry) => ({
      entry,
      key: String(entry.versionId),
      after: entry.neededBy.map(String),
    }));
    try {
      return await doInOrder(
        steps,
        atOnce,
        ({ entry }) => this.deleteVersion(entry, look),
        ({ entry }, because) => this.spare(entry, because),
      );
    } finally {
      this.session.versions.forget(this.ref);
      this.session.packages.forget(this.ref);
    }
  }

  private noteImages(deletions: readonly PlannedDeletion[]): void {
    for (const { versionId, neededBy } of deletions) {
      if (neededBy.length === 0) continue;
      const before = this.neededBy.get(versionId) ?? [];
      this.neededBy.set(versionId, [...new Set([...before, ...neededBy])]);
    }
  }

  /** Sends a deletion by what was seen of the package. When its turn comes so late that this does not hold any more, the package's page is read again. */
  private async deleteVersion(entry: PlannedDeletion, look: Look): Promise<StepResult> {
    const waitingSince = this.session.clock.now();
    const abortReason = () => this.abortReasonOf(entry, look.freshness, waitingSince);
    for (;;) {
      const before = abortReason();
      if (before) return before;
      if (!(await look.watch.shows(entry.versionId))) return "stopped";
      const mayBeSent = () => !abortReason() && look.watch.covers(entry.versionId);
      const result = await this.send(entry, mayBeSent);
      if (result !== "too late") return result;
    }
  }

  /** @returns `too late` when it may not be sent any more once its turn has come: nothing was sent then. */
  private async send(entry: PlannedDeletion, mayBeSent: () => boolean): Promise<StepResult | "too late"> {
    const version: VersionRef = { ...this.ref, versionId: entry.versionId };
    this.attempted.add(entry.versionId);
    try {
      const abortReason = () => (mayBeSent() ? undefined : outdated(version));
      await (await this.session.api()).deleteVersion(version, abortReason);
    } catch (error) {
      if (isProviderError(error, "outdated")) {
        this.attempted.delete(entry.versionId);
        return "too late";
      }
      if (isProviderError(error, "out_of_time") && !error.mayHaveActed) this.attempted.delete(entry.versionId);
      this.ended += 1;
      if (isProviderError(error, "not_deletable")) return this.refuse(entry, error);
      if (!isProviderError(error, "not_found") || (await findVersionOrConfirmAbsence(this.session, version)))
        throw error;
      return this.findGone(entry);
    }
    this.ended += 1;
    this.record.deletion(this.ref, entry);
    return "done";
  }

  /** Past the deadline, only the parts of images that are gone already still go. */
  private abortReasonOf(
    { versionId }: PlannedDeletion,
    freshness: Freshness,
    waitingSince: number,
  ): Exclude<StepResult, "done"> | undefined {
    if (this.isOverdue() && !this.neededBy.get(versionId)?.some((id) => this.hasGone(id))) return "skipped";
    return freshness.covers(waitingSince) ? undefined : "stopped";
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

  /** Records a refusal. Only a refusal for the number of downloads is for good: the last (tagged) version is another one as soon as something is published. */
  private refuse({ versionId, text }: PlannedDeletion, error: ProviderError): StepResult {
    const words = error.githubMessage ?? error.message;
    this.session.logger.warn(`${this.ref.name} ${versionId} ${text} stays: ${words}`);
    if (error.rule === "download_limit") this.record.blocked(this.ref, versionId, words);
    else this.refused[versionId] = words;
    this.attempted.delete(versionId);
    return "skipped";
  }

  private spare({ versionId }: PlannedDeletion, because: string): void {
    const why = `version id ${because} stays and needs it`;
    if (this.record.isBlocked(this.ref, Number(because))) this.record.blocked(this.ref, versionId, why);
    else if (this.refused[because] !== undefined) this.refused[versionId] = why;
  }

  /**
   * Deletes the package as a whole. When GitHub refuses that, the package is left as it is: that its versions go one by one was not shown.
   * @param isStill whether the package, as it is by now, still is to go as a whole.
   * @returns false when nothing was sent, because it is another package by now, or it is too late.
   */
  async deletePackage(entry: PlannedPackageDeletion, isStill: () => Promise<boolean>): Promise<boolean> {
    const isStillInTime = async () => {
      if (this.isOverdue()) throw outdated(this.ref);
      return isStill();
    };
    this.isPackageAttempted = true;
    try {
      await (await this.session.api()).deletePackage(this.ref, isStillInTime);
    } catch (error) {
      if (isProviderError(error, "conflict") || isProviderError(error, "outdated")) return false;
      if (isProviderError(error, "not_deletable")) {
        this.refusePackage(entry, error);
        return true;
      }
      this.session.packages.forget(this.ref);
      if (!isProviderError(error, "not_found") || (await findPackageOrConfirmAbsence(this.session, this.ref)))
        throw error;
      this.packageIsGone = true;
      // Without a 404 to the deletion itself, its answer was lost: then it was this run that deleted the package.
      if (error.status === 404) return true;
    } finally {
      this.session.versions.forget(this.ref);
      this.session.packages.forget(this.ref);
    }
    this.packageIsGone = true;
    this.record.packageDeletion(this.ref, entry);
    return true;
  }

  private refusePackage(entry: PlannedPackageDeletion, error: ProviderError): void {
    const words = error.githubMessage ?? error.message;
    this.session.logger.warn(`${this.ref.name} stays with all its versions: ${words}`);
    for (const versionId of entry.versionIds) this.record.blocked(this.ref, versionId, words);
  }
}

function outdated(ref: PackageRef | VersionRef): ProviderError {
  const what = "versionId" in ref ? describeVersion(ref) : describePackage(ref);
  return new ProviderError(
    `delete ${what}: too much time has passed since the package was read, so it was not sent. Read it again.`,
    { code: "outdated" },
  );
}
