import { ProviderError } from "../../../errors";
import type { VersionFacts } from "../../../model/package";
import type { PackageRef } from "../../../model/reference";
import { formatSeconds } from "../../../progress";
import {
  type ApplicablePlan,
  applicablePlan,
  type BoundPlan,
  type PackageFailure,
  parseDeletionText,
  planRetention,
  type RetentionInput,
  type RetentionPlan,
  type RetentionVersion,
} from "../../../retention";
import type { Session } from "../../../session";
import { countByAction, mergeEntries } from "../memory";
import { describeDropped } from "../messages";
import { announceSkipped, maySkip, notShown, ownPageSuffices, PackageReader, type ReaderOptions } from "../plan";
import type { ApplyLog } from "./apply-log";
import { Freshness, HOLDS_MILLISECONDS } from "./freshness";
import { DELETIONS_AT_ONCE, type Look, PackageDeletions } from "./package-deletions";
import { PageWatch } from "./page-watch";
import { restoreVersions } from "./restore";
import type { Turns } from "./turns";

/** A package is looked at so many times in a row although each look was too old by the time that a deletion's turn came. */
const MAX_RECHECKS = 3;

/** Applies what was shown of one package. */
export class ApplyToPackage {
  private applicable: ApplicablePlan | undefined;
  private look: Look | undefined;
  private active: ReadonlyMap<number, RetentionVersion> | undefined;
  private readonly deletions: PackageDeletions;
  /** Versions that GitHub does not bring back. */
  private readonly lost = new Set<number>();
  private readonly told = new Set<number | undefined>();
  /** Why the package is left alone after all. */
  private skipped: PackageFailure | undefined;
  /** What this run has listed of it before, where looks at the pages of what goes are all that it takes. */
  private listed: readonly VersionFacts[] | undefined;
  /** Versions that would go by now and were not shown, which only the looks of this apply have found. */
  late = 0;
  private lateBefore: number | undefined;
  private turn: { readonly places: number; readonly end: () => void } | undefined;

  constructor(
    private readonly session: Session,
    private readonly options: ReaderOptions,
    private readonly ref: PackageRef,
    private readonly shown: BoundPlan,
    private readonly record: ApplyLog,
    private readonly turns: Turns,
    private readonly isOverdue: () => boolean,
  ) {
    this.deletions = new PackageDeletions(session, ref, record, isOverdue);
  }

  async run(): Promise<void> {
    try {
      await this.applyAll();
    } catch (error) {
      if (!this.skipped) throw error;
      announceSkipped(this.session, this.options, this.skipped);
    } finally {
      this.turn?.end();
    }
  }

  /** Looks at the package, restores, and deletes; and begins again where the package has changed, or was seen too long ago. */
  private async applyAll(): Promise<void> {
    this.listed = await this.listedBefore();
    // A first look by pages finds out what has changed since: that held nobody up.
    let rechecks = this.listed ? -1 : 0;
    while (this.mayGoOn) {
      const applicable = await this.lookOn();
      if (await this.restoreSome(applicable)) continue;
      if (await this.waitsTooLong(applicable)) continue;
      const endedBefore = this.deletions.ended;
      const isDone = await this.delete(applicable, rechecks > 0);
      if (isDone) return;
      rechecks = this.deletions.ended > endedBefore ? 0 : rechecks + 1;
      if (rechecks === MAX_RECHECKS) throw this.heldUpError();
    }
  }

  /** Past the deadline, only the parts of images that are gone already still go. */
  private get mayGoOn(): boolean {
    return !this.isOverdue() || Object.keys(this.orphanedParts()).length > 0;
  }

  /**
   * Waits for the turn of this package. All packages together have so few deletions under way that each is sent soon after its package was looked at.
   * @returns whether the turn came so late that the package has to be looked at again.
   */
  private async waitsTooLong({ deletions }: ApplicablePlan): Promise<boolean> {
    if (this.turn || deletions.length === 0) return false;
    const places = Math.min(DELETIONS_AT_ONCE, deletions.length);
    this.turn = { places, end: await this.turns.take(places) };
    return !this.look?.freshness.covers(this.session.clock.now());
  }

