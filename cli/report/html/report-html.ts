import { changesGitHub, type DriftedResource, type Report, type ResourceChange, type SkippedPackage } from "../model";
import { afterwards, count, day, ENDED_EARLY, signOf, verdictLine } from "../phrases";
import type { PolicyViolation } from "../preview-contents";
import { contents, filter, type Part, policyParts } from "./contents";
import { Html, html } from "./html";
import { linked } from "./links";
import { policySection } from "./policy-html";
import { SCRIPT, SCRIPT_HASH } from "./script";
import { STYLE } from "./style";
import { type Row, table } from "./table";

/** It loads nothing, sends nothing, and runs nothing but the filter. */
const CONTENT_POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

/** One part of the page: nothing, where there is nothing to tell. */
interface Section extends Part {
  readonly body: Html;
}

/** A report as one page that needs no network, and no script: with scripts it can be filtered. */
export function reportHtml(report: Report): string {
  const { project = "", stack = "", policies, at } = report;
  const sign = signOf(report);
  const before = [
    ...violations(report.violations),
    ...errors(report.errors),
    ...skipped(report.skipped),
    ...drift(report.drift),
    ...resources("declared", "Declared packages and versions", report.resources.filter(changesGitHub)),
  ];
  const after = [
    ...resources(
      "there",
      "Declared, and there already",
      report.resources.filter((one) => !changesGitHub(one)),
    ),
    ...messages(report.messages),
  ];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Html(CONTENT_POLICY)}">
<meta name="referrer" content="no-referrer">
<title>GitHub Packages: ${project} / ${stack}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>GitHub Packages · ${project} / ${stack}</h1>
<p class="verdict ${sign}">${verdictLine(report)}</p>
${report.endedEarly ? html`<p class="early">${ENDED_EARLY}</p>` : undefined}
${contents([...before, ...policyParts(policies), ...after])}
</header>
<main>
${filter(policies)}
${before.map(section)}
${policies.map((policy, index) => policySection(policy, index, at))}
${after.map(section)}
</main>
<footer>${foot(report)}</footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function section({ anchor, title, body }: Section): Html {
  return html`<section id="${anchor}"><h2>${title}</h2>${body}</section>
`;
}

function violations(found: readonly PolicyViolation[]): Section[] {
  if (found.length === 0) return [];
  const items = found.map(
    ({ level, policy, pack, resource, text }) =>
      html`<p><strong>${level}</strong>: ${policy} of ${pack}${resource === undefined ? undefined : html`, about <code>${resource}</code>`}</p><pre>${text}</pre>`,
  );
  return [
    { anchor: "violations", title: html`Policy pack: ${count(found.length, "violation")}`, body: html`${items}` },
  ];
}

function errors(found: readonly string[]): Section[] {
  if (found.length === 0) return [];
  const body = html`${found.map((error) => html`<pre>${error}</pre>`)}`;
  return [{ anchor: "errors", title: html`${count(found.length, "error")}`, body }];
}

function skipped(found: readonly SkippedPackage[]): Section[] {
  if (found.length === 0) return [];
  const items = found.map(({ what, why }) => html`<li><code>${what}</code>: ${why}</li>`);
  return [{ anchor: "skipped", title: html`Left alone, because it can't be judged`, body: html`<ul>${items}</ul>` }];
}

function drift(drifted: readonly DriftedResource[]): Section[] {
  if (drifted.length === 0) return [];
  const rows = drifted.flatMap((one): Row[] => {
    const { name, kind, what, page, gone, changes } = one;
    const cells = { resource: html`${kind} <code>${name}</code>`, what: linked(page, html`${what}`) };
    const found = gone
      ? [html`<span class="tag deleted">gone</span> ${afterwards(one)}`]
      : changes.map(({ property, before, after }) => html`${property}: <code>${before}</code> → <code>${after}</code>`);
    return found.map((each) => ({ cells: { ...cells, found: each } }));
  });
  return [{ anchor: "drift", title: html`Drift`, body: table("Drift", ["resource", "what", "found"], rows) }];
}

function resources(anchor: string, title: string, changes: readonly ResourceChange[]): Section[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ action, what, page, kind, name, remark }) => ({
    cells: {
      what: linked(page, html`${what}`),
      action: html`<span class="tag ${action}">${action}</span>`,
      resource: html`${kind} <code>${name}</code>`,
      remark: remark === undefined ? undefined : html`${remark}`,
    },
  }));
  return [{ anchor, title: html`${title}`, body: table(title, ["what", "action", "resource", "remark"], rows) }];
}

function messages(said: readonly string[]): Section[] {
  if (said.length === 0) return [];
  const body = html`<details><summary>${count(said.length, "message")}</summary>${said.map((one) => html`<pre>${one}</pre>`)}</details>`;
  return [{ anchor: "messages", title: html`The run says`, body }];
}

function foot({ at, restorableUntil, otherChanges }: Report): Html {
  const others = Object.entries(otherChanges).map(([op, number]) => `${number} ${op}`);
  return html`Made on ${day(at)}. What is deleted that day can be restored until ${day(restorableUntil)}: loosen the rule, or declare it.
${others.length === 0 ? undefined : html` Changes of other packages' resources are not in this report: ${others.join(", ")}.`}`;
}
