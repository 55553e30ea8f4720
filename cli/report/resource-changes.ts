import type { PackageType } from "../../provider/model/package";
import { canonicalPackageName, formatPackageId } from "../../provider/model/reference";
import { resourceKind } from "../../provider/model/resource-kind";
import { describeSelector, formatSelector } from "../../provider/model/version-selector";
import type { Note, OutlookNote } from "../../provider/notes";
import { selectorOf } from "../../provider/resources/package-version/selector-inputs";
import { type Json, textOf } from "./json";
import type { ResourceChange } from "./model";
import { NotedDeclarations, stateOf } from "./noted-declarations";
import { pageOfState } from "./pages";
import type { Preview, PreviewStep } from "./preview-contents";

type Kind = ResourceChange["kind"];

const ACTION_ORDER: readonly ResourceChange["action"][] = ["delete", "fail", "restore", "unknown", "adopt", "state"];

/** What the preview means for the packages and versions that are resources themselves: deletions first. */
export function resourceChanges(preview: Preview): ResourceChange[] {
  const noted = new NotedDeclarations(preview.notes, preview.steps);
  const changes = preview.steps.flatMap((step) => {
    const kind = resourceKind(step.type);
    return kind === undefined || kind === "RetentionPolicy" ? [] : (changeOf(step, kind, noted, preview.notes) ?? []);
  });
  return changes.sort((a, b) => ACTION_ORDER.indexOf(a.action) - ACTION_ORDER.indexOf(b.action));
}

function changeOf(
  step: PreviewStep,
  kind: Kind,
  noted: NotedDeclarations,
  notes: readonly Note[],
): ResourceChange | undefined {
  const { name, op, newInputs = {} } = step;
  const page = pageOfState(step.oldOutputs ?? {});
  const known = { name, kind, ...(page !== undefined && { page }) };
  if (op === "delete" || op === "delete-replaced") return { ...known, ...deletionOf(step, kind, noted) };
  if (op === "create" || op === "create-replacement") return { name, kind, ...creationOf(newInputs, kind, notes) };
  if (op !== "update") return undefined;
  return { ...known, action: "state", what: describe(kind, newInputs) };
}

type Told = Omit<ResourceChange, "name" | "kind">;

/** What the provider will do with it, by what it has noted itself. Whatever it has noted nothing of, it deletes. */
function deletionOf(step: PreviewStep, kind: Kind, noted: NotedDeclarations): Told {
  const what = describe(kind, stateOf(step));
  if (step.retained) return { action: "state", what, remark: "retainOnDelete: it stays on GitHub" };
  const declared = noted.declarationOf(kind, step);
  if (declared !== undefined)
    return { action: "state", what, remark: `handed over: the program still declares ${declared}` };
  if (kind === "PackageVersion") return { action: "delete", what };
  const inTheWay = noted.versionsOf(step);
  if (inTheWay !== undefined) return { action: "fail", what, remark: `it is not deleted: ${inTheWay}` };
  return { action: "delete", what, remark: "with all its versions" };
}

/** The gravest first: of two hosts that have something of one name, nobody can tell which one a step means. */
const GRAVEST = ["fail", "restoreOrFail", "restore", "adopt"] as const;

const UNKNOWN_OUTLOOK =
  "the preview does not tell whether it is there: the update adopts it, restores it, or fails. PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true tells it";

function creationOf(inputs: Json, kind: Kind, notes: readonly Note[]): Told {
  const what = describe(kind, inputs);
  const selector = kind === "PackageVersion" ? selectorOf(inputs) : undefined;
  const key = subjectKey({ package: packageIdOf(inputs), ...(selector && { handle: selector }) });
  const outlooks = notes.filter((note) => note.kind === "outlook" && subjectKey(note.subject) === key) as OutlookNote[];
  const expects = GRAVEST.find((one) => outlooks.some((outlook) => outlook.expects === one));
  if (expects === undefined) return { action: "unknown", what, remark: UNKNOWN_OUTLOOK };
  if (expects === "adopt") return { action: "adopt", what };
  const said = [...new Set(outlooks.map(({ says }) => says))];
  const remark = said.map((one) => (one.startsWith(`${what}: `) ? one.slice(`${what}: `.length) : one)).join(" ");
  if (expects === "restoreOrFail") return { action: "restore", what, remark, mayFail: true };
  return { action: expects, what, remark };
}

function subjectKey({ package: packageId, handle }: OutlookNote["subject"]): string {
  return JSON.stringify([packageId, handle && formatSelector(handle)]);
}

/** As the provider's messages name it. */
export function describe(kind: string, bag: Json): string {
  const type = textOf(bag.packageType) ?? "";
  const given = textOf(bag.packageName) ?? textOf(bag.name) ?? "?";
  const ownPackage = `${type} package ${textOf(bag.owner) ?? "?"}/${canonicalPackageName(type as PackageType, given)}`;
  if (kind !== "PackageVersion") return ownPackage;
  if (bag.versionId !== undefined && bag.version !== undefined) return `version ${labelOf(bag)} of ${ownPackage}`;
  const selector = selectorOf(bag);
  return `${selector ? describeSelector(selector) : "a version"} of ${ownPackage}`;
}

/** Of a state: what people know the version by. */
function labelOf({ tags, version, versionId }: Json): string {
  const named = Array.isArray(tags) && tags.length > 0 ? tags.join(", ") : String(version);
  return `${named} (id ${versionId})`;
}

function packageIdOf(bag: Json): string {
  const name = textOf(bag.packageName) ?? textOf(bag.name) ?? "";
  return formatPackageId(textOf(bag.owner) ?? "", (textOf(bag.packageType) ?? "") as PackageType, name);
}
