import fc from "fast-check";
import { type Page, readListing } from "../../../provider/github/pagination/listing";

interface Row {
  readonly id: number;
}

/** A list of numbered pages, newest first, that changes between one page and the next. Requests wait until they are served. */
class ChangingList {
  readonly asked: number[] = [];
  private rows: readonly Row[];
  private nextId: number;
  private readonly waiting: Array<() => void> = [];

  constructor(
    count: number,
    private readonly perPage: number,
    private readonly hasLinks: boolean,
  ) {
    this.rows = Array.from({ length: count }, (_, index) => ({ id: count - index }));
    this.nextId = count + 1;
  }

  get ids(): number[] {
    return this.rows.map(({ id }) => id);
  }

  publish(): void {
    this.rows = [{ id: this.nextId++ }, ...this.rows];
  }

  delete(at: number): void {
    this.rows = this.rows.filter((_, index) => index !== at % this.rows.length);
  }

  read(number: number): Promise<Page<Row>> {
    this.asked.push(number);
    return new Promise((resolve) => this.waiting.push(() => resolve(this.page(number))));
  }

  /** Answers one of the requests that wait. */
  serve(which: number): void {
    this.waiting.splice(which % this.waiting.length, 1)[0]?.();
  }

  private page(number: number): Page<Row> {
    const last = Math.max(1, Math.ceil(this.rows.length / this.perPage));
    const links = number < last ? { hasNext: true, last } : { hasNext: false };
    return {
      rows: this.rows.slice((number - 1) * this.perPage, number * this.perPage),
      links: this.hasLinks && last > 1 ? links : undefined,
      linksAreFresh: true,
      etag: undefined,
    };
  }
}

type Step = { readonly serve: number } | { readonly delete: number } | { readonly publish: true };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ serve: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ delete: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.constant({ publish: true } as const) },
);

/** Reads a list, confirmed by its first page, while the steps are taken; after them every request is served. */
async function readDuring(list: ChangingList, steps: readonly Step[], parallel: number, perPage: number) {
  let result: Awaited<ReturnType<typeof readListing<Row>>> | undefined;
  const reading = readListing<Row>({
    perPage,
    parallel,
    readPage: (number) => list.read(number),
    isUnchanged: async (first) => JSON.stringify((await list.read(1)).rows) === JSON.stringify(first.rows),
  }).then((listing) => {
    result = listing;
  });
  const left = [...steps];
  while (!result) {
    await new Promise((resolve) => setImmediate(resolve));
    const next = left.shift() ?? { serve: 0 };
    if ("serve" in next) list.serve(next.serve);
    else if ("delete" in next) list.delete(next.delete);
    else list.publish();
  }
  await reading;
  return result;
}

const worlds = fc.record({
  count: fc.integer({ min: 1, max: 24 }),
  perPage: fc.integer({ min: 2, max: 4 }),
  parallel: fc.integer({ min: 1, max: 8 }),
  steps: fc.array(step, { maxLength: 24 }),
});

it.each([
  ["with Link headers", true],
  ["without them", false],
])(
  "a confirmed listing %s lacks nothing that is there, whatever is deleted and published between its pages",
  async (_, hasLinks) => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ count, perPage, parallel, steps }) => {
        const list = new ChangingList(count, perPage, hasLinks);
        const before = list.ids;
        const listing = await readDuring(list, steps, parallel, perPage);
        if (listing?.outcome !== "complete") return;
        const listed = new Set(listing.rows.map(({ id }) => id));
        const still = new Set(list.ids);
        expect(before.filter((id) => still.has(id) && !listed.has(id))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  },
);

it.each([1, 2, 8])("pages are asked for once each, and the first once more: %i at once", async (parallel) => {
  const list = new ChangingList(20, 4, true);
  const listing = await readDuring(list, [], parallel, 4);
  expect(listing?.outcome).toBe("complete");
  expect(list.asked.slice(0, 2)).toEqual([1, 5]);
  expect([...list.asked].sort()).toEqual([1, 1, 2, 3, 4, 5]);
});