  /**
   * @param isCautious whether deletions go one at a time.
   * @returns whether the package is done, and need not be looked at again.
   */
  private async delete(applicable: ApplicablePlan, isCautious: boolean): Promise<boolean> {
    const [whole] = applicable.packageDeletions;
    if (!whole) {
      const left = applicable.deletions.filter((entry) => !this.hasOutcome(entry.versionId));
      if (!this.look || left.length === 0) return true;
      return this.deletions.deleteVersions(left, this.look, isCautious ? 1 : (this.turn?.places ?? 1));
    }
    if (this.isOverdue()) return true;
    return this.deletions.deletePackage(whole, async () => (await this.lookAgain()).packageDeletions.length > 0);
  }

  private heldUpError(): ProviderError {
    const { owner, name } = this.ref;
    return new ProviderError(
      `delete versions of ${owner.login}/${name}: ${MAX_RECHECKS} times in a row GitHub's limits held them up for longer than what was read of the package holds (${formatSeconds(HOLDS_MILLISECONDS / 1000)}). Run again later.`,
      { code: "rate_limited" },
    );
  }

  /** What of it was shown and may be done, and is not; all that was shown, before the first look. */
  get left(): { deletions: number; restorations: number } {
    if (this.deletions.packageIsGone) return { deletions: 0, restorations: 0 };
    if (!this.applicable) return countByAction(this.shown);
    const { deletions, restorations } = this.applicable;
    return {
      deletions: deletions.filter((entry) => !this.hasOutcome(entry.versionId)).length,
      restorations: restorations.filter((entry) => !this.hasOutcome(entry.versionId)).length,
    };
  }

  orphanedParts(): Record<string, string> {
    const left = (this.applicable?.deletions ?? []).filter(
      (entry) => !this.hasOutcome(entry.versionId) && this.deletions.isOrphaned(entry),
    );
    return Object.fromEntries(left.map(({ versionId, rule }) => [versionId, rule]));
  }

  isKnownToBeGone(versionId: number): boolean {
    return this.active !== undefined && (!this.active.has(versionId) || this.deletions.hasGone(versionId));
  }

  private hasOutcome(versionId: number): boolean {
    const isBack = this.record.isRestored(this.ref, versionId) || this.lost.has(versionId);
    return isBack || this.deletions.hasOutcome(versionId);
  }

  /** What may be done now of what was shown. While the last whole look holds, pages that were read since suffice. */
  private async lookOn(): Promise<ApplicablePlan> {
    if (!this.look && this.listed) return this.lookByPages(this.listed);
    const holds = this.look?.freshness.covers(this.session.clock.now());
    const versions = holds ? this.look?.watch.takeChanges() : undefined;
    if (!versions) return this.lookAgain();
    const left = versions.filter(({ id }) => !this.deletions.hasGone(id));
    return this.planApplicable(await this.reader().of(this.ref, left, { without: this.lost }));
  }

  private async listedBefore(): Promise<readonly VersionFacts[] | undefined> {
    if (this.shown.restore !== undefined || !ownPageSuffices(this.options.policy)) return undefined;
    return this.session.versions.lastKnown(this.ref);
  }

  /** Where each version is judged by itself: each page is looked at when the turn of its versions has come. */
  private async lookByPages(versions: readonly VersionFacts[]): Promise<ApplicablePlan> {
    await this.watchFrom(versions, undefined);
    return this.planApplicable(await this.reader().of(this.ref, versions, { without: this.lost }));
  }

  /** The same, with the package read afresh. */
  private async lookAgain(): Promise<ApplicablePlan> {
    const { ref, session } = this;
    const { clock } = session;
    const readFrom = clock.now();
    let versions: readonly VersionFacts[] = [];
    const asListed = (listed: readonly VersionFacts[]) => {
      versions = listed;
    };
    session.versions.forget(ref);
    const isUncounted = this.deletions.hasBegun;
    const { input } = await this.reader().all([ref], { fresh: true, without: this.lost, asListed, isUncounted });
    await this.watchFrom(versions, readFrom);
    return this.planApplicable(input);
  }

