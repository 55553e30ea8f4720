/** Longer words of others are cut: they would push what matters out of sight. */
const LONGEST = 1_000;

/** A message of ours may list a lot; one line beyond this is no message any more. */
const LONGEST_LINE = 20_000;

/** No registry takes a longer name, version or tag. */
const LONGEST_NAME = 1_000;

/** What has no shape of its own: controls, direction marks, halves of letters, other line ends. Lines and tabs are not among it. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Direction marks (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters) make a name read as another. */
const NO_NAME = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Words that others wrote (a server's message, a header, a part of a manifest), fit for a sentence of ours: one line of bearable length,
 * of which all can be seen and nothing is a command. Secrets go first (`mask`), because a cut could leave half of one.
 */
export function foreignWords(text: string, longest = LONGEST): string {
  const line = harmless(text.slice(0, 4 * longest).replaceAll(/\s+/g, " ")).trim();
  return text.length > 4 * longest ? cut(`${line}…`, longest) : cut(line, longest);
}

/**
 * A message of ours, however many words of others are in it, fit for a terminal, the engine's display and a log of GitHub Actions. Its lines
 * stay. To be asked for wherever messages leave this provider.
 */
export function fitForTerminal(message: string): string {
  return harmless(message)
    .split("\n")
    .map((line) => cut(line, LONGEST_LINE))
    .join("\n");
}

/** The same text with a sign for whatever would show something that is not there. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, "\u{FFFD}");
}

/** JSON of the same meaning in which nothing moves a terminal's cursor or is a command. */
export function jsonForTerminal(json: string): string {
  return json
    .replaceAll(UNSEEN, (letter) => letter.split("").map(escaped).join(""))
    .replaceAll("##[", "##\\u005b")
    .replaceAll("<{%", "<{\\u0025");
}

/** Whether a text can be the name of a package, a version, a tag or an account: on one line, in one direction, of bearable length. */
export function canBeName(text: string): boolean {
  return text.length <= LONGEST_NAME && !NO_NAME.test(text);
}

/**
 * GitHub Actions takes lines that begin with `::`, and `##[` anywhere, for commands
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions), and Pulumi `<{%` for colours.
 */
function harmless(text: string): string {
  return visible(text)
    .replaceAll(/^(\s*):(?=:)/gm, "$1: ")
    .replaceAll("##[", "## [")
    .replaceAll("<{%", "< {%");
}

function cut(line: string, longest: number): string {
  if (line.length <= longest) return line;
  const letters = [...line];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : line;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
