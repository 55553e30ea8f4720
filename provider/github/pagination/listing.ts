import { inParallel } from "../../in-parallel";
import type { PageLinks } from "./link-header";

/** One page of a numbered list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** From the `Link` header; undefined when there is none. */
  readonly links: PageLinks | undefined;
  /** Whether `links` came with this answer, and not with an older one that a 304 confirmed the rows of. */
  readonly linksAreFresh: boolean;
  readonly etag: string | undefined;
}

export interface ListingPlan<Row extends { readonly id: number }> {
  /** Rows asked for on each page. */
  readonly perPage: number;
  /** How many pages to read at once. */
  readonly parallel: number;
  /** Page 1 is the first. `fresh`: without the help of stored answers. */
  readonly readPage: (page: number, fresh: boolean) => Promise<Page<Row>>;
  /** Whether page 1 still is what it was. Asked at the end with all rows, when given. */
  readonly isUnchanged?: (first: Page<Row>, rows: readonly Row[]) => Promise<boolean>;
  /** Pages beyond this one can't be asked for. */
  readonly lastReachablePage?: number;
  /** A page length at which a list without links is not taken to be at its end. */
  readonly distrustedLength?: number;
  readonly onPage?: (listed: number, total: number) => void;
  /**
   * Whether to ask for the page after a full last one, although its links say that there is none: next time, when 304s confirm the pages and
   * tell no links, that page is then confirmed as well.
   */
  readonly keepsEnd?: boolean;
  /** Whether the first page says that nothing is new since an earlier listing. */
  readonly isStill?: (first: Page<Row>) => boolean;
  /** Whether the rows so far are enough, of a list that takes so many requests at least. */
  readonly suffices?: (rows: readonly Row[], requests: number) => boolean;
}

export type Listing<Row> =
  | { readonly outcome: "complete"; readonly rows: Row[] }
  /** There is more, and this suffices. */
  | { readonly outcome: "part"; readonly rows: Row[] }
  /** An earlier listing still holds; these are the rows of its first page. */
  | { readonly outcome: "still"; readonly rows: Row[] }
  /** It changed while it was read, each time. */
  | { readonly outcome: "moved"; readonly because: string }
  /** There is more beyond the last page that can be asked for. */
  | { readonly outcome: "capped"; readonly rows: Row[] };

/** How often a list that moves is begun again. */
const ATTEMPTS = 4;

/** Pages of a list without links that are asked for at once, beyond what is known to exist. */
const MOST_SPECULATIVE = 4;

/** The list changed under the reader's hands. */
class Moved extends Error {}

/**
 * Reads a list of numbered pages to its end. Such a list shifts when something is added or deleted while it is read: a row can
 * be seen twice or not at all. So every page but the last must be full and no row may come twice; otherwise the list is begun
 * again, a few times.
 */
export async function readListing<Row extends { readonly id: number }>(plan: ListingPlan<Row>): Promise<Listing<Row>> {
  let because = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const { pages, end } = await readPages(plan, attempt > 1);
      const rows = pages.flatMap((page) => page.rows);
      refuseDuplicates(rows);
      if (end !== "reached") return { outcome: end, rows };
      const [first] = pages;
      if (first && plan.isUnchanged && !(await plan.isUnchanged(first, rows)))
        throw new Moved("its first page changed");
      return { outcome: "complete", rows };
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      because = error.message;
    }
  }
  return { outcome: "moved", because };
}

interface Pages<Row> {
  readonly pages: ReadonlyArray<Page<Row>>;
  readonly end: "reached" | "still" | "part" | "capped";
}

async function readPages<Row extends { readonly id: number }>(
  plan: ListingPlan<Row>,
  fresh: boolean,
): Promise<Pages<Row>> {
  const first = await plan.readPage(1, fresh);
  const last = first.links?.last ?? 1;
  if (plan.isStill?.(first)) return { pages: [first], end: "still" };
  plan.onPage?.(first.rows.length, last > 1 ? last * first.rows.length : first.rows.length);
  if (last > 1 && plan.suffices?.(first.rows, last)) return { pages: [first], end: "part" };
  if (last > 1) return readUpTo(last, first, plan, fresh);
  return readUntilShort([first], plan, fresh);
}

