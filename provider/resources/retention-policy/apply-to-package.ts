import { isProviderError, ProviderError } from "../../errors";
import { findPackageOrConfirmAbsence, findVersionOrConfirmAbsence } from "../../lookup/absence";
import type { PackageRef, VersionRef } from "../../model/reference";
import {
  type BoundPlan,
  type ConfirmedPlan,
  confirm,
  type PlannedDeletion,
  type PlannedPackageDeletion,
  planFailures,
  planRetention,
  type RetentionVersion,
} from "../../retention";
import type { Session } from "../../session";
import { doInOrder, type StepResult } from "./in-order";
import { mergeEntries } from "./outcome";
import { describeDropped, ruleOfLine } from "./report";
import { restoreVersions } from "./restore";
import type { RunRecord } from "./run-record";
import { countEntries } from "./runs";
import { Survey, type SurveyOrder } from "./survey";

/**
 * Deletions under way at once. GitHub's limit is 180 a minute (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api,
 * 5 points each of 900), and a deletion takes about a second: this many reach the limit, which the rate budget keeps.
 */
const DELETIONS_AT_ONCE = 6;

/** So many deletions take three minutes at least. After them the package is looked at again: what was read by then has grown old. */
const LOOK_AGAIN_AFTER = 500;

/** Applies what was shown of one package. */
export class ApplyToPackage {
  private confirmed: ConfirmedPlan | undefined;
  private active: ReadonlyMap<number, RetentionVersion> | undefined;
  private readonly attempted = new Set<number>();
  /** Refused for now, and not for good: why. */
  private readonly refused: Record<string, string> = {};
  /** Versions that GitHub does not bring back. */
  private readonly lost = new Set<number>();
  private readonly told = new Set<number | undefined>();
  private isGone = false;

  constructor(
    private readonly session: Session,
    private readonly order: SurveyOrder,
    private readonly ref: PackageRef,
    private readonly shown: BoundPlan,
    private readonly record: RunRecord,
    private readonly isOverdue: () => boolean,
  ) {}

  async run(): Promise<void> {
    while (!this.isOverdue()) {
      const confirmed = await this.lookAgain();
      // What does not come back leaves its place to others: what goes has to be asked again.
      if (await this.losesSome(confirmed)) continue;
      if (this.isOverdue()) return;
      const [whole] = confirmed.packageDeletions;
      if (whole) return this.deletePackage(whole);
      const left = confirmed.deletions.filter((entry) => !this.isSettled(entry.versionId));
      const portion = firstImages(left, LOOK_AGAIN_AFTER);
      await this.deleteVersions(portion);
      if (portion.length === left.length) return;
    }
  }

  /** What of it was shown and may be done, and is not; all that was shown, before the first look. */
  get left(): { deletions: number; restorations: number } {
    if (this.isGone) return { deletions: 0, restorations: 0 };
    if (!this.confirmed) {
      const restorations = countEntries(this.shown.restore ? { restore: this.shown.restore } : {});
      return { deletions: countEntries(this.shown) - restorations, restorations };
    }
    const { deletions, restorations } = this.confirmed;
    return {
      deletions: deletions.filter((entry) => !this.isSettled(entry.versionId)).length,
      restorations: restorations.filter((entry) => !this.isSettled(entry.versionId)).length,
    };
  }

  leftovers(): Record<string, string> {
    const left = (this.confirmed?.deletions ?? []).filter(
      (entry) => !this.isSettled(entry.versionId) && entry.neededBy.some((id) => this.attempted.has(id)),
    );
    return Object.fromEntries(left.map(({ versionId, rule }) => [versionId, rule]));
  }

  isKnownToBeGone(versionId: number): boolean {
    return this.active !== undefined && (!this.active.has(versionId) || this.record.isDeleted(this.ref, versionId));
  }

  private isSettled(versionId: number): boolean {
    const { record, ref } = this;
    const isDone = record.isDeleted(ref, versionId) || record.isRestored(ref, versionId);
    return (
      isDone || record.isBlocked(ref, versionId) || this.refused[versionId] !== undefined || this.lost.has(versionId)
    );
  }

