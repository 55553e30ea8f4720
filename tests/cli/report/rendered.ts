import MarkdownIt from "markdown-it";

/** HTML is passed through and addresses become links, as on GitHub. */
const renderer = new MarkdownIt({ html: true, linkify: true });

export interface Rendered {
  /** Every element in order, without its text: what a text must not be able to change. */
  readonly structure: readonly string[];
  /** The texts that are shown as code. */
  readonly codes: readonly string[];
}

/** What a report may consist of. Above all neither links nor pictures, and no HTML but its own. */
const ELEMENTS = new Set([
  ...[
    "paragraph",
    "heading",
    "bullet_list",
    "list_item",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "em",
  ].flatMap((name) => [`${name}_open`, `${name}_close`]),
  ...["inline", "text", "softbreak", "code_inline", "fence", "html_block", "html_inline"],
]);

const OWN_BLOCKS = [
  /^<!-- pulumi-github-packages report (?!.*--.*--)[\w.%~!'()*-]*\/[\w.%~!'()*-]* -->\n$/,
  /^<details(?: open)?>\n<summary>(?:[^<>]|<code>[^<>]*<\/code>)*<\/summary>\n$/,
  /^<\/details>\n?$/,
];

/**
 * Renders as CommonMark with tables. Throws when there is anything that a report does not consist of: a foreign element, a row with
 * more or fewer cells than its table, a fold that is not closed.
 */
export function render(markdown: string): Rendered {
  const structure: string[] = [];
  const codes: string[] = [];
  let [folds, columns, cells] = [0, 0, 0];
  for (const token of renderer.parse(markdown, {}).flatMap((one) => [one, ...(one.children ?? [])])) {
    if (!ELEMENTS.has(token.type)) throw new Error(`a report has no ${token.type}: ${token.content}`);
    structure.push(`${token.type} ${token.tag}`);
    if (token.type === "code_inline") codes.push(token.content);
    if (token.type === "html_inline" && !/^<\/?sub>$/.test(token.content))
      throw new Error(`HTML of others: ${token.content}`);
    if (token.type === "html_block") {
      if (!OWN_BLOCKS.some((own) => own.test(token.content))) throw new Error(`HTML of others: ${token.content}`);
      folds += token.content.startsWith("<details") ? 1 : token.content.startsWith("</details") ? -1 : 0;
    }
    if (token.type === "table_open") columns = 0;
    if (token.type === "th_open") columns += 1;
    if (token.type === "tr_open") cells = 0;
    if (token.type === "td_open") cells += 1;
    if (token.type === "tr_close" && cells !== 0 && cells !== columns) throw new Error(`${cells} cells of ${columns}`);
  }
  if (folds !== 0) throw new Error(`${folds} folds are not closed`);
  return { structure, codes };
}
