import { SaxesParser } from "saxes";

/** An element with what is directly in it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
  readonly start: number;
  end: number;
}

/** Deeper is nothing that a tool reads. */
const DEEPEST = 200;

/** @throws when the text is not well-formed. */
export function parseXml(text: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "", start: 0, end: text.length };
  const open = [root];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (open.length > DEEPEST) throw new Error("too deep");
    const start = text.lastIndexOf(`<${name}`, parser.position);
    const element = {
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      text: "",
      start,
      end: start,
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (words) => {
    const element = open.at(-1);
    if (element) element.text += words.trim();
  });
  parser.on("closetag", () => {
    const element = open.pop();
    if (element) element.end = parser.position;
  });
  parser.write(text.replace(/^\uFEFF/, " ")).close();
  return root;
}

export function* allElements(element: Element): Generator<Element> {
  for (const child of element.children) {
    yield child;
    yield* allElements(child);
  }
}

export function textOf({ children }: Element, name: string): string | undefined {
  return children.find((child) => child.name === name)?.text;
}
