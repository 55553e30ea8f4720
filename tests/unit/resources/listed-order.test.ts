import fc from "fast-check";
import type { VersionFacts } from "../../../provider/model/package";
import { ListedOrder } from "../../../provider/resources/retention-policy/apply/listed-order";

const PAGE = 4;
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
const idsOf = (rows: readonly VersionFacts[]) => rows.map(({ id }) => id);
const pageOf = (rows: readonly VersionFacts[], page: number) => rows.slice((page - 1) * PAGE, page * PAGE);
const ten = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1] as const;

describe("The order in which versions are listed", () => {
  const orderOf = (own: readonly number[] = []) => {
    const attempted = new Set(own);
    return new ListedOrder(versions(...ten), PAGE, (id) => attempted.has(id));
  };

  it.each<[string, number, readonly number[], readonly number[]]>([
    ["as it was", 2, [6, 5, 4, 3], []],
    ["without what this run deletes", 3, [1], [2]],
    ["with what this run deletes, which lists show for a while", 3, [2, 1], [2]],
    ["shifted by what this run deletes before it", 2, [5, 4, 3, 2], [9]],
    ["not shifted yet by what this run deletes before it", 2, [6, 5, 4, 3], [9]],
    ["without what this run deletes between two others", 2, [6, 4, 3, 2], [5]],
  ])("knows a page %s", (_, page, ids, own) => {
    const order = orderOf(own);
    expect(order.take(page, versions(...ids), 0)).toBe("as known");
    expect(idsOf(order.versions)).toEqual(ten);
  });

  it.each<[string, number, readonly number[], readonly number[]]>([
    ["what came to the first page", 1, [12, 11, 10, 9], [12, 11, ...ten]],
    ["what came between two others", 2, [6, 20, 5, 4], [10, 9, 8, 7, 6, 20, 5, 4, 3, 2, 1]],
    ["what went between two others", 2, [6, 4, 3, 2], [10, 9, 8, 7, 6, 4, 3, 2, 1]],
    ["what went from the beginning", 1, [8, 7, 6, 5], [8, 7, 6, 5, 4, 3, 2, 1]],
  ])("takes over %s", (_, page, ids, after) => {
    const order = orderOf();
    expect(order.take(page, versions(...ids), 0)).toBe("changed");
    expect(idsOf(order.versions)).toEqual(after);
  });

  it("takes over what came to the first page, and leaves what this run deletes where it was", () => {
    const order = orderOf([2]);
    expect(order.take(1, versions(11, 10, 9, 8), 0)).toBe("changed");
    expect(idsOf(order.versions)).toEqual([11, ...ten]);
  });

  it("takes over a tag", () => {
    const order = orderOf();
    expect(order.take(2, [version(6), version(5, ["stable"]), version(4), version(3)], 0)).toBe("changed");
    expect(order.versions[5]?.tags).toEqual(["stable"]);
  });

  it.each<[string, number, readonly number[], readonly number[]]>([
    ["what came unseen before it", 2, [7, 6, 5, 4], []],
    ["what came unseen before it, beside what this run deletes after it", 2, [7, 6, 5, 4], [2]],
    ["what went unseen before it", 2, [5, 4, 3, 2], []],
    ["what went unseen before what this run deletes", 2, [5, 4, 3, 2], [5]],
    ["another order", 2, [6, 4, 5, 3], []],
    ["a version twice", 2, [6, 5, 5, 4], []],
    ["nothing that is known", 1, [23, 22, 21, 20], []],
    ["an end that comes too soon", 2, [6, 5], []],
  ])("does not explain a page by %s", (_, page, ids, own) => {
    expect(orderOf(own).take(page, versions(...ids), 0)).toBe("moved");
  });

  it("is told what the first page has got when it places another that was read with it", () => {
    const order = orderOf();
    expect(order.take(1, versions(11, 10, 9, 8), 0)).toBe("changed");
    expect(order.take(2, versions(6, 5, 4, 3), 1)).toBe("as known");
    expect(order.take(2, versions(7, 6, 5, 4), 0)).toBe("as known");
    expect(order.take(2, versions(6, 5, 4, 3), 0)).toBe("moved");
  });

  it("is the true one after all pages, unless it says that it moved", () => {
    const change = fc.record({ at: fc.nat(30), kind: fc.constantFrom("push", "insert", "delete", "tag", "own") });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), fc.array(change, { maxLength: 6 }), (count, changes) => {
        const before = Array.from({ length: count }, (_, index) => version(count - index));
        const own = new Set<number>();
        let truth = [...before];
        changes.forEach(({ at, kind }, index) => {
          const place = at % (truth.length + 1);
          const there = truth[place];
          if (kind === "push") truth = [version(100 + index), ...truth];
          else if (kind === "insert") truth = [...truth.slice(0, place), version(100 + index), ...truth.slice(place)];
          else if (there && kind === "tag") truth = truth.map((one) => (one === there ? version(one.id, ["t"]) : one));
          else if (there) {
            truth = truth.filter((one) => one !== there);
            if (kind === "own") own.add(there.id);
          }
        });
        const order = new ListedOrder(before, PAGE, (id) => own.has(id));
        const sights = [];
        const lastPage = () => order.pageOf(order.versions.findLast(({ id }) => !own.has(id))?.id ?? 0);
        for (let page = 1; page <= Math.max(lastPage(), Math.ceil(truth.length / PAGE)); page += 1)
          sights.push(order.take(page, pageOf(truth, page), 0));
        if (sights.includes("moved") || truth.length === 0) return;
        const known = order.versions.filter(({ id }) => !own.has(id));
        expect(known.map(({ id, tags }) => [id, tags])).toEqual(truth.map(({ id, tags }) => [id, tags]));
      }),
      { numRuns: 2000 },
    );
  });
});
