import {
  changesGitHub,
  type DriftedResource,
  type PolicyReport,
  type Report,
  type ResourceChange,
  type SkippedPackage,
} from "../model";
import { afterwards, count, day, ENDED_EARLY, grouped, signOf, verdictLine } from "../phrases";
import type { PolicyViolation } from "../preview-contents";
import { type Block, shorten, withoutEmptyColumns } from "./blocks";
import { code, fenced, Markup, md, message } from "./markup";
import { changesOfPackage, numbersOf, policyLists, policyRemains, policyTotals } from "./policy-markdown";

/** GitHub takes comments of up to 65,536 characters; this leaves room for what a workflow adds. */
export const COMMENT_LIMIT = 65_000;

/** Less than this has no room for the head of a report. */
export const LEAST_LIMIT = 2_000;

const TITLES: Readonly<Record<ResourceChange["action"], string>> = {
  delete: "deleted",
  fail: "will fail",
  restore: "restored",
  unknown: "not known",
  adopt: "adopted",
  state: "only the state changes",
};

/** A section: what it consists of, and in which rank it gets room. */
type Section = readonly [rank: number, blocks: readonly Block[]];

/**
 * A report for a comment or a job summary. It begins with an invisible line by which a workflow finds its own comment again. It is never
 * longer than `limit` characters: the totals of every policy, package and rule come before everything else, then lists get what room is left in fair
 * shares. What is left out is told with its numbers.
 */
export function reportMarkdown(report: Report, limit = COMMENT_LIMIT): string {
  const { policies } = report;
  const sections: Section[] = [
    [0, [text(head(report))]],
    [0, report.endedEarly ? [text(md`⚠️ ${words(ENDED_EARLY)}`)] : []],
    [1, violationBlocks(report.violations)],
    [1, errorBlocks(report.errors)],
    [1, skippedBlocks(report.skipped)],
    [0, totals(policies)],
    [1, driftBlocks(report.drift)],
    [1, resourceBlocks("Declared packages and versions", report.resources.filter(changesGitHub))],
    [2, lists("what goes, and what comes back", policies, policyLists)],
    [3, lists("what stays, and why", policies, policyRemains)],
    [
      4,
      resourceBlocks(
        "Declared, and there already",
        report.resources.filter((one) => !changesGitHub(one)),
      ),
    ],
    [4, messageBlocks(report.messages)],
    [0, [text(foot(report))]],
  ];
  const blocks = sections.flatMap(([, found]) => found);
  const ranks = sections.flatMap(([rank, found]) => found.map(() => rank));
  const more = (left: number) =>
    md`*${words(count(left, "more section"))} left out: this is as long as a comment may be.*`;
  return `${marker(report)}\n${shorten({ kind: "parts", blocks, ranks, more }, limit - marker(report).length - 2)}\n`;
}

function totals(policies: readonly PolicyReport[]): Block[] {
  if (policies.length === 0) return [];
  const more = (left: number) => {
    const packages = policies.slice(-left).flatMap((one) => one.packages);
    return md`*and ${words(count(left, "more policy"))}: ${words(numbersOf(packages.map(changesOfPackage)))}*`;
  };
  return [{ kind: "parts", blocks: policies.map(policyTotals), more }];
}

/** Of each policy under its name, unless there is only one. */
function lists(title: string, policies: readonly PolicyReport[], listsOf: (policy: PolicyReport) => Block[]): Block[] {
  const listed = policies.filter((one) => listsOf(one).length > 0);
  const blocks = listed.map((one): Block => {
    const heading = policies.length === 1 ? [] : [text(md`### ${one.name}: ${words(title)}`)];
    const more = () => md`*lists of ${one.name} left out: ${words(title)}*`;
    return { kind: "parts", blocks: [...heading, ...listsOf(one)], more };
  });
  if (blocks.length === 0) return [];
  const more = (left: number) => md`*lists of ${words(count(left, "more policy"))} left out: ${words(title)}*`;
  return [{ kind: "parts", blocks, more }];
}

/** By which a workflow finds its own comment again: one for each stack, so names stay apart, and can't end the HTML comment. */
export function marker({ project = "", stack = "" }: Pick<Report, "project" | "stack">): string {
  const wellFormed = (name: string) => name.slice(0, 100).replaceAll(/\p{Surrogate}/gu, "�");
  const safe = (name: string) =>
    encodeURIComponent(wellFormed(name))
      .replaceAll(/-(?=-)/g, "%2D")
      .slice(0, 200);
  return `<!-- pulumi-github-packages report ${safe(project)}/${safe(stack)} -->`;
}

function head(report: Report): Markup {
  const { project, stack } = report;
  const where = project === undefined || stack === undefined ? md`` : md`: ${project} / ${stack}`;
  const sign = { stop: md`⛔ `, care: md`⚠️ `, none: md`` }[signOf(report)];
  return md`## GitHub Packages${where}\n\n${sign}**${words(verdictLine(report))}**`;
}

