import { ProviderError } from "../../../provider/errors";
import type { VersionFacts } from "../../../provider/model/package";
import type { VersionsPage } from "../../../provider/ports";
import { PageWatch, type WatchedPackage } from "../../../provider/resources/retention-policy/apply/page-watch";

const PAGE = 4;
const SECOND = 1000;

const version = (id: number, tags: readonly string[] = []): VersionFacts => ({
  id,
  name: `v${id}`,
  tags,
  url: "",
  packageHtmlUrl: "",
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
});
const versions = (...ids: readonly number[]) => ids.map((id) => version(id));
const TEN = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1] as const;
const idsOf = (rows: readonly VersionFacts[] | undefined) => rows?.map(({ id }) => id);

/** A package that was read at 0 s, and what GitHub has of it by now: `asked` are the pages, those with an etag marked. */
class Watching {
  now = 0;
  own: readonly number[] = [];
  readonly asked: string[] = [];
  readonly failures = new Map<number, Error>();
  /** What a page was when it was answered, where that is not what it is by now. */
  readonly earlier = new Map<number, readonly VersionFacts[]>();
  readonly watch: PageWatch;

  constructor(
    public truth: readonly VersionFacts[] = versions(...TEN),
    given: Partial<WatchedPackage> = {},
  ) {
    const clock = { now: () => this.now, sleep: async () => {} };
    this.watch = new PageWatch(clock, {
      versions: truth,
      readFrom: 0,
      needsFirstPage: true,
      pageSize: PAGE,
      isOwn: (id) => this.own.includes(id),
      readPage: async (page, etag) => this.read(page, etag),
      ...given,
    });
  }

  private read(page: number, etag: string | undefined): VersionsPage | undefined {
    this.asked.push(etag === undefined ? `${page}` : `${page} again`);
    const failure = this.failures.get(page);
    if (failure) throw failure;
    const rows = this.earlier.get(page) ?? this.truth.slice((page - 1) * PAGE, page * PAGE);
    const tag = JSON.stringify(rows);
    return tag === etag ? undefined : { versions: rows, etag: tag };
  }

  /** Whether the package still is what is known, so many seconds after it was read. */
  at(seconds: number, versionId: number): Promise<boolean> {
    this.now = seconds * SECOND;
    return this.watch.shows(versionId);
  }
}