  /** What may be done now of what was shown: the package is read afresh, and planned afresh for the same instant. */
  private async lookAgain(): Promise<ConfirmedPlan> {
    const { ref, record } = this;
    const order: SurveyOrder = {
      ...this.order,
      blocked: mergeEntries(record.outcome.blocked, { [ref.name]: this.refused }),
      unfinished: { [ref.name]: this.rulesOfShown() },
    };
    this.session.versions.forget(ref);
    const { input } = await new Survey(this.session, order).all([ref], { fresh: true, without: this.lost });
    const plan = planRetention(input);
    const [problem] = plan.failures.length > 0 ? planFailures({ ...plan, violations: [] }) : [];
    if (problem) throw new ProviderError(problem.reason, { code: "incomplete" });
    const versions = new Map(input.packages[0]?.versions.map((version) => [version.id, version]));
    this.active = versions;
    this.confirmed = confirm(this.shown, plan, (_, id) => versions.get(id));
    this.tellDropped(this.confirmed);
    return this.confirmed;
  }

  /** The rule by which each was to go, so that parts whose image has gone by now are known for what they are. */
  private rulesOfShown(): Record<string, string> {
    const lines = Object.entries(this.shown.delete?.[this.ref.name] ?? {});
    return Object.fromEntries(
      lines.flatMap(([id, line]) => {
        const rule = ruleOfLine(line);
        return rule === undefined ? [] : [[id, rule]];
      }),
    );
  }

  private tellDropped({ dropped }: ConfirmedPlan): void {
    for (const entry of dropped) {
      const { versionId } = entry;
      if (this.told.has(versionId) || (versionId !== undefined && this.isSettled(versionId))) continue;
      this.told.add(versionId);
      this.session.logger.info(describeDropped(entry));
    }
  }

  private async losesSome({ restorations }: ConfirmedPlan): Promise<boolean> {
    const activeNames = new Set([...(this.active?.values() ?? [])].map(({ name }) => name));
    const place = { ref: this.ref, activeNames };
    const lost = await restoreVersions(this.session, place, restorations, this.record, this.isOverdue);
    for (const id of lost) this.lost.add(id);
    return lost.length > 0;
  }

  private async deleteVersions(deletions: readonly PlannedDeletion[]): Promise<void> {
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
    const isOrphaned = entry.neededBy.some((id) => this.record.isDeleted(this.ref, id));
    if (this.isOverdue() && !isOrphaned) return "skipped";
    const version: VersionRef = { ...this.ref, versionId: entry.versionId };
    this.attempted.add(entry.versionId);
    try {
      await (await this.session.api()).deleteVersion(version);
    } catch (error) {
      if (isProviderError(error, "not_deletable")) return this.refuse(entry, error);
      if (!isProviderError(error, "not_found") || (await findVersionOrConfirmAbsence(this.session, version)))
        throw error;
    }
    this.record.deletion(this.ref, entry);
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
  private async deletePackage(entry: PlannedPackageDeletion): Promise<void> {
    try {
      await (await this.session.api()).deletePackage(this.ref);
    } catch (error) {
      if (isProviderError(error, "not_deletable")) return this.refusePackage(entry, error);
      this.session.packages.forget(this.ref);
      if (!isProviderError(error, "not_found") || (await findPackageOrConfirmAbsence(this.session, this.ref)))
        throw error;
    } finally {
      this.session.versions.forget(this.ref);
      this.session.packages.forget(this.ref);
    }
    this.isGone = true;
    this.record.packageDeletion(this.ref, entry);
  }

  private refusePackage(entry: PlannedPackageDeletion, error: ProviderError): void {
    const words = error.githubMessage ?? error.message;
    this.session.logger.warn(`${this.ref.name} stays with all its versions: ${words}`);
    for (const versionId of entry.versionIds) this.record.blocked(this.ref, versionId, words);
  }
}

/** The first so many, and what else belongs to the last image among them: no look comes between an image and its parts. */
function firstImages(entries: readonly PlannedDeletion[], least: number): readonly PlannedDeletion[] {
  const next = entries.findIndex(({ neededBy }, index) => index >= least && neededBy.length === 0);
  return next < 0 ? entries : entries.slice(0, next);
}
