import { changesGitHub, type DriftedResource, type Report, type ResourceChange, type SkippedPackage } from "../model";
import { afterwards, count, day, ENDED_EARLY, signOf, verdictLine } from "../phrases";
import type { PolicyViolation } from "../preview";
import { Html, html } from "./html";
import { policySection } from "./policy-html";
import { STYLE } from "./style";

/** A report as one page that needs no network, and runs nothing. */
export function reportHtml(report: Report): string {
  const { project = "", stack = "", policies, at } = report;
  const stopped = signOf(report) !== "none";
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>GitHub Packages: ${project} / ${stack}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>GitHub Packages · ${project} / ${stack}</h1>
<p class="verdict${stopped ? " stopped" : ""}">${verdictLine(report)}</p>
${violations(report.violations)}
${report.endedEarly ? html`<section><p>${ENDED_EARLY}</p></section>` : undefined}
${errors(report.errors)}
${skipped(report.skipped)}
${drift(report.drift)}
${resources("Declared packages and versions", report.resources.filter(changesGitHub))}
${policies.map((policy) => policySection(policy, at))}
${resources(
  "Declared, and there already",
  report.resources.filter((one) => !changesGitHub(one)),
)}
${messages(report.messages)}
<footer>${foot(report)}</footer>
</main>
</body>
</html>
`;
  return page.text;
}

function violations(found: readonly PolicyViolation[]): Html {
  if (found.length === 0) return html``;
  const items = found.map(
    ({ level, policy, pack, resource, text }) =>
      html`<p><strong>${level}</strong>: ${policy} of ${pack}${resource === undefined ? undefined : html`, about <code>${resource}</code>`}</p><pre>${text}</pre>`,
  );
  return html`<section><h2>Policy pack: ${count(found.length, "violation")}</h2>${items}</section>`;
}

function errors(found: readonly string[]): Html {
  if (found.length === 0) return html``;
  return html`<section><h2>${count(found.length, "error")}</h2>${found.map((error) => html`<pre>${error}</pre>`)}</section>`;
}

function skipped(found: readonly SkippedPackage[]): Html {
  if (found.length === 0) return html``;
  const items = found.map(({ what, why }) => html`<li><code>${what}</code>: ${why}</li>`);
  return html`<section><h2>Left alone, because it can't be judged</h2><ul>${items}</ul></section>`;
}

function drift(drifted: readonly DriftedResource[]): Html {
  if (drifted.length === 0) return html``;
  const rows = drifted.flatMap((found) => {
    const { name, kind, what, gone, changes } = found;
    const first = html`<td>${kind} <code>${name}</code></td><td>${what}</td>`;
    return gone
      ? [html`<tr>${first}<td><span class="tag deleted">gone</span> ${afterwards(found)}</td></tr>`]
      : changes.map(
          ({ property, before, after }) =>
            html`<tr>${first}<td>${property}: <code>${before}</code> → <code>${after}</code></td></tr>`,
        );
  });
  return html`<section><h2>Drift</h2><div class="scroll"><table><thead><tr><th>resource</th><th>what</th><th>found</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function resources(title: string, changes: readonly ResourceChange[]): Html {
  if (changes.length === 0) return html``;
  const rows = changes.map(
    ({ action, what, kind, name, remark }) =>
      html`<tr><td><span class="tag ${action}">${action}</span></td><td>${what}</td><td>${kind} <code>${name}</code></td><td>${remark}</td></tr>
`,
  );
  return html`<section><h2>${title}</h2><div class="scroll"><table><thead><tr><th>on GitHub</th><th>what</th><th>resource</th><th></th></tr></thead><tbody>
${rows}</tbody></table></div></section>`;
}

function messages(said: readonly string[]): Html {
  if (said.length === 0) return html``;
  return html`<section><details><summary>The run says: ${count(said.length, "message")}</summary>${said.map((one) => html`<pre>${one}</pre>`)}</details></section>`;
}

function foot({ at, restorableUntil, otherChanges }: Report): Html {
  const others = Object.entries(otherChanges).map(([op, number]) => `${number} ${op}`);
  return html`Made on ${day(at)}. What is deleted that day can be restored until ${day(restorableUntil)}: loosen the rule, or declare it.
${others.length === 0 ? undefined : html` Changes of other packages' resources are not in this report: ${others.join(", ")}.`}`;
}