describe("A watch over the pages of a package", () => {
  it("reads nothing for eight seconds, then the first page and the one that has the version", async () => {
    const watching = new Watching();
    expect(await watching.at(8, 3)).toBe(true);
    expect(watching.asked).toEqual([]);
    expect(await watching.at(8.001, 3)).toBe(true);
    expect(watching.asked).toEqual(["1", "2"]);
  });

  it("reads the first page alone for a version that is on it", async () => {
    const watching = new Watching();
    expect(await watching.at(9, 8)).toBe(true);
    expect(watching.asked).toEqual(["1"]);
  });

  it("goes on for eight seconds by what a page has shown, and asks for it by its etag then", async () => {
    const watching = new Watching();
    await watching.at(9, 3);
    expect(await watching.at(17, 6)).toBe(true);
    expect(watching.asked).toEqual(["1", "2"]);
    expect(await watching.at(17.001, 6)).toBe(true);
    expect(watching.asked).toEqual(["1", "2", "1 again", "2 again"]);
  });

  it("reads only the page of the version while the first page is fresh", async () => {
    const watching = new Watching();
    await watching.at(9, 3);
    expect(await watching.at(10, 1)).toBe(true);
    expect(watching.asked).toEqual(["1", "2", "3"]);
  });

  it("reads only the first page while that of the version is fresh", async () => {
    const watching = new Watching();
    await watching.at(9, 9);
    await watching.at(16, 3);
    expect(await watching.at(18, 3)).toBe(true);
    expect(watching.asked).toEqual(["1", "2", "1 again"]);
  });

  it("covers a deletion up to ten seconds after its version and the first page were seen", async () => {
    const watching = new Watching();
    watching.now = 10 * SECOND;
    expect(watching.watch.covers(3)).toBe(true);
    watching.now += 1;
    expect(watching.watch.covers(3)).toBe(false);
    await watching.at(11, 3);
    watching.now = 21 * SECOND;
    expect(watching.watch.covers(3)).toBe(true);
    expect(watching.watch.covers(1)).toBe(false);
    watching.now += 1;
    expect(watching.watch.covers(3)).toBe(false);
  });

  it("does not cover a deletion by its own page when the first was seen too long ago", async () => {
    const watching = new Watching();
    await watching.at(9, 9);
    await watching.at(17, 3);
    watching.now = 19 * SECOND;
    expect(watching.watch.covers(3)).toBe(true);
    watching.now = 19 * SECOND + 1;
    expect(watching.watch.covers(3)).toBe(false);
  });

  it("says that a tag has come, and what is known from then on", async () => {
    const watching = new Watching();
    watching.truth = watching.truth.map((one) => (one.id === 3 ? version(3, ["stable"]) : one));
    expect(await watching.at(9, 3)).toBe(false);
    expect(watching.watch.covers(3)).toBe(false);
    expect(watching.watch.takeChanges()?.find(({ id }) => id === 3)?.tags).toEqual(["stable"]);
    expect(watching.watch.takeChanges()).toBeUndefined();
    expect(await watching.at(9, 3)).toBe(true);
    expect(watching.watch.covers(3)).toBe(true);
  });

  it("looks no further once something has changed, until that is taken", async () => {
    const watching = new Watching();
    watching.truth = [version(11), ...watching.truth];
    expect(await watching.at(9, 9)).toBe(false);
    expect(await watching.at(30, 1)).toBe(false);
    expect(watching.asked).toEqual(["1"]);
    expect(idsOf(watching.watch.takeChanges())).toEqual([11, ...TEN]);
  });

  it("finds a version one page on, where what came to the first page has pushed it", async () => {
    const watching = new Watching();
    watching.truth = [version(11), ...watching.truth];
    expect(await watching.at(9, 3)).toBe(false);
    expect(watching.asked).toEqual(["1", "2", "3"]);
    expect(idsOf(watching.watch.takeChanges())).toEqual([11, ...TEN]);
  });

  it("finds a version on its old page, while a list does not show yet what this run deletes before it", async () => {
    const watching = new Watching();
    watching.own = [9];
    expect(await watching.at(9, 2)).toBe(true);
    expect(watching.asked).toEqual(["1", "2", "3"]);
  });

  it("takes what has gone beside the version for a change", async () => {
    const watching = new Watching();
    watching.truth = watching.truth.filter(({ id }) => id !== 5);
    expect(await watching.at(9, 4)).toBe(false);
    expect(idsOf(watching.watch.takeChanges())).toEqual(TEN.filter((id) => id !== 5));
  });

  it("takes a version that has gone itself for a change, and looks for it nowhere else", async () => {
    const watching = new Watching();
    watching.truth = watching.truth.filter(({ id }) => id !== 4);
    expect(await watching.at(9, 4)).toBe(false);
    expect(watching.asked).toEqual(["1", "2"]);
    expect(idsOf(watching.watch.takeChanges())).toEqual(TEN.filter((id) => id !== 4));
  });

  it.each<[string, readonly number[]]>([
    ["more came than a page holds", [25, 24, 23, 22, 21, ...TEN]],
    ["something came unseen, before its page and after the first", [10, 9, 8, 7, 20, 6, 5, 4, 3, 2, 1]],
    ["something went unseen, before its page and after the first", [10, 9, 8, 7, 5, 4, 3, 2, 1]],
    ["the order is another", [10, 9, 8, 7, 6, 3, 5, 4, 2, 1]],
  ])("can't explain its pages where %s, reads no more, and offers no changes then", async (_, now) => {
    const watching = new Watching();
    watching.truth = versions(...now);
    expect(await watching.at(9, 3)).toBe(false);
    expect(watching.asked).toEqual(["1", "2"]);
    expect(watching.watch.covers(3)).toBe(false);
    expect(watching.watch.takeChanges()).toBeUndefined();
  });

  it("knows a page that was answered just before something came to the first", async () => {
    const watching = new Watching();
    watching.earlier.set(2, versions(6, 5, 4, 3));
    watching.truth = [version(11), ...watching.truth];
    expect(await watching.at(9, 3)).toBe(false);
    expect(watching.asked).toEqual(["1", "2"]);
    expect(idsOf(watching.watch.takeChanges())).toEqual([11, ...TEN]);
  });

  it("gives up on a version that is on neither page on which it can be", async () => {
    const watching = new Watching();
    watching.own = [10, 9, 8, 7, 6, 5, 4, 3];
    expect(await watching.at(9, 2)).toBe(false);
    expect(watching.asked).toEqual(["1", "2"]);
    expect(watching.watch.takeChanges()).toBeUndefined();
  });

  it("can't explain a page that GitHub does not have", async () => {
    const watching = new Watching();
    watching.failures.set(2, new ProviderError("gone", { code: "not_found" }));
    expect(await watching.at(9, 3)).toBe(false);
    expect(watching.watch.takeChanges()).toBeUndefined();
  });

  it("can't explain a page that it can't make out, whatever another has shown", async () => {
    const watching = new Watching();
    watching.truth = [version(11), ...watching.truth];
    watching.failures.set(2, new ProviderError("gone", { code: "not_found" }));
    expect(await watching.at(9, 3)).toBe(false);
    expect(watching.watch.takeChanges()).toBeUndefined();
  });

  it("fails where a page can't be read, and reads it when it is asked again", async () => {
    const watching = new Watching();
    watching.failures.set(2, new ProviderError("refused", { code: "access_denied" }));
    await expect(watching.at(9, 3)).rejects.toThrow("refused");
    expect(watching.watch.covers(8)).toBe(true);
    watching.failures.clear();
    expect(await watching.at(20, 3)).toBe(true);
  });

  it("reads a page once for deletions whose turn comes at the same time", async () => {
    const watching = new Watching();
    watching.now = 9 * SECOND;
    expect(await Promise.all([3, 4, 5].map((id) => watching.watch.shows(id)))).toEqual([true, true, true]);
    expect(watching.asked).toEqual(["1", "2"]);
  });

  it("counts what was seen from when it was asked for, not from when it was answered", async () => {
    const watching = new Watching();
    const { watch } = watching;
    watching.now = 9 * SECOND;
    const shown = watch.shows(3);
    await Promise.resolve();
    watching.now = 15 * SECOND;
    expect(await shown).toBe(true);
    watching.now = 19 * SECOND;
    expect(watch.covers(3)).toBe(true);
    watching.now += 1;
    expect(watch.covers(3)).toBe(false);
  });
});

