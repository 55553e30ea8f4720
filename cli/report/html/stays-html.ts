import { goneLine } from "../../../provider/retention";
import type { PackageReport } from "../model";
import { versionPage } from "../pages";
import { grouped, keptBecause, keptOtherwise } from "../phrases";
import { type Html, html } from "./html";
import { linked } from "./links";
import { table } from "./table";

/** What stays of a package, why, and what is remarkable about it. */
export function stays({ page, details }: PackageReport, packageType: string): Html {
  if (details === undefined) return html``;
  const { keptByRule, keptOtherwise: otherwise, spared, partial, blocked, rescued, incomplete, unjudgeable } = details;
  const { inUse = [], goneInUse = [] } = details;
  const name = (one: { readonly versionId: number; readonly what: string }) =>
    html`${linked(versionPage(page, packageType, one), html`<code>${one.what}</code>`)} (${one.versionId})`;
  const reasons = [
    ...Object.entries(keptByRule).map(([rule, number]) => [html`kept by <code>${rule}</code>`, number] as const),
    ...Object.entries(otherwise).map(([kind, number]) => [html`${keptOtherwise(kind)}`, number ?? 0] as const),
  ];
  const remarks = [
    ...goneInUse.map((one) => html`<strong>used, and gone:</strong> ${goneLine(one)}`),
    ...inUse.map((one) => html`in use: ${name(one)}, by <code>${one.by}</code>`),
    ...blocked.map((one) => html`GitHub refuses to delete ${name(one)}, which <code>${one.rule}</code> would`),
    ...rescued.map((one) => html`${name(one)} stays, with what it needs: no image, or no tag, would be left`),
    ...partial.map(
      ({ versionId, rule, matched, unmatched }) =>
        html`partly matched, so kept: ${versionId} (<code>${matched.join(", ")}</code> matches <code>${rule}</code>, <code>${unmatched.join(", ")}</code> does not)`,
    ),
    ...incomplete.map(
      (one) => html`${name(one)} stays and lacks <code>${one.digest}</code>, which is not in the package`,
    ),
    ...unjudgeable.map(
      ({ versionId, what, reason }) =>
        html`<code>${what}</code> (${versionId}) can't be judged, so it is not restored: ${reason}`,
    ),
  ];
  const protectedRows = spared.map(({ what, rule, keptBy, versionId }) => {
    const because = keptBecause(keptBy);
    const keeper =
      "rule" in because
        ? html`<code>${because.rule}</code>`
        : html`${because.words}${because.by === undefined ? undefined : html`: <code>${because.by}</code>`}`;
    const version = linked(versionPage(page, packageType, { versionId, what }), html`<code>${what}</code>`);
    return { cells: { version, rule: html`<code>${rule}</code>`, keeper, id: html`${versionId}` } };
  });
  return html`${table(
    "Why versions stay",
    ["reason", "versions"],
    reasons.map(([reason, number]) => ({ cells: { reason, versions: html`${grouped(number)}` } })),
  )}
${protectedRows.length === 0 ? undefined : html`<h4>Matched by a delete rule, and protected</h4>${table("Protected versions", ["version", "rule", "keeper", "id"], protectedRows)}`}
${remarks.length === 0 ? undefined : html`<ul>${remarks.map((line) => html`<li>${line}</li>`)}</ul>`}`;
}
