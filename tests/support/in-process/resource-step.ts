import { isPartialFailure } from "../../../provider/errors";
import { PackageResource } from "../../../provider/resources/package/resource";
import { PackageVersionResource } from "../../../provider/resources/package-version/resource";
import type { CheckFailure, PropertyMap, Resource } from "../../../provider/resources/resource";
import { RetentionPolicyResource } from "../../../provider/resources/retention-policy/resource";
import type { Session } from "../../../provider/session";

export type Make = (session: () => Session) => Resource;

export const packageIn: Make = (session) => new PackageResource(session);
export const versionIn: Make = (session) => new PackageVersionResource(session);
export const policyIn: Make = (session) => new RetentionPolicyResource(session);

/** What an engine keeps of one resource. */
export interface KeptValues {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  /** It was made or changed in part: the next update goes on with it. */
  readonly hasFailed?: true;
}

interface Decision {
  readonly failures: readonly CheckFailure[];
  readonly operation: "create" | "same" | "update" | "replace";
  /** The checked ones. */
  readonly inputs: PropertyMap;
}

/** What becomes of a resource that a program declares. @param isElsewhere whether its provider instance is another one than before. */
export async function decide(
  resource: Resource,
  given: PropertyMap,
  old: KeptValues | undefined,
  isElsewhere = false,
): Promise<Decision> {
  const checked = await resource.check(old?.inputs, given);
  if (!old || checked.failures.length > 0) return { operation: "create", ...checked };
  const { changes, replaces = [] } = isElsewhere
    ? { changes: true, replaces: ["provider"] }
    : await resource.diff(old.id, old.outputs, checked.inputs);
  if (replaces.length > 0) return { operation: "replace", ...(await resource.check(undefined, given)) };
  return { operation: changes || old.hasFailed ? "update" : "same", ...checked };
}

/** Updates what is kept, or creates it. What failed half-way is kept as well: with its new inputs when it was to be made, with its old ones when it was to be changed. */
export async function apply(
  resource: Resource,
  inputs: PropertyMap,
  old: KeptValues | undefined,
): Promise<{ kept?: KeptValues; error?: Error }> {
  try {
    const { id, state } = old
      ? { id: old.id, ...(await resource.update(old.id, old.outputs, inputs)) }
      : await resource.create(inputs);
    return { kept: { id, inputs, outputs: state } };
  } catch (error) {
    if (!isPartialFailure(error)) return { error: error as Error };
    const kept = { id: error.id, inputs: old?.inputs ?? inputs, outputs: { ...error.state }, hasFailed: true } as const;
    return { kept, error };
  }
}

/** Reads what is kept; nothing stays of what is confirmed to be gone. */
export async function refresh(resource: Resource, old: KeptValues): Promise<KeptValues | undefined> {
  const { id, state, inputs = old.inputs } = await resource.read(old.id, old.outputs);
  return id === undefined || !state ? undefined : { id, inputs, outputs: state };
}
