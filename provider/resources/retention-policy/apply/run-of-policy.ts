import { PartialFailure, ProviderError } from "../../../errors";
import { isSame } from "../../../model/canonical";
import { ownerTypeOf } from "../../../model/owner";
import { type BoundPlan, type PolicyInputs, parsePolicy } from "../../../retention";
import type { Session } from "../../../session";
import { TimeLimit } from "../../../time-limit";
import type { PropertyMap } from "../../resource";
import {
  countByAction,
  countEntries,
  decodeInputs,
  effectivePolicy,
  encodePolicyState,
  type PolicyMemory,
  type PolicyState,
  pendingPlan,
  remember,
  rememberedBy,
  userInputsOf,
  withoutRefused,
} from "../memory";
import { closingLine, logChanges, stoppedMessage } from "../messages";
import { readerOptions } from "../plan";
import { Apply } from "./apply";
import { ApplyLog } from "./apply-log";
import { fileAuditLog, noAuditLog } from "./audit-log";

/** What an update of a policy does. It applies the pending plan of the inputs, and makes the state of what became of it. */
export class RunOfPolicy {
  private readonly inputs: PropertyMap;
  private readonly policy: PolicyInputs;
  private readonly shown: BoundPlan;
  private readonly record: ApplyLog;
  private readonly isSamePolicy: boolean;
  private readonly before: PolicyMemory;
  private readonly checked: PolicyMemory;

  constructor(
    private readonly session: Session,
    private readonly id: string,
    checkedInputs: PropertyMap,
    prior: PolicyState | undefined,
  ) {
    this.inputs = userInputsOf(checkedInputs);
    this.checked = decodeInputs(checkedInputs);
    const parsed = parsePolicy(this.inputs);
    if (parsed.outcome !== "parsed") throw new Error("a retention policy is applied that was not checked");
    this.policy = parsed.inputs;
    this.before = rememberedBy(prior);
    this.isSamePolicy = isSame(this.inputs, this.before.policy);
    const refused = this.isSamePolicy ? this.before.refused : {};
    this.shown = withoutRefused(pendingPlan(this.checked, this.before.lastPlan), refused);
    const auditLog = this.hasWork ? this.policy.auditLog : undefined;
    this.record = new ApplyLog(session, auditLog === undefined ? noAuditLog : fileAuditLog(auditLog), refused, {
      ...countByAction(this.shown),
      maxRestorations: this.policy.maxRestorations,
    });
  }

  private get hasWork(): boolean {
    return countEntries(this.shown) > 0;
  }

  /** @throws PartialFailure with the state to keep, when it stops in the middle. */
  async apply(): Promise<PropertyMap> {
    this.assertShown();
    const startedAt = this.session.clock.now();
    const { session, policy, record, before } = this;
    const options = await readerOptions(session, policy, this.inputs, effectivePolicy(before), {
      orphanedParts: before.orphanedParts,
      deletedByUnappliedRules: this.checked.settling,
    });
    const { maxDuration } = policy;
    const limit = maxDuration === undefined ? undefined : new TimeLimit(session.clock, startedAt + maxDuration);
    const apply = new Apply(session, { ...options, ...(limit && { limit }) }, this.shown, record);
    const where = { host: session.host, ownerType: ownerTypeOf(options.owner) };
    try {
      await (limit ? limit.run(() => apply.run()) : apply.run());
      this.assertRestored(apply);
    } catch (error) {
      const state = encodePolicyState(where, this.after("interrupted", apply));
      throw new PartialFailure(this.id, state, this.stopped(apply, error), error);
    }
    if (apply.isOverdue && apply.left.deletions > 0) session.logger.warn(this.stopped(apply));
    logChanges(session.logger, [], { deletions: apply.late, restorations: 0 });
    const closing = closingLine(record.outcome, startedAt, session.clock.now());
    if (closing !== undefined) session.logger.info(closing);
    return encodePolicyState(where, this.after("applied", apply));
  }

  /** An update that was to have a preview, of which this provider has seen nothing, has shown nothing. */
  private assertShown(): void {
    const { isFirstPhase, notes, tellsPolicies } = this.session;
    if (!isFirstPhase || !this.hasWork) return;
    if (notes.skipsPreview && !tellsPolicies && this.policy.keep === undefined) {
      throw new ProviderError(
        "apply the retention policy: without a preview it can't know what else the program declares, so it does nothing. " +
          "Run `pulumi up` with its preview; or say in `keep` which packages and versions the program declares, `[]` for none.",
        { code: "invalid" },
      );
    }
    if (notes.skipsPreview) return;
    throw new ProviderError(
      `apply the retention policy: the provider knows nothing of a preview that showed what it would do (${countEntries(this.shown)} entries), so it does nothing. ` +
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

  private after(kind: "applied" | "interrupted", apply: Apply): PolicyMemory {
    return remember(this.before, {
      kind,
      checked: this.checked,
      isSamePolicy: this.isSamePolicy,
      hadWork: this.hasWork,
      outcome: { ...this.record.outcome, unfinished: apply.orphanedParts() },
      isGone: (name, versionId) => apply.isKnownToBeGone(name, versionId),
    });
  }
}
