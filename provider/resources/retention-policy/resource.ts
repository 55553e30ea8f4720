import { ProviderError } from "../../errors";
import { canonical, isSame } from "../../model/canonical";
import { canonicalLogin } from "../../model/owner";
import type { PackageType } from "../../model/package";
import { formatPackageId } from "../../model/reference";
import { formatSelector } from "../../model/version-selector";
import { type BoundPlan, ofPackage, type PolicyInputs, parsePolicy } from "../../retention";
import { CLOCKS_MAY_DIFFER_MILLISECONDS } from "../../run/start-of-run";
import type { Session } from "../../session";
import { otherHost } from "../hand-over";
import { type CheckResult, type DiffResult, type PropertyMap, type Resource, type Stored, UNKNOWN } from "../resource";
import { RunOfPolicy } from "./apply";
import {
  inUseFailures,
  keepFailures,
  ownerFailures,
  takeOverDeclarations,
  takeOverKept,
  undefinedInputFailures,
  withOwner,
} from "./inputs";
import {
  countEntries,
  decodeInputs,
  decodePolicyState,
  type EntriesByPackage,
  effectivePolicy,
  encodeInputs,
  mergeEntries,
  type PlansByNumber,
  type PolicyMemory,
  pendingPlan,
  remember,
  rememberedBy,
  userInputsOf,
  withoutRefused,
} from "./memory";
import { logBlocked, notePolicyName, sessionOf, warnOfLost } from "./messages";
import { planRun, readerOptions } from "./plan";

/**
 * A retention policy. `check` computes the plan, so that a preview can show it. `update` applies what was shown. Deleting the resource deletes no
 * version.
 */
export class RetentionPolicyResource implements Resource {
  constructor(private readonly session: () => Session) {}

  async check(prior: PropertyMap | undefined, desired: PropertyMap): Promise<CheckResult> {
    const shared = this.session();
    const inputs = withOwner(shared, userInputsOf(desired));
    notePolicyName(shared, inputs, desired.__self);
    const session = sessionOf(shared, inputs);
    const parsed = parsePolicy(inputs, { isUnknown: (value) => value === UNKNOWN });
    const failures = [
      ...ownerFailures(inputs, prior),
      ...undefinedInputFailures(desired.__undefined),
      ...(parsed.outcome === "failed" ? parsed.failures : []),
      ...(parsed.outcome === "parsed" ? keepFailures(parsed.inputs.keep) : []),
      ...(parsed.outcome === "parsed" ? inUseFailures(parsed.inputs) : []),
    ];
    if (parsed.outcome === "failed" || failures.length > 0) return { inputs, failures };
    const memory = decodeInputs(prior);
    if (parsed.outcome === "unknown") {
      session.logger.warn(
        `the plan can't be shown: ${parsed.properties.join(", ")} is not known before the update, which will delete nothing. Run the update twice.`,
      );
      return { inputs: encodeInputs(remember(memory, { kind: "notPlanned", policy: inputs })), failures: [] };
    }
    // Only `ignoreChanges` brings what an earlier check computed: then nothing new is to be planned.
    if (desired.runs !== undefined) {
      const kept = { kind: "notPlanned", policy: inputs, plans: desired.runs as PlansByNumber } as const;
      return { inputs: encodeInputs(remember(memory, kept)), failures: [] };
    }
    const { asOf } = parsed.inputs;
    const judged = asOf === undefined ? parsed : parsePolicy(inputs, { now: await latestInstant(session, asOf) });
    if (judged.outcome === "failed") return { inputs, failures: judged.failures };
    await takeOverDeclarations(session, desired.__declared);
    takeOverKept(session, parsed.inputs.keep);
    return this.plan(session, parsed.inputs, inputs, memory, String(desired.__self));
  }

  async diff(_id: string, priorProperties: PropertyMap, desired: PropertyMap): Promise<DiffResult> {
    const session = sessionOf(this.session(), desired);
    const prior = decodePolicyState(priorProperties);
    const elsewhere = otherHost(session, prior);
    if (elsewhere !== undefined) {
      warnOfNewHost(session, elsewhere);
      return { changes: true, replaces: ["__host"] };
    }
    const before = rememberedBy(prior);
    const checked = decodeInputs(desired);
    const pending = pendingPlan(checked, before.lastPlan);
    if (session.isFirstPhase) {
      logBlocked(session.logger, pending, before.refused);
      await warnOfLost(session, before, desired);
    }
    const { policy, formerPolicy } = checked;
    // The former policy comes and goes with `previewOnly` and with restorations that the plan leaves out, and with nothing else.
    const isSamePolicy = isSame(policy, before.policy) && isSame(formerPolicy, before.formerPolicy);
    return { changes: countEntries(withoutRefused(pending, before.refused)) > 0 || !isSamePolicy };
  }

