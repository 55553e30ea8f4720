import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";

/** Deeper is nothing that people write. */
const DEEPEST = 100;

const MERGE = "<<";

/** A value of a document, with the text that it was written as. `1.10` stays `1.10`. */
export interface Text {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One document of a YAML file, or of a JSON one. */
export class YamlDocument {
  private constructor(private readonly document: Document) {}

  /** @throws when the text is no YAML. */
  static all(text: string): YamlDocument[] {
    const documents = parseAllDocuments(text, {
      lineCounter: new LineCounter(),
      logLevel: "silent",
      uniqueKeys: false,
    });
    return [...documents].map((document) => {
      const [error] = document.errors;
      if (error) throw error;
      return new YamlDocument(document);
    });
  }

  get root(): Entry {
    return new Entry(this.document, "", this.document.contents, 0);
  }
}

/** A value under its key. */
export class Entry {
  private readonly node: unknown;

  constructor(
    private readonly document: Document,
    readonly key: string,
    node: unknown,
    private readonly depth: number,
  ) {
    this.node = isAlias(node) ? node.resolve(document) : node;
  }

  /** The text of a value that is one. */
  get text(): Text | undefined {
    const { node } = this;
    if (!isScalar(node) || node.value === null || !node.range) return undefined;
    const text = typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
    return { text, start: node.range[0], end: node.range[1] };
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  /** The value at a path of keys. */
  get(...keys: readonly string[]): Entry | undefined {
    const [key, ...rest] = keys;
    if (key === undefined) return this;
    return this.entries.find((entry) => entry.key === key)?.get(...rest);
  }

  textAt(...keys: readonly string[]): string | undefined {
    return this.get(...keys)?.text?.text;
  }

  /** What a map or a list has in it. Keys that a merge (`<<`) brings come last, so that own ones are found before them; what it merges itself is left out. */
  get entries(): Entry[] {
    if (this.depth > DEEPEST) return [];
    if (isSeq(this.node)) return this.node.items.map((item) => new Entry(this.document, "", item, this.depth + 1));
    return isMap(this.node) ? this.pairsOf(this.node) : [];
  }

  /** What is written here, and not elsewhere under an anchor: all of it, at any depth. */
  *all(): Generator<Entry> {
    for (const entry of this.entries) {
      yield entry;
      if (!entry.isElsewhere(this)) yield* entry.all();
    }
  }

  private pairsOf(map: YAMLMap): Entry[] {
    const pairs = this.ownPairs(map);
    const merged = pairs.filter(({ key }) => key === MERGE).map(({ node }) => node);
    const maps = merged.flatMap((node) => (isSeq(node) ? node.items : [node])).filter((node) => isMap(node));
    return [...pairs, ...maps.flatMap((one) => this.ownPairs(one))].filter(({ key }) => key !== MERGE);
  }

  private ownPairs(map: YAMLMap): Entry[] {
    return map.items.map(
      ({ key, value }) => new Entry(this.document, isScalar(key) ? String(key.value) : "", value, this.depth + 1),
    );
  }

  private isElsewhere(parent: Entry): boolean {
    const [inner, outer] = [rangeOf(this.node), rangeOf(parent.node)];
    return inner !== undefined && outer !== undefined && (inner[0] < outer[0] || inner[1] > outer[2]);
  }
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return (node as Node | undefined)?.range ?? undefined;
}
