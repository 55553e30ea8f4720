import { createHash } from "node:crypto";

/**
 * Shows the filter, which the page lacks without it, and unfolds what a link leads to. It reads the page alone. Whatever else should
 * get into the page as a script, a browser refuses by the page's policy, which names this one by its hash.
 */
export const SCRIPT = `
"use strict";
function unfold() {
  const found = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  for (let fold = found; fold; fold = fold.parentElement) if (fold.matches("details")) fold.open = true;
  if (found) found.scrollIntoView();
}
addEventListener("hashchange", unfold);
document.addEventListener("click", (event) => {
  if (event.target.closest("a[href^='#']")) setTimeout(unfold);
});
unfold();
const form = document.getElementById("filter");
if (form) {
  const { text, type, fate } = form.elements;
  const said = form.querySelector("output");
  const sections = [...document.querySelectorAll("section[id^='policy-']")];
  const items = [...document.querySelectorAll("[data-fate]")].map((element) => ({
    element,
    section: element.closest("section"),
    name: element.querySelector("code").textContent.toLowerCase(),
    fates: element.dataset.fate.split(" "),
    counts: !element.closest(".overview"),
  }));
  const all = items.filter((item) => item.counts).length;
  const filter = () => {
    const words = text.value.trim().toLowerCase();
    const isAsked = words !== "" || fate.value !== "" || (type && type.value !== "");
    const hits = new Set();
    let count = 0;
    for (const item of items) {
      const isHit =
        item.name.includes(words) &&
        (fate.value === "" || item.fates.includes(fate.value)) &&
        (!type || type.value === "" || item.section.dataset.type === type.value);
      item.element.hidden = !isHit;
      if (!isHit) continue;
      hits.add(item.section);
      hits.add(item.element.closest(".quiet, .packages"));
      if (item.counts) count += 1;
    }
    for (const section of sections) section.hidden = isAsked && !hits.has(section);
    for (const fold of document.querySelectorAll(".quiet, .packages")) {
      fold.hidden = !hits.has(fold);
      if (isAsked && hits.has(fold)) fold.open = true;
    }
    said.textContent = isAsked ? count + " of " + all + " packages" : all + " packages";
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
}
`;

export const SCRIPT_HASH = `sha256-${createHash("sha256").update(SCRIPT).digest("base64")}`;
