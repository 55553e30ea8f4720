/** One element of a page, from its own text: pages of this program close every element that they open, and quote every attribute. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** With all that is within it. */
  readonly inside: string;
}

const VOID = ["meta", "input"];

/** All elements of a piece of HTML, in the order of their beginnings. Throws where one is not closed, or another is closed. */
export function elementsOf(html: string): Element[] {
  const found: (Omit<Element, "inside"> & { start: number; end: number })[] = [];
  const open: (typeof found)[number][] = [];
  const bare = html.replaceAll(
    /(<(style|script)>)[\s\S]*?(<\/\2>)/g,
    (all, start, _, end) => `${start}${" ".repeat(all.length - start.length - end.length)}${end}`,
  );
  for (const tag of bare.matchAll(/<(\/?)([a-z][a-z0-9]*)([^<>]*?)(\/?)>/gi)) {
    const [all, closing, name = "", attributes = "", closed] = tag;
    if (closing) {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`</${name}> closes ${last?.name}`);
      last.end = tag.index;
      continue;
    }
    const start = tag.index + all.length;
    const element = { name, attributes: attributesOf(attributes), start, end: start };
    found.push(element);
    if (!closed && !VOID.includes(name)) open.push(element);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.map(({ name }) => name).join(", ")}`);
  return found.map(({ start, end, ...element }) => ({ ...element, inside: bare.slice(start, end) }));
}

export function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .trim();
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}
