import { formatFreed } from "../../../provider/sizes";
import type { DeletionReport, PackageReport, PolicyReport, PolicyWarning, RestorationReport } from "../model";
import { dispositionsOf } from "../package-reports";
import { versionPage } from "../pages";
import { count, grouped, imagesAndParts } from "../phrases";
import { packageAnchor } from "./anchors";
import { type Html, html } from "./html";
import { linked } from "./links";
import { stays } from "./stays-html";
import { table } from "./table";
import { smallTimeline } from "./timeline";

/** Lists of up to so many versions are unfolded from the start. */
const OPEN_ROWS = 15;

/** A policy over up to so many packages shows them unfolded: so much one reads from the top to the end. */
const OPEN_PACKAGES = 3;

/** What the filter knows a package by. */
export function filterWords(reported: PackageReport, warnings: readonly PolicyWarning[]): string {
  const fates = [
    ...(reported.deletesPackage ? ["whole"] : []),
    ...(reported.deletions.length > 0 || reported.deletesPackage ? ["go"] : []),
    ...(reported.restorations.length > 0 ? ["back"] : []),
    ...(warnings.some((warning) => warning.package === reported.name) ? ["look"] : []),
  ];
  return fates.length === 0 ? "none" : fates.join(" ");
}

interface Place {
  readonly policy: number;
  readonly index: number;
  readonly until: number;
}

/** All about one package of a policy, folded where that would be too much to read. */
export function packagePart(
  { packages, packageType, warnings }: PolicyReport,
  reported: PackageReport,
  { policy, index, until }: Place,
): Html {
  const { name, page, deletions, restorations, messages, details } = reported;
  const severally = packages.length > 1;
  const own = severally ? warnings.filter((warning) => warning.package === name) : [];
  const isOpen = packages.length <= OPEN_PACKAGES && deletions.length + restorations.length > 0;
  return html`<details class="package" id="${packageAnchor(policy, index)}" data-fate="${filterWords(reported, warnings)}"${isOpen ? html` open` : undefined}>
<summary><h3><code class="name">${name}</code></h3> <span class="sum">${sumOf(reported)}</span>${own.length === 0 ? undefined : html` <span class="tag look">look twice</span>`}</summary>
${page === undefined ? undefined : html`<p class="page">${linked(page, html`This package on GitHub`)}</p>`}
${own.length === 0 ? undefined : html`<ul class="look">${own.map((warning) => html`<li>${warningLine(warning)}</li>`)}</ul>`}
${severally && details !== undefined ? smallTimeline(dispositionsOf(reported), until) : undefined}
${deletions.length === 0 ? undefined : fold(html`${count(deletions.length, "version")} ${deletions.length === 1 ? "goes" : "go"}${imagesAndParts(deletions)}`, deletionTable(reported, packageType), deletions.length <= OPEN_ROWS)}
${restorations.length === 0 ? undefined : fold(html`${count(restorations.length, "version")} ${restorations.length === 1 ? "comes" : "come"} back`, restorationTable(restorations), restorations.length <= OPEN_ROWS)}
${details === undefined ? undefined : fold(html`What stays, and why`, stays(reported, packageType), false)}
${messages.map((message) => html`<p class="note">${message}</p>`)}
</details>
`;
}

export function warningLine({ words, versions }: PolicyWarning): Html {
  return html`${words}${versions.length === 0 ? undefined : html`: <code>${versions.join("; ")}</code>`}`;
}

/** `72 of 127 versions go, which frees 3.1 GB, 55 stay` */
function sumOf({ deletions, restorations, versions, deletesPackage, freed }: PackageReport): string {
  const go = deletions.length;
  const verb = go === 1 ? "goes" : "go";
  const parts = [
    ...(deletesPackage ? ["the whole package goes"] : []),
    ...(go > 0
      ? [
          versions === undefined
            ? `${count(go, "version")} ${verb}`
            : `${grouped(go)} of ${count(versions, "version")} ${verb}`,
        ]
      : []),
    ...(freed ? [`which frees ${formatFreed(freed)}`] : []),
    ...(restorations.length > 0
      ? [`${grouped(restorations.length)} ${restorations.length === 1 ? "comes" : "come"} back`]
      : []),
    ...(go > 0 && versions !== undefined
      ? [`${grouped(versions - go)} ${versions - go === 1 ? "stays" : "stay"}`]
      : []),
  ];
  return parts.length === 0 ? "nothing goes" : parts.join(", ");
}

function fold(summary: Html, inside: Html, open: boolean): Html {
  return html`<details${open ? html` open` : undefined}><summary>${summary}</summary>${inside}</details>`;
}

function deletionTable({ page, deletions }: PackageReport, packageType: string): Html {
  const rows = deletions.map((one: DeletionReport) => {
    const { what, ageDays, created, rule, with: image, versionId } = one;
    return {
      ...(image !== undefined && { mark: 'class="part"' }),
      cells: {
        version: linked(versionPage(page, packageType, one), html`<code>${what}</code>`),
        created: date(created),
        age: html`${grouped(ageDays)}`,
        rule: html`<code>${rule}</code>`,
        with: image === undefined ? undefined : html`<code>${image}</code>`,
        id: html`${versionId}`,
      },
    };
  });
  return table("Versions that go", ["version", "created", "age", "rule", "with", "id"], rows);
}

/** What is deleted has no page. */
function restorationTable(restorations: readonly RestorationReport[]): Html {
  const rows = restorations.map(({ what, created, because, versionId }) => ({
    cells: {
      version: html`<code>${what}</code>`,
      created: date(created),
      why: html`${because}`,
      id: html`${versionId}`,
    },
  }));
  return table("Versions that come back", ["version", "created", "why", "id"], rows);
}

/** A plan of another version of this program may tell no day. */
function date(day: string): Html | undefined {
  return day === "" ? undefined : html`${day}`;
}
