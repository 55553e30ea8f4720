import { PartialFailure } from "../../errors";
import { formatPackageId } from "../../model/reference";
import { type BoundPlan, bindPlan, type PolicyInputs, parsePolicy, planFailures, planRetention } from "../../retention";
import { ownerTypeOf, type Session } from "../../session";
import { fillOwner } from "../default-owner";
import { type Bag, type CheckFailure, type CheckResult, type DiffResult, type Resource, UNKNOWN } from "../resource";
import { Apply } from "./apply";
import { fileAuditLog, noAuditLog } from "./audit-log";
import { emptyOutcome, type Outcome } from "./outcome";
import { stoppedMessage, tellPlan } from "./report";
import { countEntries, intersectPlans, pendingRun, withoutBlocked, withRuns } from "./runs";
import { canonical, decodePolicyState, encodePolicyState, type PolicyState, sameInputs, userInputsOf } from "./state";
import { Survey, type SurveyOrder } from "./survey";

/**
 * A retention policy. `check` computes the plan, where a preview can show it, and `update` applies what was shown; deleting the resource
 * deletes no version.
 */
export class RetentionPolicyResource implements Resource {
  constructor(private readonly session: () => Session) {}

  async check(prior: Bag | undefined, desired: Bag): Promise<CheckResult> {
    const session = this.session();
    const inputs = await fillOwner(session, prior, userInputsOf(desired));
    const parsed = parsePolicy(inputs, { isUnknown: (value) => value === UNKNOWN, now: session.clock.now() });
    if (parsed.outcome === "failed") return { inputs, failures: parsed.failures };
    const carried = prior && carriedOf(prior);
    if (parsed.outcome === "unknown") {
      session.logger.warn(
        `the plan of a retention policy can't be shown: ${parsed.properties.join(", ")} is not known before the update, which will delete nothing. Run the update twice.`,
      );
      return { inputs: { ...inputs, ...carried }, failures: [] };
    }
    if (desired.runs !== undefined) return { inputs: { ...inputs, ...carried, runs: desired.runs }, failures: [] };
    const { plan, failures } = await this.plan(parsed.inputs, inputs, prior);
    if (failures.length > 0) return { inputs, failures };
    const changes = prior !== undefined && !sameInputs(userInputsOf(prior), inputs);
    return { inputs: { ...withRuns(inputs, prior, plan, changes), ...(!changes && carried) }, failures: [] };
  }

  async diff(_id: string, priorBag: Bag, desired: Bag): Promise<DiffResult> {
    const prior = decodePolicyState(priorBag);
    const pending = withoutBlocked(pendingRun(desired, prior.__run), prior.blocked);
    return { changes: countEntries(pending) > 0 || !sameInputs(userInputsOf(desired), prior.__policy) };
  }

  async create(inputs: Bag): Promise<{ id: string; state: Bag }> {
    const id = policyId(inputs);
    return { id, state: await this.apply(id, inputs, undefined) };
  }

  /** Nothing of a policy can drift: what became of the versions is the next plan's business. The record of runs is settled. */
  async read(id: string, state: Bag): Promise<{ id: string; state: Bag; inputs: Bag }> {
    const prior = decodePolicyState(state);
    const { __run, __policy, blocked, unfinished } = prior;
    const inputs = {
      ...__policy,
      ...(__run > 0 && { __run }),
      ...(blocked && { __blocked: blocked }),
      ...(unfinished && { __unfinished: unfinished }),
    };
    return { id, state, inputs };
  }

  async update(id: string, prior: Bag, desired: Bag): Promise<{ state: Bag }> {
    return { state: await this.apply(id, desired, decodePolicyState(prior)) };
  }

  async delete(): Promise<void> {}

  private async plan(
    policy: PolicyInputs,
    inputs: Bag,
    prior: Bag | undefined,
  ): Promise<{ plan: BoundPlan; failures: readonly CheckFailure[] }> {
    const session = this.session();
    const order = await this.surveyOrder(policy, inputs, prior && userInputsOf(prior), carriedOf(prior ?? {}));
    const survey = new Survey(session, order);
    const { refs, unmatched } = await survey.packages();
    const ids = refs.map((ref) => formatPackageId(ref.owner.login, ref.packageType, ref.name));
    const taken = session.claims.claim(ids, canonical(inputs), prior === undefined);
    if (taken.length > 0) return { plan: {}, failures: [claimed(taken)] };
    const plan = planRetention(await survey.all(refs));
    const failures = policy.previewOnly ? planFailures({ ...plan, violations: [] }) : planFailures(plan);
    if (!session.notes.hasEarlierPhase) tellPlan(session.logger, plan, policy, unmatched);
    return { plan: policy.previewOnly ? {} : this.shownToo(bindPlan(plan), inputs), failures };
  }

