import type { PackageDetails } from "../../../provider/resources/retention-policy/plan";
import { goneLine, type KeepReason } from "../../../provider/retention";
import { formatFreed } from "../../../provider/sizes";
import type { DeletionReport, PackageReport, PolicyReport } from "../model";
import {
  count,
  evidence,
  footnotes,
  grouped,
  headline,
  imagesAndParts,
  keptBecause,
  keptOtherwise,
  subject,
} from "../phrases";
import { type Block, type Table, withoutEmptyColumns } from "./blocks";
import { htmlCode, joined, Markup, md, message } from "./markup";
import { limitBlocks, list, warningBlocks } from "./notices";

/** Lists of up to so many versions are unfolded from the start. */
const OPEN_ROWS = 15;

const own = (words: string) => new Markup(words);
const text = (markup: Markup): Block => ({ kind: "text", text: markup });

/** What one policy comes to: what is wrong with it, then each package and rule in numbers. */
export function policyTotals(policy: PolicyReport): Block {
  const sections: (readonly [rank: number, blocks: readonly Block[]])[] = [
    [0, [text(policyHead(policy))]],
    [1, limitBlocks(policy)],
    [2, warningBlocks(policy)],
    [0, overview(policy.packages)],
    [2, policyFoot(policy)],
  ];
  const blocks = sections.flatMap(([, found]) => found);
  const ranks = sections.flatMap(([rank, found]) => found.map(() => rank));
  const more = (left: number) =>
    left < blocks.length ? md`*more of ${policy.name} is left out*` : md`*${policy.name}: ${own(headline(policy))}*`;
  return { kind: "parts", blocks, ranks, more };
}

/** One list of one package, and the versions in it. */
interface List {
  readonly block: Block;
  readonly numbers: VersionNumbers;
}

interface VersionNumbers {
  readonly go?: number;
  readonly comeBack?: number;
  readonly stay?: number;
}

/** What goes and comes back, version by version. */
export function policyLists(policy: PolicyReport): Block[] {
  return severalLists(policy.name, [
    ...policy.packages.flatMap(deletionList),
    ...policy.packages.flatMap(restorationList),
  ]);
}

/** What stays, and why. */
export function policyRemains(policy: PolicyReport): Block[] {
  return severalLists(policy.name, policy.packages.flatMap(stayList));
}

function severalLists(policy: string, lists: readonly List[]): Block[] {
  if (lists.length === 0) return [];
  const more = (left: number) => {
    const numbers = numbersOf(lists.slice(-left).map((one) => one.numbers));
    return md`*${own(count(left, "more list"))} of ${policy} left out: ${own(numbers)}*`;
  };
  return [{ kind: "parts", blocks: lists.map(({ block }) => block), more }];
}

/** `12 versions go, 2 come back` */
export function numbersOf(all: readonly VersionNumbers[]): string {
  const sum = (of: keyof VersionNumbers) => all.reduce((total, one) => total + (one[of] ?? 0), 0);
  const [go, comeBack, stay] = [sum("go"), sum("comeBack"), sum("stay")];
  const parts = [
    ...(go > 0 ? [`${count(go, "version")} ${go === 1 ? "goes" : "go"}`] : []),
    ...(comeBack > 0 ? [`${count(comeBack, "version")} ${comeBack === 1 ? "comes" : "come"} back`] : []),
    ...(stay > 0 ? [`${count(stay, "version")} ${stay === 1 ? "stays" : "stay"}`] : []),
  ];
  return parts.length === 0 ? "nothing goes" : parts.join(", ");
}

export function changesOfPackage({ deletions, restorations }: PackageReport): VersionNumbers {
  return { go: deletions.length, comeBack: restorations.length };
}

function policyHead(policy: PolicyReport): Markup {
  const about = subject(policy);
  const only = policy.previewOnly ? " It only previews: nothing is done." : "";
  const scope = about ? md`\n\nRetention of ${about.type} packages of ${about.owner}.${own(only)}` : md``;
  return md`### ${policy.name}: ${own(headline(policy))}${scope}`;
}

function overview(packages: readonly PackageReport[]): Block[] {
  if (packages.length === 0) return [];
  const rows = packages.map(({ name, versions, deletions, deletedBy, restorations, deletesPackage, freed }) => [
    md`${name}`,
    own(versions === undefined ? "?" : grouped(versions)),
    deletesPackage ? md`**the whole package**` : own(`**${grouped(deletions.length)}**`),
    joined(
      Object.entries(deletedBy).map(([rule, number]) => md`${number} by ${rule}`),
      ", ",
    ),
    own(freed ? formatFreed(freed) : ""),
    own(versions === undefined ? "?" : grouped(versions - deletions.length)),
    own(restorations.length === 0 ? "" : grouped(restorations.length)),
  ]);
  const header = ["package", "versions:", "go:", "by rule", "frees:", "stay:", "come back:"];
  const more = (left: number) =>
    md`*and ${own(count(left, "more package"))}: ${own(numbersOf(packages.slice(-left).map(changesOfPackage)))}*`;
  return [withoutEmptyColumns({ kind: "table", header, rows, more })];
}

function deletionList({ name, deletions }: PackageReport): List[] {
  if (deletions.length === 0) return [];
  const parts = {
    blocks: [deletionTable(deletions)],
    more: () => md`*${own(count(deletions.length, "version"))} of those that go*`,
  };
  const summary = `${htmlCode(name)}: ${count(deletions.length, "version")} ${deletions.length === 1 ? "goes" : "go"}${imagesAndParts(deletions)}`;
  const block: Block = { kind: "fold", summary, open: deletions.length <= OPEN_ROWS, parts };
  return [{ block, numbers: { go: deletions.length } }];
}

