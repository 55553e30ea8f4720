import type { PropertyMap } from "../../resource";
import type { HostOfState } from "../../state-schema";
import { refuseLaterState } from "../../state-schema";
import type { Outcome } from "./outcome";
import { NOTHING_REMEMBERED, type PolicyMemory } from "./policy-memory";

/** The version of the state's shape. A later shape raises it and reads the earlier ones in `decodePolicyState`. */
const POLICY_STATE_SCHEMA = 1;

/** What the state holds of a policy: what the program says, and what the last update with something to do did. */
export interface PolicyState extends Partial<Outcome>, HostOfState {
  readonly owner: string;
  readonly packageType: string;
  readonly ownerType?: "organization" | "user";
  readonly __policy: PropertyMap;
  readonly __before?: PropertyMap;
  readonly __run: number;
  readonly __stopped?: boolean;
}

export interface PolicyPlace {
  readonly host: string;
  readonly ownerType: "organization" | "user";
}

export function encodePolicyState({ host, ownerType }: PolicyPlace, memory: PolicyMemory): PropertyMap {
  const { policy = {}, formerPolicy, lastPlan, isInterrupted, done } = memory;
  const outcome: Outcome = {
    ...done,
    blocked: memory.refused,
    unfinished: memory.orphanedParts,
    overruled: memory.deletedByUnappliedRules,
  };
  return {
    __schema: POLICY_STATE_SCHEMA,
    __host: host,
    __policy: policy,
    ...(formerPolicy && { __before: formerPolicy }),
    __run: lastPlan,
    ...(isInterrupted && { __stopped: true }),
    owner: policy.owner,
    ownerType,
    packageType: policy.packageType,
    ...Object.fromEntries(Object.entries(outcome).filter(([, entries]) => Object.keys(entries).length > 0)),
  };
}

export function decodePolicyState(properties: PropertyMap): PolicyState {
  refuseLaterState(properties, POLICY_STATE_SCHEMA);
  return properties as unknown as PolicyState;
}

/** @param state undefined of a policy that has none yet. */
export function rememberedBy(state: PolicyState | undefined): PolicyMemory {
  if (!state) return NOTHING_REMEMBERED;
  const { deleted = {}, restored = {}, deletedPackages = {} } = state;
  return {
    ...NOTHING_REMEMBERED,
    policy: state.__policy,
    lastPlan: state.__run,
    formerPolicy: state.__before,
    refused: state.blocked ?? {},
    orphanedParts: state.unfinished ?? {},
    deletedByUnappliedRules: state.overruled ?? {},
    done: { deleted, restored, deletedPackages },
    isInterrupted: state.__stopped === true,
  };
}