function foot({ restorableUntil, otherChanges, policies, resources, verdict }: Report): Markup {
  const deletes =
    policies.some(({ deletions, previewOnly }) => deletions > 0 && !previewOnly) ||
    resources.some(({ action }) => action === "delete");
  const others = Object.entries(otherChanges).map(([op, number]) => `${number} ${op}`);
  const lines = [
    ...(deletes && verdict === "changes"
      ? [`What is deleted today can be restored until ${day(restorableUntil)}: loosen the rule, or declare it.`]
      : []),
    ...(others.length > 0
      ? [`Changes of other packages' resources are not in this report: ${others.join(", ")}.`]
      : []),
  ];
  return new Markup(lines.map((line) => `<sub>${words(line).text}</sub>`).join("\n\n"));
}

function violationBlocks(violations: readonly PolicyViolation[]): Block[] {
  if (violations.length === 0) return [];
  const items = violations.map(({ pack, policy, level, resource, text: said }) => {
    const about = resource === undefined ? md`` : md` about ${resource}`;
    return text(md`**${code(level)}** ${policy} of ${pack}${about}\n\n${fenced(said)}`);
  });
  return [
    text(md`### Policy pack: ${words(count(violations.length, "violation"))}`),
    { kind: "parts", blocks: items, more: (left) => md`*and ${words(count(left, "more violation"))}*` },
  ];
}

function errorBlocks(errors: readonly string[]): Block[] {
  if (errors.length === 0) return [];
  const blocks = errors.map((error) => text(fenced(error.slice(0, LONGEST_ERROR))));
  return [
    text(md`### ${words(count(errors.length, "error"))}`),
    { kind: "parts", blocks, more: (left) => md`*and ${words(count(left, "more error"))}*` },
  ];
}

/** A stack trace says what it has to say in its first lines. */
const LONGEST_ERROR = 2_000;

function skippedBlocks(skipped: readonly SkippedPackage[]): Block[] {
  if (skipped.length === 0) return [];
  const lines = skipped.map(({ what, why }) => text(md`- ${what}: ${message(why)}`));
  return [
    text(md`⚠️ **Left alone, because it can't be judged:**`),
    { kind: "parts", blocks: lines, tight: true, more: (left) => md`- *and ${words(count(left, "more package"))}*` },
  ];
}

function driftBlocks(drift: readonly DriftedResource[]): Block[] {
  if (drift.length === 0) return [];
  const rows = drift.flatMap((found) => {
    const { name, kind, what, gone, changes } = found;
    return gone
      ? [[md`${name}`, md`${words(kind)}`, md`${what}`, md`**gone**: ${words(afterwards(found))}`]]
      : changes.map(({ property, before, after }) => [
          md`${name}`,
          md`${words(kind)}`,
          md`${what}`,
          md`${property}: ${before} → ${after}`,
        ]);
  });
  return [
    text(md`### Drift`),
    {
      kind: "table",
      header: ["resource", "kind", "what", "found"],
      rows,
      more: (left) => md`*and ${words(count(left, "more difference"))}*`,
    },
  ];
}

function resourceBlocks(title: string, resources: readonly ResourceChange[]): Block[] {
  if (resources.length === 0) return [];
  const rows = resources.map(({ name, kind, action, what, remark }) => [
    action === "delete" || action === "fail" ? md`**${words(TITLES[action])}**` : md`${words(TITLES[action])}`,
    md`${what}`,
    md`${words(kind)} ${name}`,
    remark === undefined ? md`` : message(remark),
  ]);
  const more = (left: number) =>
    md`*and ${words(count(left, "more resource"))}: ${words(actionsOf(resources.slice(-left)))}*`;
  const header = ["on GitHub", "what", "resource", "remark"];
  return [text(md`### ${words(title)}`), withoutEmptyColumns({ kind: "table", header, rows, more })];
}

/** `3 deleted, 40 adopted` */
function actionsOf(resources: readonly ResourceChange[]): string {
  const actions = [...new Set(resources.map(({ action }) => action))];
  const numberOf = (action: ResourceChange["action"]) => resources.filter((one) => one.action === action).length;
  return actions.map((action) => `${grouped(numberOf(action))} ${TITLES[action]}`).join(", ");
}

function messageBlocks(messages: readonly string[]): Block[] {
  if (messages.length === 0) return [];
  const blocks = messages.map((one) => text(md`- ${message(one)}`));
  const parts = { blocks, tight: true, more: (left: number) => md`- *and ${words(count(left, "more message"))}*` };
  return [{ kind: "fold", summary: `The run says: ${count(messages.length, "message")}`, open: false, parts }];
}

/** This program's own words. */
function words(own: string): Markup {
  return new Markup(own);
}

function text(markup: Markup): Block {
  return { kind: "text", text: markup };
}
