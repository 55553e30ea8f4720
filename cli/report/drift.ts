import { resourceKind } from "../../provider/model/resource-kind";
import type { Json } from "./json";
import type { DriftedResource } from "./model";
import { pageOfState } from "./pages";
import type { PreviewStep } from "./preview-contents";
import { describe } from "./resource-changes";

/** What a refresh has found: of outputs whatever differs, but for those that no diff shows. */
export function driftOf(steps: readonly PreviewStep[]): DriftedResource[] {
  return steps
    .flatMap((step) => {
      const kind = resourceKind(step.type);
      if (kind === undefined) return [];
      const gone = step.newOutputs === undefined;
      const changes = gone ? [] : changesBetween(step.oldOutputs ?? {}, step.newOutputs ?? {});
      if (!gone && changes.length === 0) return [];
      const whenDeleted = step.oldInputs?.whenDeleted === "fail" ? "fail" : "restore";
      const what = describe(kind, step.oldOutputs ?? {});
      const page = gone ? undefined : pageOfState(step.newOutputs ?? {});
      const told = { name: step.name, kind, what, ...(page !== undefined && { page }), gone, changes };
      return [{ ...told, ...(gone && ({ whenDeleted } as const)) }];
    })
    .sort((a, b) => Number(b.gone) - Number(a.gone));
}

function changesBetween(before: Json, after: Json): DriftedResource["changes"] {
  const properties = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return properties
    .filter((property) => !property.startsWith("__"))
    .map((property) => ({ property, before: textOf(before[property]), after: textOf(after[property]) }))
    .filter((change) => change.before !== change.after);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
