/** Expressions that measure a page, in it. */

export const unfoldAll = `for (const fold of document.querySelectorAll("details")) fold.open = true`;

/** What stands out over the right edge of its card, or of the window. */
export const overflowing = `[...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest(".away, svg, script"))
  .filter((one) => one.getBoundingClientRect().right > Math.min(document.documentElement.clientWidth, one.parentElement.closest("section, nav, form, header")?.getBoundingClientRect().right ?? Infinity) + 0.5)
  .map((one) => one.outerHTML.slice(0, 200))`;

/** https://www.w3.org/TR/WCAG22/#contrast-minimum */
export const LEAST_CONTRAST = 4.5;

/** Every text that is shown, with the contrast of its colour against the nearest colour behind it. */
export const contrasts = `(() => {
  const parts = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = parts(color).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (parts(backgroundColor)[3] !== 0) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (text === "" || !element.checkVisibility() || element.closest("svg, script, style, option")) continue;
    const [light, dark] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => b - a);
    found.push({ text: text.slice(0, 60), of: element.tagName + "." + element.className, contrast: (light + 0.05) / (dark + 0.05) });
  }
  return found;
})()`;
