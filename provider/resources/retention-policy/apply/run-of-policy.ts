import { PartialFailure, ProviderError } from "../../../errors";
import { ownerTypeOf } from "../../../model/owner";
import { type BoundPlan, type PolicyInputs, parsePolicy } from "../../../retention";
import type { Session } from "../../../session";
import { TimeLimit } from "../../../time-limit";
import type { PropertyMap } from "../../resource";
import {
  countEntries,
  encodePolicyState,
  type HiddenInputs,
  mergeEntries,
  note,
  type Outcome,
  type PolicyFacts,
  type PolicyState,
  pendingRun,
  rulesOf,
  sameInputs,
  userInputsOf,
  withoutBlocked,
} from "../memory";
import { closingLine, stoppedMessage } from "../messages";
import { readerOptions } from "../plan";
import { Apply } from "./apply";
import { ApplyLog } from "./apply-log";
import { fileAuditLog, noAuditLog } from "./audit-log";

/** What an update does: it applies the pending run of the inputs, and makes the state of what became of it. */
export class RunOfPolicy {
  private readonly inputs: PropertyMap;
  private readonly policy: PolicyInputs;
  private readonly shown: BoundPlan;
  private readonly record: ApplyLog;
  private readonly isSamePolicy: boolean;
  private readonly settles: boolean;

  constructor(
    private readonly session: Session,
    private readonly id: string,
    private readonly checked: PropertyMap,
    private readonly prior: PolicyState | undefined,
  ) {
    this.inputs = userInputsOf(checked);
    const parsed = parsePolicy(this.inputs);
    if (parsed.outcome !== "parsed") throw new Error("a retention policy is applied that was not checked");
    this.policy = parsed.inputs;
    this.isSamePolicy = prior !== undefined && sameInputs(this.inputs, prior.__policy);
    this.settles = (checked as HiddenInputs).__settles === true;
    const blocked = this.isSamePolicy ? (prior?.blocked ?? {}) : {};
    this.shown = withoutBlocked(pendingRun(checked, prior?.__run ?? 0), blocked);
    const total = countEntries(this.shown);
    const restorations = countEntries(this.shown.restore ? { restore: this.shown.restore } : {});
    const auditLog = total > 0 ? this.policy.auditLog : undefined;
    this.record = new ApplyLog(session, auditLog === undefined ? noAuditLog : fileAuditLog(auditLog), blocked, {
      deletions: total - restorations,
      restorations,
      maxRestorations: this.policy.maxRestorations,
    });
  }

  /** @throws PartialFailure with the state to keep, when it stops in the middle. */
  async apply(): Promise<PropertyMap> {
    this.assertShown();
    const startedAt = this.session.clock.now();
    const { session, policy, record, prior } = this;
    const previous = prior && (prior.__before ?? prior.__policy);
    const order = await readerOptions(session, policy, this.inputs, previous, {
      ...(prior?.unfinished && { unfinished: prior.unfinished }),
      ...(this.settles && prior?.overruled && { overruled: prior.overruled }),
    });
    const { maxDuration } = policy;
    const limit = maxDuration === undefined ? undefined : new TimeLimit(session.clock, startedAt + maxDuration);
    const apply = new Apply(session, { ...order, ...(limit && { limit }) }, this.shown, record);
    const ownerType = ownerTypeOf(order.owner);
    try {
      await (limit ? limit.run(() => apply.run()) : apply.run());
      this.assertRestored(apply);
    } catch (error) {
      const state = encodePolicyState(this.factsBefore(ownerType), this.outcomeOf(apply, true), true);
      throw new PartialFailure(this.id, state, this.stopped(apply, error), error);
    }
    if (apply.isOverdue && apply.left.deletions > 0) session.logger.warn(this.stopped(apply));
    const closing = closingLine(record.outcome, startedAt, session.clock.now());
    if (closing !== undefined) session.logger.info(closing);
    return encodePolicyState(this.factsAfter(ownerType), this.outcomeOf(apply, false));
  }

  /** An update that was to have a preview, of which this provider has seen nothing, has shown nothing. */
  private assertShown(): void {
    const { hasEarlierPhase, skipsPreview } = this.session.notes;
    const entries = countEntries(this.shown);
    if (hasEarlierPhase || skipsPreview || entries === 0) return;
    throw new ProviderError(
      `apply the retention policy: the provider knows nothing of a preview that showed what it would do (${entries} entries), so it does nothing. ` +
        "Run `pulumi up`, with the same TMPDIR for both of its phases; or `pulumi up --skip-preview`, if it is to be done unseen.",
      { code: "invalid" },
    );
  }

  /** What is to come back is known by the old rules, which a run that ends well replaces. */
  private assertRestored(apply: Apply): void {
    const { restorations } = apply.left;
    if (restorations === 0) return;
    throw new ProviderError(
      `it reached maxDuration (${this.inputs.maxDuration}) with ${restorations} versions still to restore.`,
      { code: "incomplete" },
    );
  }

  private stopped(apply: Apply, error?: unknown): string {
    return stoppedMessage(this.inputs.maxDuration, this.record.outcome, apply.left, error);
  }

  /** A create that fails is kept with its new inputs, an update with its old ones. */
  private factsBefore(ownerType: PolicyFacts["ownerType"]): PolicyFacts {
    if (!this.prior) return { ...this.factsAfter(ownerType), doneRun: 0 };
    const { host } = this.session;
    return { host, ownerType, policy: this.prior.__policy, before: this.prior.__before, doneRun: this.prior.__run };
  }

  private factsAfter(ownerType: PolicyFacts["ownerType"]): PolicyFacts {
    const doneRun = Number(this.checked.__run ?? this.prior?.__run ?? 0);
    const { host } = this.session;
    return { host, ownerType, policy: this.inputs, before: this.checked.__before as PropertyMap | undefined, doneRun };
  }

  /** A run that had nothing to do leaves the record as it was, and one that goes on from a stopped one adds to it. */
  private outcomeOf(apply: Apply, isStopped: boolean): Outcome {
    const { outcome } = this.record;
    const { prior } = this;
    const continues = countEntries(this.shown) === 0 || prior?.__stopped === true;
    const before = continues ? prior : undefined;
    return {
      deleted: mergeEntries(before?.deleted, outcome.deleted),
      restored: mergeEntries(before?.restored, outcome.restored),
      deletedPackages: { ...before?.deletedPackages, ...outcome.deletedPackages },
      blocked: isStopped ? mergeEntries(prior?.blocked, outcome.blocked) : outcome.blocked,
      unfinished: mergeEntries(this.stillUnfinished(apply), apply.leftovers()),
      overruled: isStopped ? this.overruledByStopping() : this.settles ? {} : (prior?.overruled ?? {}),
    };
  }

  /** The engine keeps the old inputs of an update that fails: no check could tell later by which rules this run has deleted. */
  private overruledByStopping(): Outcome["overruled"] {
    const isOverruled = this.prior !== undefined && !this.isSamePolicy;
    return mergeEntries(this.prior?.overruled, isOverruled ? rulesOf(this.record.outcome.deleted) : {});
  }

  /** What an earlier run left and this one did not look at, because only a refresh takes it into a plan. */
  private stillUnfinished(apply: Apply): Outcome["unfinished"] {
    const open: Outcome["unfinished"] = {};
    for (const [name, versions] of Object.entries(this.prior?.unfinished ?? {})) {
      for (const [id, rule] of Object.entries(versions)) {
        if (!apply.isKnownToBeGone(name, Number(id))) note(open, name, Number(id), rule);
      }
    }
    return open;
  }
}
