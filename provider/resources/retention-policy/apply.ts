import { isProviderError, ProviderError } from "../../errors";
import { findVersionOrConfirmAbsence } from "../../lookup/absence";
import type { PackageRef, VersionRef } from "../../model/reference";
import {
  type BoundPlan,
  type ConfirmedPlan,
  confirm,
  type PlannedDeletion,
  type PlannedPackageDeletion,
  planFailures,
  planRetention,
} from "../../retention";
import type { Session } from "../../session";
import type { AuditLog } from "./audit-log";
import { doInOrder, type StepResult } from "./in-order";
import { note, type Outcome } from "./outcome";
import { restoreVersions } from "./restore";
import { Survey, type SurveyOrder } from "./survey";

/**
 * Deletions under way at once. GitHub's limit is 180 a minute (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api,
 * 5 points each of 900), and a deletion takes about a second: this many reach the limit, which the rate budget keeps.
 */
const DELETIONS_AT_ONCE = 6;

/** So many deletions take three minutes at least. After them the package is looked at again: what was read by then has grown old. */
const LOOK_AGAIN_AFTER = 500;

export interface ApplyOrder extends SurveyOrder {
  readonly auditLog: AuditLog;
  /** Milliseconds since the epoch; after it, nothing new is begun. */
  readonly deadline?: number;
}

/** Applies to GitHub what was shown, package by package, and writes down what it did as it does it. */
export class Apply {
  private done = 0;

  constructor(
    private readonly session: Session,
    private readonly order: ApplyOrder,
    /** What was shown; nothing else is done. */
    private readonly shown: BoundPlan,
    readonly outcome: Outcome,
  ) {}

  async run(): Promise<void> {
    const { owner, policy } = this.order;
    const names = new Set(
      [this.shown.delete, this.shown.restore, this.shown.deletePackages].flatMap((part) => Object.keys(part ?? {})),
    );
    for (const name of [...names].sort()) {
      await this.package({ owner, packageType: policy.packageType, name });
    }
  }

  get isOverdue(): boolean {
    return this.order.deadline !== undefined && this.session.clock.now() >= this.order.deadline;
  }

  private async package(ref: PackageRef): Promise<void> {
    for (let isFirst = true; !this.isOverdue; isFirst = false) {
      const confirmed = await this.lookAgain(ref, isFirst);
      await restoreVersions(this.session, ref, confirmed.restorations, this.order.auditLog, this.outcome);
      const [whole] = confirmed.packageDeletions;
      if (whole) return this.deletePackage(ref, whole);
      const portion = confirmed.deletions.slice(0, LOOK_AGAIN_AFTER);
      await this.deleteVersions(ref, portion);
      if (portion.length === confirmed.deletions.length) return;
    }
  }

  /** What may be done now of what was shown: the package is read afresh, and planned afresh for the same instant. */
  private async lookAgain(ref: PackageRef, tellsDropped: boolean): Promise<ConfirmedPlan> {
    const unfinished = { [ref.name]: this.rulesOf(ref.name) };
    const survey = new Survey(this.session, { ...this.order, blocked: this.outcome.blocked, unfinished });
    const input = await survey.all([ref], true);
    const plan = planRetention(input);
    const [problem] = plan.failures.length > 0 ? planFailures({ ...plan, violations: [] }) : [];
    if (problem) throw new ProviderError(problem.reason, { code: "incomplete" });
    const versions = new Map(input.packages[0]?.versions.map((version) => [version.id, version]));
    const confirmed = confirm(this.shownOf(ref.name), plan, (_, id) => versions.get(id));
    for (const { versionId, reason } of tellsDropped ? confirmed.dropped : []) {
      this.session.logger.info(
        `${ref.name}${versionId === undefined ? "" : ` ${versionId}`} was planned and is left: ${reason}`,
      );
    }
    return confirmed;
  }

  private async deleteVersions(ref: PackageRef, deletions: readonly PlannedDeletion[]): Promise<void> {
    const steps = deletions.map((entry) => ({
      ...entry,
      key: String(entry.versionId),
      after: entry.neededBy.map(String),
    }));
    const skip = (entry: PlannedDeletion, because: string) => {
      const isBlocked = this.outcome.blocked[ref.name]?.[because] !== undefined;
      if (isBlocked) note(this.outcome.blocked, ref.name, entry.versionId, `version ${because} stays and needs it`);
    };
    try {
      await doInOrder(steps, DELETIONS_AT_ONCE, (entry) => this.deleteVersion(ref, entry), skip);
    } finally {
      this.session.versions.forget(ref);
      this.session.packages.forget(ref);
    }
  }