  /** An update does at most what its own preview showed, whatever was published in between. */
  private shownToo(plan: BoundPlan, inputs: Bag): BoundPlan {
    const { notes, logger } = this.session();
    const topic = `plan ${canonical(inputs)}`;
    if (!notes.hasEarlierPhase) {
      notes.leave(topic, plan);
      return plan;
    }
    const shown = intersectPlans(plan, (notes.earlier(topic) ?? {}) as BoundPlan);
    const late = countEntries(plan) - countEntries(shown);
    if (late > 0)
      logger.warn(
        `${late} more versions would go by now. The preview did not show them, so they stay until the next update.`,
      );
    return shown;
  }

  private async apply(id: string, inputs: Bag, prior: PolicyState | undefined): Promise<Bag> {
    const session = this.session();
    const policyInputs = userInputsOf(inputs);
    const parsed = parsePolicy(policyInputs);
    if (parsed.outcome !== "parsed") throw new Error("a retention policy is applied that was not checked");
    const isSamePolicy = prior !== undefined && sameInputs(policyInputs, prior.__policy);
    const blocked = isSamePolicy ? (prior.blocked ?? {}) : {};
    const outcome: Outcome = { ...emptyOutcome(), blocked: structuredClone(blocked) };
    const order = await this.surveyOrder(parsed.inputs, policyInputs, prior?.__policy, {});
    const shown = this.applicable(withoutBlocked(pendingRun(inputs, prior?.__run ?? 0), blocked));
    const { auditLog, maxDuration } = parsed.inputs;
    const apply = new Apply(
      session,
      {
        ...order,
        auditLog: auditLog === undefined ? noAuditLog : fileAuditLog(auditLog),
        ...(maxDuration !== undefined && { deadline: session.clock.now() + maxDuration }),
      },
      shown,
      outcome,
    );
    const ownerType = ownerTypeOf(order.owner);
    const doneRun = Number(inputs.__run ?? prior?.__run ?? 0);
    try {
      await apply.run();
    } catch (error) {
      const stopped = { ...outcome, unfinished: apply.unfinished() };
      const state = encodePolicyState(ownerType, prior?.__policy ?? policyInputs, prior?.__run ?? 0, stopped);
      throw new PartialFailure(id, state, stoppedMessage(policyInputs, stopped, error), error);
    }
    const unfinished = apply.unfinished();
    if (apply.isOverdue && Object.keys(unfinished).length > 0)
      session.logger.warn(stoppedMessage(policyInputs, { ...outcome, unfinished }));
    return encodePolicyState(ownerType, policyInputs, doneRun, { ...outcome, unfinished });
  }

  /** An update that was to have a preview, of which this provider has seen nothing, has shown nothing. */
  private applicable(pending: BoundPlan): BoundPlan {
    const { notes, logger } = this.session();
    if (notes.hasEarlierPhase || notes.skipsPreview || countEntries(pending) === 0) return pending;
    logger.warn(
      `the preview did not show what this retention policy would do (${countEntries(pending)} entries), so it does nothing. Run the update again.`,
    );
    return {};
  }

  private async surveyOrder(
    policy: PolicyInputs,
    inputs: Bag,
    previous: Bag | undefined,
    carried: Carried,
  ): Promise<SurveyOrder> {
    const session = this.session();
    const owner = await session.owner(String(inputs.owner), policy.ownerType);
    const parsed = previous && isSameOwner(inputs, previous) ? parsePolicy(previous) : undefined;
    return {
      owner,
      policy,
      ...(parsed?.outcome === "parsed" && { previous: parsed.inputs }),
      evaluatedAt: policy.asOf ?? session.startOfRun(),
      ...(carried.__blocked && { blocked: carried.__blocked }),
      ...(carried.__unfinished && { unfinished: carried.__unfinished }),
    };
  }
}

/** What a refresh has put among the inputs, for the plans that follow. */
type Carried = { readonly __blocked?: Outcome["blocked"]; readonly __unfinished?: Outcome["unfinished"] };

function carriedOf(prior: Bag): Carried {
  const { __blocked, __unfinished } = prior as Carried;
  return { ...(__blocked && { __blocked }), ...(__unfinished && { __unfinished }) };
}

function claimed(packageIds: readonly string[]): CheckFailure {
  const reason = `another retention policy of this program covers ${packageIds.join(", ")} already: two policies over one package would undo each other's work. Give each package one policy, with all its rules`;
  return { property: "packages", reason };
}

function isSameOwner(inputs: Bag, previous: Bag): boolean {
  return String(inputs.owner).toLowerCase() === String(previous.owner).toLowerCase();
}

/** A policy has no counterpart on GitHub: the id says whose packages it is about. */
function policyId(inputs: Bag): string {
  return `${String(inputs.owner).toLowerCase()}/${inputs.packageType}/retention`;
}
