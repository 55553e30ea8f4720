import { describeGoneVersion } from "../../model/gone-version";
import { type OtherKeepReason, REASON_WORDS } from "../evaluation";
import type { GoneInUse } from "../input";
import type { InputFailure } from "../policy";
import type { PackageFailure, RetentionPlan } from "./plan";
import type { PackageSummary, VersionLabel } from "./summary";

/** How many versions one message names before it only counts. */
const EXAMPLES = 10;

/** What a run says of a plan, a message a line. For each package: what goes, what stays and why, then what deserves a look. */
export function reportLines(plan: RetentionPlan): string[] {
  return plan.summaries.flatMap((summary) => [totals(summary), ...remarks(summary)]);
}

/** What deserves a warning although the plan can be applied. A version that the program declares and that is gone keeps others from going. */
export function warningLines({ summaries }: RetentionPlan): string[] {
  return summaries.flatMap(({ package: name, awaited = [], goneInUse = [] }) => [
    ...awaited.map(
      ({ what, isKnown }) => `${name}: the program declares ${what}, which is not there: ${held(isKnown)}`,
    ),
    ...some(goneInUse.map(goneLine)).map((line) => `${name}: ${line}`),
  ]);
}

/** `deploy/api.yaml:12 uses ghcr.io/acme/api:v1, deleted 3 days ago by [untagged]; it can be restored until 2026-12-27`. */
export function goneLine({ reference, by, version, deletedBy, isKnown }: GoneInUse): string {
  const uses = by === reference ? `inUse has ${reference}` : `${by} uses ${reference}`;
  if (version === undefined) return `${uses}, which is not there, and which GitHub does not list as deleted`;
  const parts = isKnown === false ? "; until then nothing of the package goes, because what it needs is not known" : "";
  return `${uses}, ${describeGoneVersion(version, deletedBy)}${parts}`;
}

/** The first, and how many more there are. */
function some(entries: readonly string[]): string[] {
  const more = entries.length > EXAMPLES ? [`and ${entries.length - EXAMPLES} more that are in use and not there`] : [];
  return [...entries.slice(0, EXAMPLES), ...more];
}

/** What stays because of a declared version that is gone. */
function held(isKnown: boolean): string {
  return isKnown
    ? "what it needs of the package stays, so that it can come back whole"
    : "what it needs is not known, so nothing of the package goes until it is back or no longer declared";
}

/** Why a plan can't be applied, as failures of the resource's check; empty when it can. */
export function planFailures({ failures, violations }: Pick<RetentionPlan, "failures" | "violations">): InputFailure[] {
  return [...failures.map(packageFailure), ...violations.map(({ property, reason }) => ({ property, reason }))];
}

function packageFailure({ package: name, reason }: PackageFailure): InputFailure {
  return { property: "packages", reason: `nothing can be planned for ${name}, so nothing is deleted: ${reason}` };
}

function totals(summary: PackageSummary): string {
  const { total, deleted, restored } = summary;
  const goes =
    deleted === 0 ? "none goes" : `${deleted} ${deleted === 1 ? "goes" : "go"} (${byRule(summary.deletedBy)})`;
  const stay = total - deleted;
  const kept = [
    byRule(summary.keptByRule),
    ...Object.entries(summary.keptOtherwise).map(
      ([kind, count]) => `${count} ${REASON_WORDS[kind as OtherKeepReason].counted}`,
    ),
  ].filter((part) => part !== "");
  const stays = stay === 0 ? "none stays" : `${stay} ${stay === 1 ? "stays" : "stay"} (${kept.join(", ")})`;
  const back = restored === 0 ? "" : `, ${restored} ${restored === 1 ? "comes" : "come"} back`;
  const whole = summary.deletesPackage ? ". The package is deleted as a whole" : "";
  return `${summary.package}: of ${total} ${total === 1 ? "version" : "versions"} ${goes}, ${stays}${back}${whole}`;
}

function byRule(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([rule, count]) => `${count} by [${rule}]`)
    .join(", ");
}

function remarks(summary: PackageSummary): string[] {
  const { package: name, rescued } = summary;
  const named = ({ versionId, what }: VersionLabel) => `${versionId} (${what})`;
  const partial = summary.partial.map(
    ({ versionId, rule, matched, unmatched }) =>
      `${versionId} (${matched.join(", ")} matches [${rule}], ${unmatched.join(", ")} does not)`,
  );
  const blocked = summary.blocked.map(({ versionId, what, rule }) => `${versionId} (${what}, [${rule}])`);
  const incomplete = summary.incomplete.map(({ versionId, what, digest }) => `${versionId} (${what}) lacks ${digest}`);
  const expired = (summary.expired ?? []).map(({ versionId, what }) => `${versionId} (${what})`);
  const inUse = (summary.inUse ?? []).map(({ versionId, what, by }) => `${versionId} (${what}): ${by}`);
  const unjudgeable = summary.unjudgeable.map(({ versionId, what, reason }) => `${versionId} (${what}): ${reason}`);
  return [
    ...remark(name, "in use", inUse),
    ...remark(name, "partly matched, so kept", partial),
    ...remark(name, "GitHub refuses to delete", blocked),
    ...(rescued.length === 0
      ? []
      : [
          `${name}: onAllMatched keeps ${rescued.map(named).join(", ")} and what ${rescued.length === 1 ? "it needs" : "they need"}`,
        ]),
    ...remark(name, "images that stay without a part that is not in the package", incomplete),
    ...remark(name, "deleted versions that can't be judged, so not restored", unjudgeable),
    ...remark(name, expiredWords(expired.length), expired),
  ];
}

function expiredWords(count: number): string {
  const what = count === 1 ? "1 version that the new rules keep was" : `${count} versions that the new rules keep were`;
  return `${what} deleted by the old ones more than 30 days ago and can't come back any more`;
}

function remark(packageName: string, what: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const more = entries.length > EXAMPLES ? ` and ${entries.length - EXAMPLES} more` : "";
  return [`${packageName}: ${what}: ${entries.slice(0, EXAMPLES).join("; ")}${more}`];
}
