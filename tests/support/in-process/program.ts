import type { PropertyMap } from "../../../provider/resources/resource";
import type { KeptValues } from "./resource-step";

export type ResourceType = "Package" | "PackageVersion" | "RetentionPolicy";

/** A resource of a program. */
export interface Declared {
  readonly name: string;
  readonly type: ResourceType;
  readonly inputs: PropertyMap;
  /** The name of its provider instance; the default one when absent. */
  readonly provider?: string;
  /** The package of this program that a version is declared with, by its resource's name. */
  readonly deletedWith?: string;
}

type Options = Pick<Declared, "provider" | "deletedWith">;

const declares =
  (type: ResourceType) =>
  (name: string, inputs: PropertyMap, options: Options = {}): Declared => ({ name, type, inputs, ...options });

export const aPackage = declares("Package");
export const aVersion = declares("PackageVersion");
export const aPolicy = declares("RetentionPolicy");

/** What a state holds of a resource. */
export interface Kept extends Declared, KeptValues {
  /** It was replaced, and is still to be deleted. */
  readonly isReplaced?: true;
}

/** What an engine knows of a stack, in the order of creation. */
export type State = Map<string, Kept>;

/** One step of a command, as an engine shows it. */
export interface Step {
  readonly operation: "create" | "same" | "update" | "replace" | "delete";
  readonly declared: Declared;
  /** What the state holds before it. */
  readonly old?: Kept;
  /** The checked inputs, unless it deletes. */
  readonly inputs?: PropertyMap;
}

export function urnOf({ type, name }: Declared): string {
  return `${type}::${name}`;
}

/** The steps that delete what is in a state and not in a program, and what was replaced: last created first. */
export function deletions(state: State, program: readonly Declared[]): Step[] {
  const declared = new Set(program.map(urnOf));
  return [...state]
    .filter(([urn, { isReplaced }]) => isReplaced || !declared.has(urn))
    .map(([, old]) => ({ operation: "delete" as const, declared: old, old }))
    .reverse();
}

/** What the SDK tells a policy of the program that it is in (`sdk/declarations.ts`), and which policy it is. */
export function hiddenInputs(policy: Declared, program: readonly Declared[], state: State): PropertyMap {
  const policies = program.filter(({ type }) => type === "RetentionPolicy");
  const others = program.filter(
    ({ type, provider = "" }) => type !== "RetentionPolicy" && provider === (policy.provider ?? ""),
  );
  const declared = others.map((one) => {
    const { owner, packageType, name, packageName = name, version, tag, digest, versionId } = one.inputs;
    const place = { owner, packageType, packageName };
    if (one.type === "Package") return { type: "package", ...place };
    const pinnedTo = state.get(urnOf(one))?.outputs.versionId;
    return { type: "version", ...place, version, tag, digest, versionId, pinnedTo };
  });
  return {
    ...(declared.length > 0 && { __declared: declared }),
    __self: `${policy.name} ${policies.indexOf(policy) + 1}`,
  };
}

/** What steps change: "create v1". */
export function changesOf(steps: readonly Step[]): string[] {
  return steps
    .filter(({ operation }) => operation !== "same")
    .map(({ operation, declared }) => `${operation} ${declared.name}`);
}
