import type { WorkEstimate } from "../../provider/ports";
import { type KeepReason, REASON_WORDS } from "../../provider/retention";
import { formatFreed } from "../../provider/sizes";
import type {
  DeletionReport,
  DriftedResource,
  PolicyReport,
  Report,
  ResourceChange,
  Verdict,
  WarningKind,
} from "./model";
import { movingTagsAmong, releasesAmong } from "./notable-versions";

/** `by` is what a file or a program says, and no word of ours. */
type Kept = { readonly rule: string } | { readonly words: string; readonly by?: string | undefined };

export function keptBecause(reason: KeepReason): Kept {
  if (reason.kind === "rule") return { rule: reason.rule };
  const words = REASON_WORDS[reason.kind].label;
  return reason.kind === "inUse" ? { words, by: reason.by } : { words };
}

/** A later provider may know reasons that this report does not. */
export function keptOtherwise(kind: string): string {
  return Object.hasOwn(REASON_WORDS, kind) ? REASON_WORDS[kind as keyof typeof REASON_WORDS].label : kind;
}

export function count(number: number, noun: string): string {
  return `${grouped(number)} ${number === 1 ? noun : /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

/** `12,345` */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** `delete 12 of 340 versions and free 3.1 GB, keep 328, restore 2` */
export function headline(policy: PolicyReport): string {
  const { deletions, restorations, versions, packages, previewOnly, op, freed } = policy;
  if (op === "failed" && packages.length === 0) return "what it would do is not known";
  const whole = packages.filter(({ deletesPackage }) => deletesPackage).length;
  const all = versions === undefined ? undefined : count(versions, "version");
  if (deletions + restorations + whole === 0) return all === undefined ? "nothing goes" : `nothing goes, keep ${all}`;
  const parts = [
    ...(deletions > 0
      ? [
          `delete ${all === undefined ? count(deletions, "version") : `${grouped(deletions)} of ${all}`}${freed ? ` and free ${formatFreed(freed)}` : ""}`,
        ]
      : []),
    ...(versions === undefined ? [] : [`keep ${deletions > 0 ? grouped(versions - deletions) : all}`]),
    ...(whole > 0 ? [`delete ${count(whole, "whole package")}`] : []),
    ...(restorations > 0 ? [`restore ${grouped(restorations)}`] : []),
  ];
  return `${previewOnly || op === "failed" ? "would " : ""}${parts.join(", ")}`;
}

/** `Retention of container packages of acme.`; empty while nobody has told which. */
export function subject({
  owner,
  packageType,
}: PolicyReport): { readonly type: string; readonly owner: string } | undefined {
  return owner === "" || packageType === "" ? undefined : { type: packageType, owner };
}

/**
 * What the report comes to, in a line. "Nothing is deleted" is said only where no failure is foreseen, which would be the first that a reviewer has to know.
 */
export function verdictLine(report: Report): string {
  const { verdict, drift } = report;
  const foreseen = [
    ...foreseenOf(report),
    ...(drift.length > 0 ? [`${count(drift.length, "resource")} drifted.`] : []),
  ];
  const lines: Readonly<Record<Verdict, string>> = {
    nothing: "Nothing to do on GitHub.",
    changes: deletedLine(report),
    "over-limits": "Stopped by a limit. Nothing can be applied until the rules or the limit change.",
    failed: failedLine(report),
  };
  return [lines[verdict], ...foreseen].filter((line) => line !== "").join(" ");
}

function failedLine(report: Report): string {
  const { lackingScopes, endedEarly } = report;
  const isKnown = lackingScopes.length > 0 && !endedEarly;
  return isKnown ? deletedLine(report) : "The preview failed: what an update would do is not known.";
}

function deletedLine(report: Report): string {
  const deletions = report.policies
    .filter(({ previewOnly }) => !previewOnly)
    .reduce((sum, one) => sum + one.deletions, 0);
  const resources = withAction(report, "delete");
  const deleted = [
    ...(deletions > 0 ? [count(deletions, "version")] : []),
    ...(resources > 0 ? [count(resources, "declared resource")] : []),
  ].join(" and ");
  if (deleted !== "") return `Deletes ${deleted}.`;
  return withAction(report, "fail") > 0 || report.drift.length > 0 ? "" : "Nothing is deleted on GitHub.";
}

/** What else is to come that a reviewer must not miss. */
function foreseenOf(report: Report): string[] {
  const failing = withAction(report, "fail");
  const uncertain = report.resources.filter(({ mayFail }) => mayFail).length;
  const unknown = withAction(report, "unknown");
  const skipped = report.skipped.length;
  return [
    ...(failing > 0 ? [`The update will fail for ${count(failing, "resource")}.`] : []),
    ...(uncertain > 0 ? [`${count(uncertain, "declared resource")} not there: restored, or the update fails.`] : []),
    ...(unknown > 0 ? [`What becomes of ${count(unknown, "new resource")} is not told.`] : []),
    ...(report.lackingScopes.length > 0
      ? ["The token of this preview lacks scopes for it: an update with this token is refused."]
      : []),
    ...(skipped > 0 ? [`${count(skipped, "package")} left alone: not judged.`] : []),
  ];
}

function withAction({ resources }: Report, action: ResourceChange["action"]): number {
  return resources.filter((one) => one.action === action).length;
}

/** What deserves a second look, of so many packages. */
export const LOOK_AT: Readonly<Record<Exclude<WarningKind, "usual">, (packages: number) => string>> = {
  package: (packages) => `${count(packages, "package")} ${packages === 1 ? "goes as a whole" : "go as a whole"}`,
  name: (packages) => `${lose(packages)} versions that people pull by a name that moves`,
  releases: (packages) => `${lose(packages)} releases`,
  half: (packages) => `${lose(packages)} more than half of ${packages === 1 ? "its" : "their"} versions`,
};

function lose(packages: number): string {
  return `${count(packages, "package")} ${packages === 1 ? "loses" : "lose"}`;
}

/** `stop`: nothing can be applied. `care`: something of it fails, or is not judged. */
export function signOf(report: Report): "stop" | "care" | "none" {
  if (report.verdict === "over-limits" || report.verdict === "failed") return "stop";
  return withAction(report, "fail") + report.skipped.length + report.lackingScopes.length > 0 ? "care" : "none";
}

/** What an incomplete preview leaves out. */
export const ENDED_EARLY =
  "The preview ended early, at an error. What it had come to by then is below; what it had not is missing: other policies and resources of the program, and deletions of what the program declares no more.";

/** What becomes of a resource that is gone. */
export function afterwards({ whenDeleted }: DriftedResource): string {
  return whenDeleted === "fail"
    ? "the next update fails, because whenDeleted is fail: restore it on GitHub, set whenDeleted to restore, or take the resource out of the program"
    : "the next update restores it";
}

/** What a careful reviewer would check by hand before signing, as far as the plan itself shows it. */
export function evidence({ packages, packageType, previewOnly, op }: PolicyReport): string[] {
  const deletions = packages.flatMap((one) => one.deletions).filter(({ created }) => created !== "");
  const youngest = deletions.reduce<DeletionReport | undefined>(
    (found, one) => (found && found.created > one.created ? found : one),
    undefined,
  );
  if (youngest === undefined || previewOnly || op === "failed") return [];
  const age = youngest.ageDays === 0 ? "today" : `${count(youngest.ageDays, "day")} ago`;
  return [
    `The youngest version that goes was created on ${day(youngest.created)}, ${age}.`,
    ...(releasesAmong(deletions).length + movingTagsAmong(deletions).length === 0
      ? ["No semantic release (such as 1.2.3), and nothing tagged latest or stable, is among them."]
      : []),
    ...(packageType === "container"
      ? ["The manifests of these packages were read: nothing that stays needs anything that goes."]
      : []),
  ];
}

/** `9 by themselves, 36 as parts of them`; empty where every version stands for itself. */
export function imagesAndParts(deletions: readonly DeletionReport[]): string {
  const parts = deletions.filter((one) => one.with !== undefined).length;
  return parts === 0
    ? ""
    : `: ${grouped(deletions.length - parts)} by ${deletions.length - parts === 1 ? "itself" : "themselves"}, ${grouped(parts)} with them`;
}

/** `21 December 2026` */
export function day(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(instant));
}

/** `2 minutes`, `1.5 hours`: rounded up, to what people plan with. */
function duration(seconds: number): string {
  if (seconds < 60) return "less than a minute";
  if (seconds < 3600) return count(Math.ceil(seconds / 60), "minute");
  return `${(Math.ceil(seconds / 360) / 10).toString()} hours`;
}

/** What else is to be known of a plan. */
export function footnotes({ untouched, asOf, deletions, restorations, estimate, op }: PolicyReport): string[] {
  const ageing =
    asOf === undefined
      ? "Ages are measured against the start of this preview. Without asOf the plan ages: an update of another day may find more to delete, and an approved plan is then refused."
      : `Ages are measured against ${day(asOf)} (asOf): the plan does not change by ageing.`;
  return [
    ...(untouched > 0 ? [`Of ${count(untouched, "more package")} nothing goes.`] : []),
    ...(estimate === undefined ? [] : [`The update takes ${cost(estimate)}.`]),
    ...(deletions + restorations === 0 || op === "failed" ? [] : [ageing]),
  ];
}

function cost({ requests, seconds, fitsThisHour, missing, remaining }: WorkEstimate): string {
  const left = remaining === undefined ? "" : `, of ${grouped(remaining)} that are left this hour`;
  const room = fitsThisHour ? left : `, ${grouped(missing)} more than are left this hour`;
  return `at least ${count(requests, "request")}${room}: ${duration(seconds)} within GitHub's limits`;
}