  /** @param readFrom when the versions were read; undefined when they have to be seen again, each by its page. */
  private async watchFrom(versions: readonly VersionFacts[], readFrom: number | undefined): Promise<void> {
    const { clock } = this.session;
    const api = await this.session.api();
    const { pageSize } = api;
    const watch = new PageWatch(clock, {
      versions,
      readFrom,
      needsFirstPage: !ownPageSuffices(this.options.policy),
      pageSize,
      readPage: (page, etag) => api.readVersionsPage(this.ref, page, etag),
      isOwn: (id) => this.deletions.isAttempted(id),
    });
    const pages = Math.ceil(versions.length / pageSize);
    this.look = { freshness: new Freshness(clock, readFrom ?? clock.now(), pages), watch };
  }

  private reader(): PackageReader {
    const { ref, record } = this;
    return new PackageReader(this.session, {
      ...this.options,
      blocked: mergeEntries(record.outcome.blocked, { [ref.name]: this.deletions.refused }),
      orphanedParts: { [ref.name]: this.partsToGo() },
    });
  }

  /** Plans afresh, for the same instant. */
  private planApplicable(input: RetentionInput): ApplicablePlan {
    const plan = planRetention(input);
    const [failure] = plan.failures;
    if (failure) throw this.unreadable(failure);
    const versions = new Map(input.packages[0]?.versions.map((version) => [version.id, version]));
    this.active = versions;
    this.applicable = applicablePlan(this.shown, plan, (_, id) => versions.get(id));
    this.noteLate(plan);
    this.logDropped(this.applicable);
    return this.applicable;
  }

  /** Those that the check of this update has counted are not counted again. */
  private noteLate(plan: RetentionPlan): void {
    const late = notShown(plan, this.shown).deletions;
    this.lateBefore ??= late;
    if (this.listed) this.late = Math.max(0, late - this.lateBefore);
  }

  /** The failure of a package that can't be read any more. One that this run has changed is not skipped: people have to know what is left of it. */
  private unreadable(failure: PackageFailure): ProviderError {
    if (!this.deletions.hasBegun && maySkip(this.options, this.shown, failure)) this.skipped = failure;
    const { owner, name } = this.ref;
    const words = `judge ${owner.login}/${name} again before deleting: ${failure.reason}`;
    return new ProviderError(words, { code: "incomplete" });
  }

  /**
   * Parts of images that were to go when the package was looked at last, with the rule that was shown. If their image is gone by now, they are orphaned
   * parts, and go by that rule. Whatever goes by itself is evaluated anew.
   */
  private partsToGo(): Record<string, string> {
    const { name } = this.ref;
    const left = this.options.orphanedParts?.[name] ?? {};
    const wanted = this.applicable && new Set(this.applicable.deletions.map(({ versionId }) => String(versionId)));
    return Object.fromEntries(
      Object.entries(this.shown.delete?.[name] ?? {}).flatMap(([id, line]) => {
        const parts = parseDeletionText(line);
        const isPart = parts?.with !== undefined || left[id] !== undefined;
        return parts && isPart && (!wanted || wanted.has(id)) ? [[id, parts.rule]] : [];
      }),
    );
  }

  private logDropped({ dropped }: ApplicablePlan): void {
    for (const entry of dropped) {
      const { versionId } = entry;
      if (this.told.has(versionId) || (versionId !== undefined && this.hasOutcome(versionId))) continue;
      this.told.add(versionId);
      this.session.logger.info(describeDropped(entry));
    }
  }

  /**
   * @returns whether the package has to be planned again: what came back may need what was to go, and what did not come back leaves its slot to others.
   */
  private async restoreSome({ restorations, deletions }: ApplicablePlan): Promise<boolean> {
    const activeNames = new Set([...(this.active?.values() ?? [])].map(({ name }) => name));
    const target = { ref: this.ref, activeNames };
    const { restored, lost } = await restoreVersions(this.session, target, restorations, this.record, this.isOverdue);
    for (const id of lost) this.lost.add(id);
    return lost.length > 0 || (restored > 0 && deletions.length > 0);
  }
}
