import type { PackageType } from "../../provider/model/package";
import { canonicalPackageName } from "../../provider/model/reference";
import { describeHandle, handleOf, names } from "../../provider/resources/package-version/handle";
import { type Json, textOf } from "./json";
import type { ResourceChange } from "./model";
import type { Preview, PreviewStep } from "./preview";

type Kind = ResourceChange["kind"];

const KINDS: Readonly<Record<string, Kind>> = {
  "pulumi-nodejs:dynamic/github-packages:Package": "Package",
  "pulumi-nodejs:dynamic/github-packages:PackageVersion": "PackageVersion",
};

const ACTION_ORDER: readonly ResourceChange["action"][] = ["delete", "fail", "restore", "adopt", "state"];

/** What the preview means for the packages and versions that are resources themselves: deletions first. */
export function resourceChanges(preview: Preview): ResourceChange[] {
  const declared = preview.steps.filter(({ op }) => !isDeletion(op));
  const changes = preview.steps.flatMap((step) => {
    const kind = KINDS[step.type];
    return kind === undefined ? [] : (changeOf(step, kind, declared, preview) ?? []);
  });
  return changes.sort((a, b) => ACTION_ORDER.indexOf(a.action) - ACTION_ORDER.indexOf(b.action));
}

function changeOf(
  step: PreviewStep,
  kind: Kind,
  declared: readonly PreviewStep[],
  preview: Preview,
): ResourceChange | undefined {
  const { name, op } = step;
  if (isDeletion(op)) return { name, kind, ...deletionOf(step, kind, declared) };
  if (op === "create" || op === "create-replacement") return { name, kind, ...creationOf(step, kind, preview) };
  if (op !== "update") return undefined;
  return { name, kind, action: "state", what: describe(kind, step.newInputs ?? {}) };
}

type Told = Pick<ResourceChange, "action" | "what" | "remark">;

/** What a step that deletes names, and the program still declares by another resource, is handed over and stays. */
function deletionOf(step: PreviewStep, kind: Kind, declared: readonly PreviewStep[]): Told {
  const state = step.oldOutputs ?? step.oldInputs ?? {};
  const what = describe(kind, state);
  if (step.retained) return { action: "state", what, remark: "retainOnDelete: it stays on GitHub" };
  const successor = declared.find((other) => KINDS[other.type] === kind && meansTheSame(kind, state, other));
  if (successor) return { action: "state", what, remark: `${successor.name} declares it, so it stays on GitHub` };
  const remark = kind === "Package" ? "with all its versions" : undefined;
  return { action: "delete", what, ...(remark && { remark }) };
}

function meansTheSame(kind: Kind, state: Json, { newInputs = {} }: PreviewStep): boolean {
  if (packageKey(state) !== packageKey(newInputs)) return false;
  if (kind === "Package") return true;
  const handle = handleOf(newInputs);
  const tags = Array.isArray(state.tags) ? state.tags.map(String) : [];
  return handle !== undefined && names(handle, { id: Number(state.versionId), name: String(state.version), tags });
}

/** Whether it is there, or has to be restored, is what the preview has said; adoptions beyond the first twenty it does not name. */
function creationOf(step: PreviewStep, kind: Kind, { messages }: Preview): Told {
  const what = describe(kind, step.newInputs ?? {});
  const said = messages.find(({ text }) => text.startsWith(`${what}: `))?.text.slice(what.length + ": ".length);
  if (said === undefined) return { action: "adopt", what };
  if (/\bfail unless\b|will fail/.test(said)) return { action: "fail", what, remark: said };
  if (/\brestored?\b/.test(said)) return { action: "restore", what, remark: said };
  return { action: "adopt", what };
}

/** As the provider's messages name it. */
export function describe(kind: string, bag: Json): string {
  const type = textOf(bag.packageType) ?? "";
  const given = textOf(bag.packageName) ?? textOf(bag.name) ?? "?";
  const ownPackage = `${type} package ${textOf(bag.owner) ?? "?"}/${canonicalPackageName(type as PackageType, given)}`;
  if (kind !== "PackageVersion") return ownPackage;
  if (bag.versionId !== undefined && bag.version !== undefined) return `version ${labelOf(bag)} of ${ownPackage}`;
  const handle = handleOf(bag);
  return `${handle ? describeHandle(handle) : "a version"} of ${ownPackage}`;
}

/** Of a state: what people know the version by. */
function labelOf({ tags, version, versionId }: Json): string {
  const named = Array.isArray(tags) && tags.length > 0 ? tags.join(", ") : String(version);
  return `${named} (id ${versionId})`;
}

function packageKey(bag: Json): string {
  const type = textOf(bag.packageType) ?? "";
  const name = textOf(bag.packageName) ?? textOf(bag.name) ?? "";
  return `${textOf(bag.owner)?.toLowerCase()}/${type}/${canonicalPackageName(type as PackageType, name)}`;
}

function isDeletion(op: string): boolean {
  return op === "delete" || op === "delete-replaced";
}
