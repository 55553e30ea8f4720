import type { PolicyReport } from "../model";
import { grouped, headline } from "../phrases";
import { policyAnchor } from "./anchors";
import { type Html, html } from "./html";
import { filterWords } from "./package-html";

/** So few packages one finds without a filter. */
const FEW_PACKAGES = 6;

const FATES: Readonly<Record<string, string>> = {
  go: "something goes",
  whole: "the whole package goes",
  back: "something comes back",
  look: "to look at twice",
  none: "nothing goes",
};

/** One part of the page, by the name that its heading has. */
export interface Part {
  readonly anchor: string;
  readonly title: Html;
}

/** Where everything is; nothing where there is one thing. */
export function contents(parts: readonly Part[]): Html {
  if (parts.length < 2) return html``;
  return html`<nav aria-label="Contents"><ul>${parts.map(({ anchor, title }) => html`<li><a href="#${anchor}">${title}</a></li>`)}</ul></nav>`;
}

export function policyParts(policies: readonly PolicyReport[]): Part[] {
  return policies.map((policy, index) => ({
    anchor: policyAnchor(index),
    title: html`<b>${policy.name}</b> ${headline(policy)}`,
  }));
}

/** Hidden until the page's script shows it: without that it would do nothing. */
export function filter(policies: readonly PolicyReport[]): Html {
  const fates = policies.flatMap((policy) => [
    ...policy.packages.map((one) => filterWords(one, policy.warnings).split(" ")),
    ...policy.quiet.map(() => ["none"]),
  ]);
  if (fates.length <= FEW_PACKAGES) return html``;
  const types = [...new Set(policies.map(({ packageType }) => packageType))].filter((type) => type !== "").sort();
  const known = Object.keys(FATES).filter((fate) => fates.some((some) => some.includes(fate)));
  return html`<form id="filter" role="search" hidden>
<label>Package <input type="search" name="text" autocomplete="off"></label>
${types.length < 2 ? undefined : html`<label>Type <select name="type"><option value="">all</option>${types.map((type) => html`<option>${type}</option>`)}</select></label>`}
<label>Show <select name="fate"><option value="">everything</option>${known.map((fate) => html`<option value="${fate}">${FATES[fate]}</option>`)}</select></label>
<output>${grouped(fates.length)} packages</output>
</form>`;
}
