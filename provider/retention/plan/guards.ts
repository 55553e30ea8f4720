import type { PolicyInputs } from "../policy";

/** A guard that the plan exceeds: the input that sets it, and what to do. */
export interface Violation {
  readonly property: string;
  readonly reason: string;
}

/** How many packages a message names. */
const EXAMPLES = 5;

const LOOK = "Look at the plan with previewOnly: true; then narrow the rules, or change";

/** What guards look at. */
export interface Guarded {
  readonly name: string;
  /** Active versions. */
  readonly total: number;
  readonly deleted: number;
  readonly restored: number;
  /** Versions that stay and are roots among what stays. */
  readonly rootsLeft: number;
  readonly allMatched: boolean;
}

/** Guards fail a plan. They never make it smaller, because only its author knows which part of a surprising plan is right. */
export function violations(policy: PolicyInputs, packages: readonly Guarded[]): Violation[] {
  return [
    ...tooMany(policy.maxDeletions, "maxDeletions", "delete", packages, (plan) => plan.deleted),
    ...tooMany(policy.maxRestorations, "maxRestorations", "restore", packages, (plan) => plan.restored),
    ...packages.flatMap((plan) => packageViolations(policy, plan)),
  ];
}

function tooMany(
  limit: number,
  property: string,
  verb: string,
  packages: readonly Guarded[],
  countOf: (plan: Guarded) => number,
): Violation[] {
  const counts = packages.map((plan) => [plan.name, countOf(plan)] as const).filter(([, count]) => count > 0);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total <= limit) return [];
  const largest = counts.sort(([, a], [, b]) => b - a).slice(0, EXAMPLES);
  const named = largest.map(([name, count]) => `${name}: ${count}`).join(", ");
  const more = counts.length > largest.length ? `, and ${counts.length - largest.length} more packages` : "";
  return [
    {
      property,
      reason: `would ${verb} ${total} versions (${named}${more}), which is more than ${limit}. ${LOOK} ${property}.`,
    },
  ];
}

function packageViolations(policy: PolicyInputs, plan: Guarded): Violation[] {
  const found: Violation[] = [];
  const { name, deleted, total, rootsLeft, allMatched } = plan;
  const percent = (deleted / total) * 100;
  if (policy.maxDeletePercent !== undefined && percent > policy.maxDeletePercent) {
    const share = `${deleted} of ${total} versions (${percent.toFixed(1)} %)`;
    const reason = `would delete ${share} of ${name}, which is more than ${policy.maxDeletePercent} %. ${LOOK} maxDeletePercent.`;
    found.push({ property: "maxDeletePercent", reason });
  }
  if (deleted > 0 && rootsLeft < policy.minRemaining) {
    const reason = `would leave ${rootsLeft} of ${name} (parts of images not counted), which is fewer than ${policy.minRemaining}. ${LOOK} minRemaining, or keep the newest with a keep rule: mostRecent { count: ${policy.minRemaining} }.`;
    found.push({ property: "minRemaining", reason });
  }
  if (allMatched && policy.onAllMatched === "error") {
    const reason = `the rules match every version of ${name}, every tagged one, or every image, and GitHub does not delete the last. Add a keep rule, or choose "keepNewest" or "deletePackage".`;
    found.push({ property: "onAllMatched", reason });
  }
  return found;
}