  async preview(inputs: PropertyMap, stored?: Stored): Promise<Stored> {
    const { owner, packageType } = inputs;
    const before = rememberedBy(stored && decodePolicyState(stored.state));
    const plan = withoutRefused(pendingPlan(decodeInputs(inputs), before.lastPlan), before.refused);
    const done = countEntries(plan) > 0 ? { deleted: UNKNOWN, restored: UNKNOWN, deletedPackages: UNKNOWN } : {};
    return { id: policyId(inputs), state: { ...stored?.state, owner, packageType, ...done } };
  }

  async create(inputs: PropertyMap): Promise<Stored> {
    const id = policyId(inputs);
    return { id, state: await new RunOfPolicy(sessionOf(this.session(), inputs), id, inputs, undefined).apply() };
  }

  /** GitHub knows of no policy, so that none is read by its id alone. */
  inputsOf(): PropertyMap {
    return {};
  }

  /** Nothing of a policy can drift: the next plan finds out what became of the versions. The memory forgets the plans that are done. */
  async read(id: string, state: PropertyMap): Promise<{ id: string; state: PropertyMap; inputs: PropertyMap }> {
    const prior = decodePolicyState(state);
    if (state.__policy === undefined) throw nothingToRead(id);
    const memory = remember(rememberedBy(prior), { kind: "refreshed" });
    return { id, state, inputs: encodeInputs(memory) };
  }

  async update(id: string, prior: PropertyMap, desired: PropertyMap): Promise<{ state: PropertyMap }> {
    const session = sessionOf(this.session(), desired);
    return { state: await new RunOfPolicy(session, id, desired, decodePolicyState(prior)).apply() };
  }

  async delete(): Promise<void> {}

  private async plan(
    session: Session,
    policy: PolicyInputs,
    inputs: PropertyMap,
    memory: PolicyMemory,
    self: string,
  ): Promise<CheckResult> {
    const isChanged = memory.policy !== undefined && !isSame(memory.policy, inputs);
    const options = await readerOptions(session, policy, inputs, effectivePolicy(memory), {
      // A changed policy tries again what GitHub refused.
      ...(!isChanged && { blocked: memory.refused }),
      orphanedParts: memory.orphanedParts,
      deletedByUnappliedRules: memory.deletedByUnappliedRules,
      deletedBefore: Object.values(memory.plans).reduce<EntriesByPackage>(
        (all, plan) => mergeEntries(all, plan.delete),
        {},
      ),
    });
    const { failures, plan, leavesRestorations } = await planRun(session, options, { key: canonical(inputs), self });
    if (failures.length > 0) return { inputs, failures };
    notePlanned(session, inputs, plan);
    const isInEffect = !policy.previewOnly && !leavesRestorations;
    const checked = remember(memory, { kind: "checked", policy: inputs, plan, isChanged, isInEffect });
    return { inputs: encodeInputs(checked), failures: [] };
  }
}

/**
 * The latest `asOf` that is not in the future, by the server's clock. A machine may have taken `asOf` from its own clock, which may be ahead of the
 * server's by as much as the two may differ.
 */
async function latestInstant({ startOfRun, api }: Session, asOf: number): Promise<number> {
  const atStart = (await startOfRun.find()) + CLOCKS_MAY_DIFFER_MILLISECONDS;
  if (asOf <= atStart) return atStart;
  // The run may have begun long ago, when somebody has looked at its preview for a while.
  return (await (await api()).serverTime()).now + CLOCKS_MAY_DIFFER_MILLISECONDS;
}

/** A policy that is told what its program declares has nothing to find out later. */
function notePlanned(session: Session, { owner, packageType }: PropertyMap, plan: BoundPlan): void {
  if (session.tellsPolicies) return;
  for (const [name, versions] of Object.entries(plan.delete ?? {})) {
    const packageId = formatPackageId(String(owner), packageType as PackageType, name);
    session.plannedDeletions.note({
      package: packageId,
      policy: session.speaker,
      versions: Object.keys(versions).map(Number),
      declared: session.declarations.versionSelectors(packageId).map(formatSelector),
      isWhole: ofPackage(plan.deletePackages ?? {}, name) !== undefined,
    });
  }
}

/** What `import` asks for. */
function nothingToRead(id: string): ProviderError {
  return new ProviderError(
    `read retention policy "${id}": GitHub knows nothing of it, so that there is nothing to import. Declare it in the program: its first preview shows what it would delete.`,
    { code: "invalid" },
  );
}

/** A policy has no counterpart on GitHub: the id says whose packages it is about. */
function policyId(inputs: PropertyMap): string {
  return `${canonicalLogin(String(inputs.owner))}/${inputs.packageType}/retention`;
}

/** Warns that a replacement knows neither what the policy has done at its former host nor its rules there: they say nothing of another host. */
function warnOfNewHost(session: Session, host: string): void {
  if (!session.isFirstPhase) return;
  session.logger.warn(
    `it is replaced, because its host changes from ${host} to ${session.host}: ` +
      "its record starts anew, and nothing comes back by the rules that it had.",
  );
}