function deletionTable(deletions: readonly DeletionReport[]): Table {
  const rows = deletions.map(({ what, versionId, created, ageDays, rule, with: image }) => [
    md`${what}`,
    own(`${ageDays} d, ${created}`),
    md`${rule}`,
    image === undefined ? md`` : md`${image}`,
    md`${versionId}`,
  ]);
  const header = ["version", "age, created", "rule", "goes with", "id:"];
  const more = (left: number) => md`*and ${own(count(left, "more version"))} of those that go*`;
  return withoutEmptyColumns({ kind: "table", header, rows, more });
}

function restorationList({ name, restorations }: PackageReport): List[] {
  if (restorations.length === 0) return [];
  const rows = restorations.map(({ what, created, because, versionId }) => [
    md`${what}`,
    own(created),
    message(because),
    md`${versionId}`,
  ]);
  const table: Table = {
    kind: "table",
    header: ["version", "created", "why it comes back", "id:"],
    rows,
    more: (left) => md`*and ${own(count(left, "more version"))} of those that come back*`,
  };
  const summary = `${htmlCode(name)}: ${count(restorations.length, "version")} ${restorations.length === 1 ? "comes" : "come"} back`;
  const more = () => md`*${own(count(restorations.length, "version"))} of those that come back*`;
  const parts = { blocks: [table], more };
  const block: Block = { kind: "fold", summary, open: restorations.length <= OPEN_ROWS, parts };
  return [{ block, numbers: { comeBack: restorations.length } }];
}

function stayList({ name, details, messages, versions, deletions }: PackageReport): List[] {
  const more = (left: number) => md`*${own(count(left, "list"))} left out*`;
  if (details === undefined) {
    if (messages.length === 0) return [];
    const blocks = messages.map((one) => text(md`- ${message(one)}`));
    const summary = `${htmlCode(name)}: what the run says of it`;
    return [{ block: { kind: "fold", summary, open: false, parts: { blocks, more } }, numbers: {} }];
  }
  const stay = (versions ?? 0) - deletions.length;
  const summary = `${htmlCode(name)}: ${count(stay, "version")} ${stay === 1 ? "stays" : "stay"}, and why`;
  const block: Block = { kind: "fold", summary, open: false, parts: { blocks: stayBlocks(details), more } };
  return [{ block, numbers: { stay } }];
}

function stayBlocks(details: PackageDetails): Block[] {
  const { keptByRule, keptOtherwise: otherwise, spared, partial, blocked, rescued, incomplete, unjudgeable } = details;
  const { inUse = [], goneInUse = [] } = details;
  const reasons = [
    ...Object.entries(keptByRule).map(([rule, number]) => [md`kept by ${rule}`, own(grouped(number))]),
    ...Object.entries(otherwise).map(([kind, number]) => [own(keptOtherwise(kind)), own(grouped(number ?? 0))]),
  ];
  const remarks = [
    ...goneInUse.map((one) => md`${own("used, and gone:")} ${message(goneLine(one))}`),
    ...inUse.map(({ versionId, what, by }) => md`in use: ${what} (${versionId}), by ${by}`),
    ...blocked.map(
      ({ versionId, what, rule }) => md`blocked: GitHub refuses to delete ${what} (${versionId}), which ${rule} would`,
    ),
    ...rescued.map(
      ({ versionId, what }) => md`${what} (${versionId}) stays, with what it needs: no image, or no tag, would be left`,
    ),
    ...partial.map(
      ({ versionId, rule, matched, unmatched }) =>
        md`partly matched, so kept: ${versionId} (${matched.join(", ")} matches ${rule}, ${unmatched.join(", ")} does not)`,
    ),
    ...incomplete.map(
      ({ versionId, what, digest }) =>
        md`${what} (${versionId}) stays and lacks ${digest}, which is not in the package`,
    ),
    ...unjudgeable.map(
      ({ versionId, what, reason }) =>
        md`${what} (${versionId}) can't be judged, so it is not restored: ${message(reason)}`,
    ),
  ];
  return [
    ...(reasons.length === 0 ? [] : [table(["why it stays", "versions:"], reasons, "reason")]),
    ...(spared.length === 0
      ? []
      : [
          text(md`**Matched by a delete rule, and protected:**`),
          table(["version", "delete rule", "protected by", "id:"], spared.map(sparedRow), "protected version"),
        ]),
    ...list(remarks),
  ];
}

function sparedRow({ what, versionId, rule, keptBy }: PackageDetails["spared"][number]): Markup[] {
  return [md`${what}`, md`${rule}`, reason(keptBy), md`${versionId}`];
}

function reason(keptBy: KeepReason): Markup {
  const because = keptBecause(keptBy);
  if ("rule" in because) return md`${because.rule}`;
  return because.by === undefined ? own(because.words) : md`${own(`${because.words}:`)} ${because.by}`;
}

function table(header: readonly string[], rows: readonly (readonly Markup[])[], what: string): Block {
  return { kind: "table", header, rows, more: (left) => md`*and ${own(count(left, `more ${what}`))}*` };
}

function policyFoot(policy: PolicyReport): Block[] {
  return list([...evidence(policy), ...footnotes(policy)].map(own));
}
