import type { PackageDetails, PlanDetails } from "../../provider/resources/retention-policy/plan";
import type { BoundPlan, DispositionOfDay } from "../../provider/retention";
import { ofPackage, parseDeletionText } from "../../provider/retention";
import { textEntries } from "./json";
import type { DeletionReport, PackageReport, RestorationReport } from "./model";
import { packagePage } from "./pages";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is known of the packages of one policy besides its plan. */
export interface PackageKnowledge {
  readonly details?: PlanDetails;
  /** What the preview said. */
  readonly messages: readonly string[];
  /** How it begins what it says of this policy. */
  readonly label: string;
  /** What ages are measured against, in milliseconds since the epoch. */
  readonly instant: number;
}

/** One report for each package that the plan or the details know: those with most deletions first. */
export function packageReports(plan: BoundPlan, knowledge: PackageKnowledge): PackageReport[] {
  const known = knowledge.details?.packages ?? [];
  const parts = [plan.delete, plan.restore, plan.deletePackages];
  const names = new Set([...parts.flatMap((part) => Object.keys(part ?? {})), ...known.map((one) => one.package)]);
  return [...names]
    .sort()
    .map((name) =>
      packageReport(
        name,
        plan,
        known.find((one) => one.package === name),
        knowledge,
      ),
    )
    .sort((a, b) => b.deletions.length - a.deletions.length || b.restorations.length - a.restorations.length);
}

function packageReport(
  name: string,
  plan: BoundPlan,
  details: PackageDetails | undefined,
  { messages, label, instant, details: all }: PackageKnowledge,
): PackageReport {
  const beginning = `${label}: ${name}: `;
  const deletions = textEntries(ofPackage(plan.delete, name)).map(([id, line]) =>
    deletionReport(Number(id), line, instant),
  );
  const restorations = textEntries(ofPackage(plan.restore, name)).map(([id, line]) =>
    restorationReport(Number(id), line),
  );
  const page = packagePage(details?.page, all?.host);
  const versions = details?.total ?? totalOf(beginning, deletions.length, messages);
  return {
    name,
    ...(page !== undefined && { page }),
    deletesPackage: ofPackage(plan.deletePackages, name) !== undefined,
    deletions: deletions.sort(imagesTogether),
    restorations,
    deletedBy: tally(deletions.map(({ rule }) => rule)),
    ...(versions !== undefined && { versions }),
    // What the details count is what the plan was: a part of it may be known to be refused by now.
    ...(details?.freed && details.deleted === deletions.length && { freed: details.freed }),
    ...(details && { details }),
    messages: details ? [] : messages.filter((message) => message.startsWith(beginning)),
  };
}

function deletionReport(versionId: number, line: string, instant: number): DeletionReport {
  const parts = parseDeletionText(line) ?? { rule: "", day: "", what: line };
  const age = Math.floor((instant - Date.parse(parts.day)) / DAY_MS);
  const { rule, day: created, what, with: image } = parts;
  return {
    versionId,
    rule,
    created,
    ageDays: Number.isNaN(age) ? 0 : Math.max(0, age),
    what,
    ...(image && { with: image }),
  };
}

/** `2026-09-01 pr-12, and what it needs: [old] deleted it, [new] keeps it`. Neither tags nor names of versions have spaces. */
function restorationReport(versionId: number, line: string): RestorationReport {
  const [, created = "", what = line, because = ""] = /^(\d{4}-\d{2}-\d{2}) (.*?): (.*)$/s.exec(line) ?? [];
  return { versionId, created, what, because };
}

/** What the details say of every version; without them, what the plan says of those that go. */
export function dispositionsOf({ details, deletions }: PackageReport): readonly DispositionOfDay[] {
  if (details) return details.days;
  return deletions.map(({ rule, created }) => ({
    day: created,
    fate: "deleted",
    by: { kind: "rule", rule },
    count: 1,
  }));
}

/** Oldest first, and parts right after their image. */
function imagesTogether(a: DeletionReport, b: DeletionReport): number {
  return compare(groupKey(a), groupKey(b)) || a.versionId - b.versionId;
}

function groupKey({ created, what, with: image }: DeletionReport): string {
  const label = image ?? what.split(", ")[0] ?? "";
  return `${created} ${label} ${image === undefined ? 0 : 1}`;
}

/**
 * The total of the message that a preview tells of each package: `images (acme, container): api: of 128 versions 78 go (…), 50 stay (…)`. What stands after the
 * numbers holds names that anybody can choose, and is not read. Where two messages begin alike, the total stays unknown.
 */
function totalOf(beginning: string, deletions: number, messages: readonly string[]): number | undefined {
  const totals = messages.flatMap((message) => {
    if (!message.startsWith(`${beginning}of `)) return [];
    const [, total, going] =
      /^(\d+) versions? (?:(\d+) go(?:es)? |none goes)/.exec(message.slice(`${beginning}of `.length)) ?? [];
    return total !== undefined && Number(going ?? 0) === deletions ? [Number(total)] : [];
  });
  return totals.length === 1 ? totals[0] : undefined;
}

function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of [...names].sort()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