  /** Past the deadline, only the parts of images that are gone already still go: nobody could tell later whose they were. */
  private async deleteVersion(ref: PackageRef, entry: PlannedDeletion): Promise<StepResult> {
    const isOrphaned = entry.neededBy.some((id) => this.outcome.deleted[ref.name]?.[id] !== undefined);
    if (this.isOverdue && !isOrphaned) return "skipped";
    const version: VersionRef = { ...ref, versionId: entry.versionId };
    try {
      await (await this.session.api()).deleteVersion(version);
    } catch (error) {
      const result = await this.afterRefusal(version, entry, error);
      if (result) return result;
    }
    this.recordDeletion(ref, entry);
    return "done";
  }

  /** @returns undefined when the version is gone, which is what was wanted. */
  private async afterRefusal(ref: VersionRef, entry: PlannedDeletion, error: unknown): Promise<StepResult | undefined> {
    if (isProviderError(error, "not_deletable")) return this.recordRefusal(ref, entry, error);
    if (!isProviderError(error, "not_found") || (await findVersionOrConfirmAbsence(this.session, ref))) throw error;
    return undefined;
  }

  private recordRefusal(ref: VersionRef, entry: PlannedDeletion, error: ProviderError): StepResult {
    const words = error.githubMessage ?? error.message;
    note(this.outcome.blocked, ref.name, entry.versionId, words);
    this.session.logger.warn(`${ref.name} ${entry.versionId} ${entry.text} stays: ${words}`);
    return "skipped";
  }

  private recordDeletion(ref: PackageRef, entry: PlannedDeletion): void {
    note(this.outcome.deleted, ref.name, entry.versionId, entry.text);
    this.done += 1;
    this.session.logger.progress(`deleted ${this.done} versions, the last of ${ref.owner.login}/${ref.name}`);
    this.audit(ref, {
      action: "delete",
      versionId: entry.versionId,
      version: entry.name,
      tags: entry.tags,
      rule: entry.rule,
    });
  }

  private async deletePackage(ref: PackageRef, entry: PlannedPackageDeletion): Promise<void> {
    try {
      await (await this.session.api()).deletePackage(ref);
    } finally {
      this.session.versions.forget(ref);
      this.session.packages.forget(ref);
    }
    this.outcome.deletedPackages[ref.name] = entry.text;
    this.audit(ref, { action: "deletePackage" });
  }

  private audit(
    ref: PackageRef,
    what: Omit<Parameters<AuditLog["record"]>[0], "time" | "owner" | "packageType" | "package">,
  ): void {
    const time = new Date(this.session.clock.now()).toISOString();
    this.order.auditLog.record({
      time,
      owner: ref.owner.login,
      packageType: ref.packageType,
      package: ref.name,
      ...what,
    });
  }

  private shownOf(name: string): BoundPlan {
    const { delete: deletions, restore, deletePackages } = this.shown;
    return {
      ...(deletions?.[name] && { delete: { [name]: deletions[name] } }),
      ...(restore?.[name] && { restore: { [name]: restore[name] } }),
      ...(deletePackages?.[name] && { deletePackages: { [name]: deletePackages[name] } }),
    };
  }

  /** What was shown and is neither done nor refused, with its rule: what a stopped run leaves for the next one. */
  unfinished(): Outcome["unfinished"] {
    const left: Outcome["unfinished"] = {};
    for (const name of Object.keys(this.shown.delete ?? {})) {
      if (this.outcome.deletedPackages[name] !== undefined) continue;
      for (const [id, rule] of Object.entries(this.rulesOf(name))) {
        const isSettled = this.outcome.deleted[name]?.[id] ?? this.outcome.blocked[name]?.[id];
        if (isSettled === undefined) note(left, name, Number(id), rule);
      }
    }
    return left;
  }

  /** Each line begins with its rule in brackets. */
  private rulesOf(name: string): Record<string, string> {
    const rules = this.order.policy.rules.map((rule) => rule.name);
    const ruleOf = (line: string) => rules.find((rule) => line.startsWith(`[${rule}]`));
    return Object.fromEntries(
      Object.entries(this.shown.delete?.[name] ?? {}).flatMap(([id, line]) => {
        const rule = ruleOf(line);
        return rule === undefined ? [] : [[id, rule]];
      }),
    );
  }
}