describe("A watch over a package of which each version is judged by itself, and that was listed before", () => {
  const listedBefore = () => new Watching(versions(...TEN), { readFrom: undefined, needsFirstPage: false });

  it("has seen nothing of it, and covers no deletion, until it has read the version's own page", async () => {
    const watching = listedBefore();
    expect(watching.watch.covers(3)).toBe(false);
    expect(await watching.at(0, 3)).toBe(true);
    expect(watching.asked).toEqual(["2"]);
    expect([3, 6, 2].map((id) => watching.watch.covers(id))).toEqual([true, true, false]);
  });

  it("reads that page again after eight seconds, and covers nothing after ten", async () => {
    const watching = listedBefore();
    await watching.at(0, 3);
    expect(await watching.at(8.001, 3)).toBe(true);
    expect(watching.asked).toEqual(["2", "2 again"]);
    watching.now += 10 * SECOND + 1;
    expect(watching.watch.covers(3)).toBe(false);
  });

  it.each<[string, readonly number[]]>([
    ["something is published", [11, ...TEN]],
    ["something goes from the first page", TEN.filter((id) => id !== 9)],
    ["something comes back before it", [10, 9, 8, 20, 7, 6, 5, 4, 3, 2, 1]],
  ])("notices by the shift of that page that %s, and reads no further", async (_, now) => {
    const watching = listedBefore();
    watching.truth = versions(...now);
    expect(await watching.at(0, 3)).toBe(false);
    expect(watching.watch.covers(3)).toBe(false);
    expect(watching.watch.takeChanges()).toBeUndefined();
    expect(watching.asked).toEqual(["2"]);
  });

  it("notices what has become of the version itself", async () => {
    const watching = listedBefore();
    watching.truth = watching.truth.map((one) => (one.id === 3 ? { ...one, updatedAt: "2026-02-01T00:00:00Z" } : one));
    expect(await watching.at(0, 3)).toBe(false);
    expect(watching.watch.takeChanges()?.find(({ id }) => id === 3)?.updatedAt).toBe("2026-02-01T00:00:00Z");
  });

  it("notices that the version has gone", async () => {
    const watching = listedBefore();
    watching.truth = watching.truth.filter(({ id }) => id !== 3);
    expect(await watching.at(0, 3)).toBe(false);
  });
});
