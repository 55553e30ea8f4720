import type { PackageDetails } from "../../../provider/resources/retention-policy/plan-details";
import type { DeletionReport, PackageReport, PolicyReport } from "../model";
import { fatesOf } from "../package-reports";
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
import { type Html, html } from "./html";
import { timeline } from "./timeline";

/** Lists of up to so many versions are unfolded from the start. */
const OPEN_ROWS = 15;

export function policySection(policy: PolicyReport, at: string): Html {
  const { name, packages, limits, previewOnly, asOf, days } = policy;
  const about = subject(policy);
  const until = Date.parse(asOf ?? at);
  const severally = packages.length > 1;
  return html`<section>
<h2>${name}: ${headline(policy)}</h2>
<p class="about">${about ? html`Retention of ${about.type} packages of ${about.owner}.` : undefined}${previewOnly ? " It only previews: nothing is done." : ""}</p>
${box(
  "stopped",
  previewOnly ? "Limits would stop this" : "Stopped",
  limits.map((limit) => html`${limit}`),
)}
${box("look", "Look at", policy.warnings.map(warning))}
${numbers(policy)}
${timeline(days, until)}
${severally ? overview(packages) : undefined}
${packages.map((one) => packagePart(one, severally, until))}
<ul class="evidence">${[...evidence(policy), ...footnotes(policy)].map((line) => html`<li>${line}</li>`)}</ul>
</section>
`;
}

function warning({ package: name, words, versions }: PolicyReport["warnings"][number]): Html {
  const list = versions.length === 0 ? html`` : html`: <code>${versions.join("; ")}</code>`;
  return html`${name === undefined ? undefined : html`<code>${name}</code>: `}${words}${list}`;
}

