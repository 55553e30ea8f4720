import { formatFreed } from "../../../provider/sizes";
import type { PackageReport, PolicyReport, PolicyWarning, QuietPackage } from "../model";
import { count, evidence, footnotes, grouped, headline, LOOK_AT, subject } from "../phrases";
import { packageAnchor, policyAnchor } from "./anchors";
import { type Html, html } from "./html";
import { linked } from "./links";
import { filterWords, packagePart, warningLine } from "./package-html";
import { table } from "./table";
import { timeline } from "./timeline";

/** So many packages are named where they are counted; all of them are in the table below. */
const NAMED = 8;

/** More packages are folded together: the table above has them all, and leads to each. */
const SHOWN_PACKAGES = 20;

export function policySection(policy: PolicyReport, index: number, at: string): Html {
  const { name, packages, limits, previewOnly, asOf, days, packageType } = policy;
  const about = subject(policy);
  const until = Date.parse(asOf ?? at);
  const remarks = [...evidence(policy), ...footnotes({ ...policy, untouched: 0 })];
  return html`<section id="${policyAnchor(index)}"${isKnownType(packageType) ? html` data-type="${packageType}"` : undefined}>
<h2>${name}: <span class="headline">${headline(policy)}</span></h2>
<p class="about">${about ? html`Retention of ${about.type} packages of ${about.owner}.` : undefined}${previewOnly ? " It only previews: nothing is done." : ""}</p>
${box(
  "stopped",
  previewOnly ? "Limits would stop this" : "Stopped",
  limits.map((limit) => html`${limit}`),
)}
${numbers(policy)}
${box("look", "▲ Look at", packages.length > 1 ? countedWarnings(policy, index) : policy.warnings.map(warningLine))}
${timeline(days, until)}
${remarks.length === 0 ? undefined : html`<ul class="evidence">${remarks.map((line) => html`<li>${line}</li>`)}</ul>`}
${packages.length > 1 ? overview(policy, index) : undefined}
${quiet(policy.quiet)}
${gathered(packages.map((one, place) => packagePart(policy, one, { policy: index, index: place, until })))}
</section>
`;
}

function gathered(parts: readonly Html[]): Html {
  if (parts.length <= SHOWN_PACKAGES) return html`${parts}`;
  return html`<details class="packages"><summary>Version by version: ${count(parts.length, "package")}</summary>${parts}</details>`;
}

/** Each kind of warning once, with how many packages it is about; what it says of each stands with that package. */
function countedWarnings({ packages, warnings }: PolicyReport, index: number): Html[] {
  const anchors = new Map(packages.map(({ name }, place) => [name, packageAnchor(index, place)]));
  const kinds = [...new Set(warnings.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const found = warnings.filter((warning) => warning.kind === kind);
    if (kind === "usual") return html`${found.map(warningLine)}`;
    const named = found.flatMap(({ package: name }) => (name === undefined ? [] : [name]));
    const more = named.length > NAMED ? `, and ${grouped(named.length - NAMED)} more` : "";
    return html`${LOOK_AT[kind](named.length)}: ${named.slice(0, NAMED).map((name, place) => html`${place === 0 ? "" : ", "}${jump(anchors.get(name), name)}`)}${more}`;
  });
}

function jump(anchor: string | undefined, name: string): Html {
  return anchor === undefined ? html`<code>${name}</code>` : html`<a href="#${anchor}"><code>${name}</code></a>`;
}

function box(kind: "stopped" | "look", title: string, lines: readonly Html[]): Html {
  if (lines.length === 0) return html``;
  return html`<div class="box ${kind}"><strong>${title}</strong><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}

function numbers({ deletions, restorations, versions, days, op, freed }: PolicyReport): Html {
  if (op === "failed" && days.length === 0) return html``;
  const spared = days.filter(({ fate }) => fate === "spared").reduce((sum, one) => sum + one.count, 0);
  const all: [string, number | undefined, string][] = [
    ["deleted", deletions, deletions === 1 ? "goes" : "go"],
    ["restored", restorations === 0 ? undefined : restorations, restorations === 1 ? "comes back" : "come back"],
    ["kept", versions === undefined ? undefined : versions - deletions, "stay"],
    ["spared", spared === 0 ? undefined : spared, "of them protected from a delete rule"],
  ];
  const shown = all.flatMap(([kind, number, words]) =>
    number === undefined ? [] : [html`<li><b class="${kind}">${grouped(number)}</b> <span>${words}</span></li>`],
  );
  const bytes = freed && html`<li><b class="freed">${formatFreed(freed)}</b> <span>freed</span></li>`;
  return html`<ul class="numbers">${shown}${bytes}</ul>`;
}

function overview({ packages, warnings }: PolicyReport, index: number): Html {
  const rows = packages.map((one, place) => ({
    mark: `data-fate="${filterWords(one, warnings)}"`,
    cells: {
      package: html`${jump(packageAnchor(index, place), one.name)}${markOf(one.name, warnings)}`,
      ...figures(one),
    },
  }));
  return html`<div class="overview">${table("Packages of this policy", ["package", "go", "share", "frees", "stay", "versions", "back", "by"], rows)}</div>`;
}

function figures({ versions, deletions, deletedBy, restorations, deletesPackage, freed }: PackageReport) {
  const go = deletions.length;
  const rules = Object.entries(deletedBy).map(
    ([rule, number]) => html`<span class="rule">${grouped(number)} by <code>${rule}</code></span> `,
  );
  return {
    go: deletesPackage ? html`the whole package` : html`${grouped(go)}`,
    share: versions === undefined || versions === 0 || go === 0 ? undefined : share(go / versions),
    frees: freed && html`${formatFreed(freed)}`,
    stay: versions === undefined ? undefined : html`${grouped(versions - go)}`,
    versions: versions === undefined ? undefined : html`${grouped(versions)}`,
    back: restorations.length === 0 ? undefined : html`${grouped(restorations.length)}`,
    by: rules.length === 0 ? undefined : html`${rules}`,
  };
}

function share(part: number): Html {
  const percent = Math.round(part * 100);
  return html`<span class="bar" aria-hidden="true"><i style="width:${percent}%"></i></span> ${percent === 0 ? "<1" : percent} %`;
}

function quiet(packages: readonly QuietPackage[]): Html {
  if (packages.length === 0) return html``;
  const rows = packages.map(({ name, versions, page }) => ({
    mark: 'data-fate="none"',
    cells: {
      package: linked(page, html`<code class="name">${name}</code>`),
      versions: versions === undefined ? undefined : html`${grouped(versions)}`,
    },
  }));
  return html`<details class="quiet"><summary>Of ${count(packages.length, "more package")} nothing goes</summary>${table("Packages of which nothing goes", ["package", "versions"], rows)}</details>`;
}

function markOf(name: string, warnings: readonly PolicyWarning[]): Html {
  const isLooked = warnings.some((warning) => warning.package === name);
  return isLooked
    ? html`\u00A0<span class="mark" title="look twice">▲<span class="away"> look twice</span></span>`
    : html``;
}

/** It becomes an attribute, so that it has to be one of ours. */
function isKnownType(packageType: string): boolean {
  return /^[a-z]+$/.test(packageType);
}
