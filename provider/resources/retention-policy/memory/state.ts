import type { HostOfState } from "../../hand-over";
import type { PropertyMap } from "../../resource";
import { refuseLaterState } from "../../state-schema";
import type { Outcome } from "./outcome";

/** The version of the state's shape. A later shape raises it and reads the earlier ones in `decodePolicyState`. */
export const POLICY_STATE_SCHEMA = 1;

/** What the state holds of a policy: what the program says, and what the last run that had work did. */
export interface PolicyState extends Partial<Outcome>, HostOfState {
  readonly owner: string;
  readonly packageType: string;
  readonly ownerType?: "organization" | "user";
  /** The program's inputs, by which `diff` sees a changed policy and a refresh settles the record of runs. */
  readonly __policy: PropertyMap;
  /** See `HiddenInputs`. */
  readonly __before?: PropertyMap;
  /** The number of the latest run that is done. */
  readonly __run: number;
  /** The latest run did not end well: what the next one does belongs to it. */
  readonly __stopped?: boolean;
}

/** What is known of a policy besides the outcome of its run. */
export interface PolicyFacts {
  readonly host: string;
  readonly ownerType: "organization" | "user";
  readonly policy: PropertyMap;
  readonly before: PropertyMap | undefined;
  readonly doneRun: number;
}

export function encodePolicyState(facts: PolicyFacts, outcome: Outcome, stopped = false): PropertyMap {
  const { host, ownerType, policy, before, doneRun } = facts;
  const parts = Object.entries(outcome).filter(([, entries]) => Object.keys(entries).length > 0);
  return {
    __schema: POLICY_STATE_SCHEMA,
    __host: host,
    __policy: policy,
    ...(before && { __before: before }),
    __run: doneRun,
    ...(stopped && { __stopped: true }),
    owner: policy.owner,
    ownerType,
    packageType: policy.packageType,
    ...Object.fromEntries(parts),
  };
}

export function decodePolicyState(bag: PropertyMap): PolicyState {
  refuseLaterState(bag, POLICY_STATE_SCHEMA);
  return bag as unknown as PolicyState;
}

/** The inputs that the program gives, without what `check` computes. */
export function userInputsOf(inputs: PropertyMap): PropertyMap {
  const computed = ["runs", "blocked", "deleted", "restored", "deletedPackages"];
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => !name.startsWith("__") && !computed.includes(name)),
  );
}

/** Whether two sets of inputs say the same, whatever the order of their keys. */
export function sameInputs(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