/**
 * The first page says how many there are, and the last must agree that it is the last. Only then are the others asked for, at once: between
 * two ends that were read before them, a row that moves to another page because one before it was deleted is never missing without another
 * that comes twice, in whatever order the pages are answered. What the first page loses is for `isUnchanged` to see.
 */
async function readUpTo<Row extends { readonly id: number }>(
  last: number,
  first: Page<Row>,
  plan: ListingPlan<Row>,
  fresh: boolean,
): Promise<Pages<Row>> {
  const full = first.rows.length;
  let listed = full;
  const end = await plan.readPage(last, fresh);
  const total = (last - 1) * full + end.rows.length;
  const notePage = ({ rows }: Page<Row>) => {
    listed += rows.length;
    plan.onPage?.(listed, total);
  };
  notePage(end);
  const between = Array.from({ length: last - 2 }, (_, index) => index + 2);
  const others = await inParallel(between, plan.parallel, async (number) => {
    const page = await plan.readPage(number, fresh);
    notePage(page);
    return page;
  });
  const pages = [first, ...others, end];
  pages.forEach((page, index) => {
    const isRight = page === end ? page.rows.length >= 1 && page.rows.length <= full : page.rows.length === full;
    if (!isRight)
      throw new Moved(`page ${index + 1} of ${last} has ${page.rows.length} rows where the first has ${full}`);
  });
  if (end.links?.hasNext) throw new Moved(`page ${last} is no longer the last`);
  const mayGoOn = end.rows.length === full && (plan.keepsEnd || !end.linksAreFresh);
  if (mayGoOn && (await plan.readPage(last + 1, fresh)).rows.length > 0)
    throw new Moved("a page after the last has rows");
  return { pages, end: "reached" };
}

/** Nothing says how many pages there are: the end is the first page that is not full, or the one whose links name no next. */
async function readUntilShort<Row extends { readonly id: number }>(
  known: ReadonlyArray<Page<Row>>,
  plan: ListingPlan<Row>,
  fresh: boolean,
): Promise<Pages<Row>> {
  const pages = [...known];
  const [first] = pages;
  const reachable = plan.lastReachablePage ?? Number.POSITIVE_INFINITY;
  while (!isEnd(pages.at(-1), plan)) {
    if (pages.length >= reachable) return { pages, end: "capped" };
    const rows = pages.flatMap((page) => page.rows);
    if (plan.suffices?.(rows, pages.length + 1)) return { pages, end: "part" };
    // Half as many as are known to exist: short lists cost no request too many, and long ones few.
    const count = Math.min(
      Math.max(1, Math.floor(pages.length / 2)),
      MOST_SPECULATIVE,
      plan.parallel,
      reachable - pages.length,
    );
    const numbers = Array.from({ length: count }, (_, index) => pages.length + 1 + index);
    const next = await inParallel(numbers, plan.parallel, (number) => plan.readPage(number, fresh));
    for (const page of next) {
      if (isEnd(pages.at(-1), plan)) {
        if (page.rows.length > 0) throw new Moved("a page after the last has rows");
        continue;
      }
      pages.push(page);
      refuseDuplicates(pages.flatMap(({ rows }) => rows));
      const listed = pages.reduce((sum, { rows }) => sum + rows.length, 0);
      plan.onPage?.(listed, listed);
    }
  }
  // What was read forward can lack a row. Now that the number of pages is known, they are read as they are where it is told.
  if (plan.isUnchanged && pages.length > 2 && first) return readUpTo(pages.length, first, plan, fresh);
  return { pages, end: "reached" };
}

function isEnd<Row extends { readonly id: number }>(page: Page<Row> | undefined, plan: ListingPlan<Row>): boolean {
  if (!page) return false;
  if (page.links && page.linksAreFresh) return !page.links.hasNext;
  if (page.rows.length === plan.distrustedLength) return false;
  return page.rows.length < plan.perPage;
}

function refuseDuplicates(rows: ReadonlyArray<{ readonly id: number }>): void {
  if (new Set(rows.map(({ id }) => id)).size < rows.length) throw new Moved("a row came twice");
}
