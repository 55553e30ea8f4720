import { planFailures, planRetention, type RetentionVersion } from "../../../provider/retention";
import { containerPackage, daysAgo, type Image, NOW, planImages } from "./building";
import { deletedIds, policyOf } from "./planning";

const DELETE_ALL = { action: "delete", match: { tagState: "any" } };
const newest = (count: number, groupBy?: object) => ({
  action: "keep",
  match: { tagState: "any" },
  mostRecent: { count, ...(groupBy && { groupBy }) },
});
const image = (id: number, tags: readonly string[], age = 100): Image => ({ id, label: `image ${id}`, tags, age });

describe("The newest", () => {
  it("of versions that were created at one moment is that with the larger id, in whatever order they are listed", () => {
    const npm = policyOf({ packageType: "npm", rules: { all: DELETE_ALL, newest: newest(1) } });
    const version = (id: number): RetentionVersion => ({
      id,
      name: `1.0.${id}`,
      createdAt: daysAgo(9),
      updatedAt: daysAgo(9),
    });
    for (const ids of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 3, 1],
      [3, 1, 2],
    ]) {
      const packages = [{ name: "api", versions: ids.map(version) }];
      expect(deletedIds(planRetention({ policy: npm, evaluatedAt: NOW, packages }))).toEqual([1, 2]);
    }
  });

  it("of versions that were updated at one moment is the one that was created last", () => {
    const rule = { ...newest(1), match: { tagState: "any", timestamp: "updatedAt" } };
    const updated = (id: number, age: number): Image => ({ ...image(id, [`t${id}`], age), updated: 5 });
    const images = [updated(3, 30), updated(1, 10), updated(2, 20)];
    for (const order of [images, [...images].reverse()])
      expect(deletedIds(planImages({ rules: { all: DELETE_ALL, newest: rule } }, order))).toEqual([2, 3]);
  });

  it("can be of this very moment", () => {
    const images = [image(1, ["new"], 0), image(2, ["old"], 1)];
    const rules = { all: { action: "delete", match: { tags: ["old"] } }, newest: newest(1) };
    expect(deletedIds(planImages({ rules, minAge: "0s" }, images))).toEqual([2]);
  });

  it("is not of a moment that is still to come", () => {
    const images = [image(1, ["new"], -1), image(2, ["old"], 1), image(3, ["older"], 2)];
    const rules = { all: { action: "delete", match: { tags: ["old*"] } }, newest: newest(1) };
    expect(deletedIds(planImages({ rules, minAge: "0s" }, images))).toEqual([3]);
  });

  it("counts what becomes an image by the plan, which itself stays for its own reason", () => {
    const rules = {
      images: { action: "delete", match: { tags: ["v*"] } },
      old: { action: "delete", match: { tags: ["old-*"] } },
      newest: { action: "keep", match: { tags: ["*-amd64"] }, mostRecent: { count: 1 } },
    };
    const index: Image = { id: 1, label: "index", tags: ["v1"], age: 10, children: ["amd64"] };
    const child: Image = { id: 2, label: "amd64", tags: ["1-amd64"], age: 10 };
    const plan = planImages({ rules }, [index, child, image(3, ["old-amd64"], 20)]);
    expect(deletedIds(plan)).toEqual([1, 3]);
    expect(plan.summaries[0]).toMatchObject({ keptByRule: {}, keptOtherwise: { unmatched: 1 } });
  });

  it("of each prefix: a name without the separator stands alone, one that begins with it has none before it", () => {
    const rules = { all: DELETE_ALL, newest: newest(1, { tagPrefixUpToLast: "-" }) };
    const images = [image(1, ["ab"], 1), image(2, ["ac"], 2), image(3, ["-x"], 3), image(4, ["-y"], 4)];
    expect(deletedIds(planImages({ rules }, images))).toEqual([4]);
  });
});

describe("Why a version stays", () => {
  it("is told by the first of its keep rules", () => {
    const keep = { action: "keep", match: { tags: ["v*"] } };
    const plan = planImages({ rules: { b: keep, a: keep, all: DELETE_ALL } }, [image(1, ["v1"])]);
    expect(plan.summaries[0]?.keptByRule).toEqual({ a: 1 });
  });

  it("is its own rule, also when what lists it stays as well", () => {
    const keep = { action: "keep", match: { tags: ["v*"] } };
    const index: Image = { id: 1, label: "index", tags: ["v1"], children: ["child", "plain"] };
    const child: Image = { id: 2, label: "child", tags: ["v1-amd64"] };
    const plan = planImages({ rules: { keep, all: DELETE_ALL } }, [index, child, { id: 3, label: "plain" }]);
    expect(plan.summaries[0]).toMatchObject({ keptByRule: { keep: 2 }, keptOtherwise: { needed: 1 } });
  });
});

describe("A guard's message", () => {
  const build = { builds: { action: "delete", match: { tags: ["pr-*"] } } };
  const builds = (count: number): Image[] => [
    image(100, ["v1"]),
    ...Array.from({ length: count }, (_, index) => image(index + 1, [`pr-${index}`])),
  ];

  it("names the packages that lose most, and none that loses nothing", () => {
    const policy = policyOf({ packageType: "container", packages: ["**"], rules: build, maxDeletions: 5 });
    const counts = { a: 1, b: 0, c: 3, d: 2 };
    const packages = Object.entries(counts).map(([name, count]) => containerPackage(builds(count), { name }));
    const [failure] = planFailures(planRetention({ policy, evaluatedAt: NOW, packages }));
    expect(failure?.reason).toMatch(/^would delete 6 versions \(c: 3, d: 2, a: 1\), which is more than 5\. /);
  });

  it("says nothing of a share where nothing goes, and none is allowed", () => {
    expect(planImages({ rules: build, maxDeletePercent: 0 }, builds(0)).violations).toEqual([]);
    expect(planImages({ rules: build, maxDeletePercent: 0 }, []).violations).toEqual([]);
    expect(planImages({ rules: build, maxDeletePercent: 0 }, builds(1)).violations).toHaveLength(1);
  });
});
