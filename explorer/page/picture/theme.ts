import { LOOKS } from "../state/fates";

/** The colours of the page, as a canvas takes them. */
export interface Theme {
  readonly fates: readonly string[];
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly accent: string;
  readonly font: string;
}

/** What the page's custom properties come to right now: a canvas knows none of them. */
export function themeOf(host: HTMLElement): Theme {
  const probe = document.createElement("i");
  probe.hidden = true;
  host.append(probe);
  const color = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const fates: string[] = [];
  for (const { fate, color: name } of LOOKS) fates[fate] = color(name);
  const theme = {
    fates,
    ink: color("--ink"),
    soft: color("--soft"),
    line: color("--line"),
    accent: color("--accent"),
    font: getComputedStyle(host).fontFamily,
  };
  probe.remove();
  return theme;
}

/** What may change colours. */
const QUERIES = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"];

export function onThemeChange(change: () => void): () => void {
  const lists = QUERIES.map((query) => matchMedia(query));
  for (const list of lists) list.addEventListener("change", change);
  return () => {
    for (const list of lists) list.removeEventListener("change", change);
  };
}
