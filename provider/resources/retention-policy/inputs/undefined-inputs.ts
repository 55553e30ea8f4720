import { propertyPath } from "../../../retention";
import type { CheckFailure, PropertyMap } from "../../resource";

/** Inputs that hold a policy back: without one of them, it may delete more. */
const RESTRAINING: ReadonlySet<unknown> = new Set([
  "rules",
  "excludePackages",
  "keep",
  "inUse",
  "onAllMatched",
  "minAge",
  "maxDeletions",
  "maxDeletePercent",
  "minRemaining",
  "previewOnly",
  "asOf",
]);

/**
 * A failure for each input that the program gives as `undefined` and that holds the policy back. The engine never sees such a property. The program's own
 * process tells of it by a hidden input (`sdk/undefined-inputs.ts`), which goes no further.
 */
export function undefinedInputFailures(told: unknown): CheckFailure[] {
  return pathsOf(told)
    .filter(([input]) => RESTRAINING.has(input))
    .map((path) => ({ property: propertyPath(path), reason: reasonFor(path) }));
}

function reasonFor(path: readonly string[]): string {
  const name = path.at(-1) ?? "";
  const without = path.length > 2 ? "the rule would do without it" : "the policy would do without it";
  const isRule = path.length === 2 && path[0] === "rules";
  const spread = isRule
    ? `...(condition && { ${JSON.stringify(name)}: { … } })`
    : `...(value !== undefined && { ${name}: value })`;
  return `is given as undefined, as by a variable that is not set. Pulumi drops it, and ${without}, which may delete more. Give it a value; or, where it may be missing, leave it out: ${spread}`;
}

/** What is not known before the update is no object yet. */
function pathsOf(told: unknown): string[][] {
  if (!Array.isArray(told)) return [];
  return told.flatMap((one) => {
    if (Array.isArray(one)) return pathsOf(one);
    const { path } = (typeof one === "object" && one !== null ? one : {}) as PropertyMap;
    return Array.isArray(path) ? [path.map(String)] : [];
  });
}