function box(kind: "stopped" | "look", title: string, lines: readonly Html[]): Html {
  if (lines.length === 0) return html``;
  return html`<div class="box ${kind}"><strong>${title}</strong><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}

function numbers({ deletions, restorations, versions, days, op }: PolicyReport): Html {
  if (op === "failed" && days.length === 0) return html``;
  const spared = days.filter(({ fate }) => fate === "spared").reduce((sum, one) => sum + one.count, 0);
  const all: [string, number | undefined, string][] = [
    ["deleted", deletions, deletions === 1 ? "goes" : "go"],
    ["restored", restorations === 0 ? undefined : restorations, restorations === 1 ? "comes back" : "come back"],
    ["kept", versions === undefined ? undefined : versions - deletions, "stay"],
    ["spared", spared === 0 ? undefined : spared, "of them protected from a delete rule"],
  ];
  const shown = all.flatMap(([kind, number, words]) =>
    number === undefined ? [] : [html`<div><b class="${kind}">${grouped(number)}</b><span>${words}</span></div>`],
  );
  return html`<div class="numbers">${shown}</div>`;
}

function overview(packages: readonly PackageReport[]): Html {
  const rows = packages.map(
    ({ name, versions, deletions, deletedBy, restorations, deletesPackage }) => html`<tr><td><code>${name}</code></td>
<td class="number">${versions === undefined ? "?" : grouped(versions)}</td><td class="number">${deletesPackage ? "the whole package" : grouped(deletions.length)}</td>
<td>${Object.entries(deletedBy).map(([rule, number], index) => html`${index === 0 ? "" : ", "}${grouped(number)} by <code>${rule}</code>`)}</td>
<td class="number">${versions === undefined ? "?" : grouped(versions - deletions.length)}</td><td class="number">${restorations.length === 0 ? "" : grouped(restorations.length)}</td></tr>
`,
  );
  return html`<div class="scroll"><table><thead><tr><th>package</th><th class="number">versions</th><th class="number">go</th><th>by rule</th><th class="number">stay</th><th class="number">come back</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

function packagePart(one: PackageReport, severally: boolean, until: number): Html {
  const { name, deletions, restorations, messages } = one;
  return html`${severally ? html`<h3><code>${name}</code></h3>${timeline(fatesOf(one), until)}` : undefined}
${deletions.length === 0 ? undefined : fold(html`<code>${name}</code>: ${count(deletions.length, "version")} ${deletions.length === 1 ? "goes" : "go"}${imagesAndParts(deletions)}`, deletionTable(deletions), deletions.length <= OPEN_ROWS)}
${
  restorations.length === 0
    ? undefined
    : fold(
        html`<code>${name}</code>: ${count(restorations.length, "version")} ${restorations.length === 1 ? "comes" : "come"} back`,
        table(
          ["version", "created", "why it comes back", "id"],
          restorations.map(({ what, created, because, versionId }) => [
            html`<code>${what}</code>`,
            html`${created}`,
            html`${because}`,
            html`${versionId}`,
          ]),
        ),
        restorations.length <= OPEN_ROWS,
      )
}
${one.details === undefined ? undefined : fold(html`<code>${name}</code>: what stays, and why`, stays(one.details), false)}
${messages.map((message) => html`<p class="note">${message}</p>`)}`;
}

function fold(summary: Html, inside: Html, open: boolean): Html {
  return open
    ? html`<details open><summary>${summary}</summary>${inside}</details>`
    : html`<details><summary>${summary}</summary>${inside}</details>`;
}

function deletionTable(deletions: readonly DeletionReport[]): Html {
  const rows = deletions.map(
    ({
      what,
      ageDays,
      created,
      rule,
      with: image,
      versionId,
    }) => html`<tr${image === undefined ? undefined : html` class="part"`}><td><code>${what}</code></td><td class="number">${ageDays} d</td><td class="number">${created}</td><td><code>${rule}</code></td><td>${image === undefined ? undefined : html`goes with <code>${image}</code>`}</td><td class="number">${versionId}</td></tr>
`,
  );
  return html`<div class="scroll"><table><thead><tr><th>version</th><th class="number">age</th><th class="number">created</th><th>rule</th><th></th><th class="number">id</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

function stays(details: PackageDetails): Html {
  const { keptByRule, keptOtherwise: otherwise, spared, partial, blocked, rescued, incomplete, unjudgeable } = details;
  const reasons = [
    ...Object.entries(keptByRule).map(([rule, number]) => [
      html`kept by <code>${rule}</code>`,
      html`${grouped(number)}`,
    ]),
    ...Object.entries(otherwise).map(([kind, number]) => [html`${keptOtherwise(kind)}`, html`${grouped(number ?? 0)}`]),
  ];
  const remarks = [
    ...blocked.map(
      ({ versionId, what, rule }) =>
        html`GitHub refuses to delete <code>${what}</code> (${versionId}), which <code>${rule}</code> would`,
    ),
    ...rescued.map(
      ({ versionId, what }) =>
        html`<code>${what}</code> (${versionId}) stays, with what it needs: no image, or no tag, would be left`,
    ),
    ...partial.map(
      ({ versionId, rule, matched, unmatched }) =>
        html`partly matched, so kept: ${versionId} (<code>${matched.join(", ")}</code> matches <code>${rule}</code>, <code>${unmatched.join(", ")}</code> does not)`,
    ),
    ...incomplete.map(
      ({ versionId, what, digest }) =>
        html`<code>${what}</code> (${versionId}) stays and lacks <code>${digest}</code>, which is not in the package`,
    ),
    ...unjudgeable.map(
      ({ versionId, what, reason }) =>
        html`<code>${what}</code> (${versionId}) can't be judged, so it is not restored: ${reason}`,
    ),
  ];
  const protectedRows = spared.map(({ what, rule, keptBy, versionId }) => {
    const because = keptBecause(keptBy);
    const by = "rule" in because ? html`<code>${because.rule}</code>` : html`${because.words}`;
    return [html`<code>${what}</code>`, html`<code>${rule}</code>`, by, html`${versionId}`];
  });
  return html`${table(["why it stays", "versions"], reasons)}
${protectedRows.length === 0 ? undefined : html`<h3>Matched by a delete rule, and protected</h3>${table(["version", "delete rule", "protected by", "id"], protectedRows)}`}
${remarks.length === 0 ? undefined : html`<ul>${remarks.map((line) => html`<li>${line}</li>`)}</ul>`}`;
}

/** The last column has numbers. */
function table(titles: readonly string[], rows: readonly (readonly Html[])[]): Html {
  const cell = (content: Html, index: number) =>
    index === titles.length - 1 ? html`<td class="number">${content}</td>` : html`<td>${content}</td>`;
  const head = titles.map((title, index) =>
    index === titles.length - 1 ? html`<th class="number">${title}</th>` : html`<th>${title}</th>`,
  );
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map(cell)}</tr>
`,
  )}</tbody></table></div>`;
}
