import { planRetention } from "../../../provider/retention";
import { type Image, NOW, namedPackage, planImages } from "./building";
import { deletedIds, policyOf } from "./planning";

const image = (id: number, tags: readonly string[], age = 100): Image => ({ id, label: `image ${id}`, tags, age });

/** Without a keep rule, the newest of a package where all match stays: this one is never in question. */
const BYSTANDER: Image = { id: 99, label: "bystander", tags: ["bystander"], age: 1 };

describe("A delete rule", () => {
  const cases: { title: string; match: object; images: readonly Image[]; deleted: number[] }[] = [
    {
      title: "by tags needs every tag to match",
      match: { tags: ["pr-*"] },
      images: [
        image(1, ["pr-1"]),
        image(2, ["pr-2", "pr-3"]),
        image(3, ["pr-4", "v1"]),
        image(4, []),
        image(5, ["v2"]),
      ],
      deleted: [1, 2],
    },
    {
      title: "takes several patterns as alternatives",
      match: { tags: ["pr-*", "v1"] },
      images: [image(1, ["pr-1", "v1"]), image(2, ["v1"]), image(3, ["v2"])],
      deleted: [1, 2],
    },
    {
      title: "asks all its conditions of the same tag",
      match: { tags: ["v*"], semver: ">=1.0.0" },
      images: [image(1, ["v1.2.0"]), image(2, ["v1.2.0", "1.3.0"]), image(3, ["v0.9.0"])],
      deleted: [1],
    },
    {
      title: "by tag state leaves tagged versions alone",
      match: { tagState: "untagged" },
      images: [image(1, []), image(2, ["v1"])],
      deleted: [1],
    },
    {
      title: "by any tag state takes everything",
      match: { tagState: "any" },
      images: [image(1, []), image(2, ["v1"])],
      deleted: [1, 2],
    },
    {
      title: "by age is strict: exactly as old is not older",
      match: { tagState: "tagged", olderThan: "14d" },
      images: [image(1, ["a"], 14), image(2, ["b"], 14.001), image(3, ["c"], 13.999)],
      deleted: [2],
    },
    {
      title: "by youth is the opposite of by age: exactly as old is still newer",
      match: { tagState: "tagged", newerThan: "14d", tags: ["?"] },
      images: [image(1, ["a"], 14), image(2, ["b"], 14.001), image(3, ["c"], 13.999)],
      deleted: [1, 3],
    },
    {
      title: "by both ages is an interval",
      match: { tags: ["?"], newerThan: "30d", olderThan: "14d" },
      images: [image(1, ["a"], 10), image(2, ["b"], 20), image(3, ["c"], 40)],
      deleted: [2],
    },
    {
      title: "by update goes by updated_at",
      match: { tags: ["?"], olderThan: "14d", timestamp: "updatedAt" },
      images: [
        { ...image(1, ["a"]), updated: 3 },
        { ...image(2, ["b"]), updated: 20 },
      ],
      deleted: [2],
    },
    {
      title: "by regular expression matches whole tags",
      match: { tagRegex: "pr-[0-9]+" },
      images: [image(1, ["pr-1"]), image(2, ["pr-1-debug"]), image(3, ["my-pr-1"])],
      deleted: [1],
    },
    {
      title: "by range takes strict semantic versions only, with or without a v",
      match: { semver: "<2.0.0" },
      images: [image(1, ["1.2.3"]), image(2, ["v1.2.3"]), image(3, ["1.2"]), image(4, ["1"]), image(5, ["latest"])],
      deleted: [1, 2],
    },
    {
      title: "by range spares what carries a moving tag",
      match: { semver: "<2.0.0" },
      images: [image(1, ["1.2.3", "1.2"]), image(2, ["1.2.3", "latest"])],
      deleted: [],
    },
    {
      title: "by range does not take prereleases",
      match: { semver: "<2.0.0" },
      images: [image(1, ["1.2.3-rc.1"]), image(2, ["1.2.3"])],
      deleted: [2],
    },
    {
      title: "by range and prerelease takes prereleases only, in their order",
      match: { semver: "<1.2.3-rc.5", prerelease: true },
      images: [image(1, ["1.2.3-rc.1"]), image(2, ["1.2.3-rc.10"]), image(3, ["1.2.2"]), image(4, ["1.2.0-beta"])],
      deleted: [1, 4],
    },
    {
      title: "by prerelease alone takes every prerelease",
      match: { prerelease: true },
      images: [image(1, ["1.2.3-rc.1"]), image(2, ["1.2.3"]), image(3, ["nightly"])],
      deleted: [1],
    },
    {
      title: "without prereleases takes every release",
      match: { prerelease: false },
      images: [image(1, ["1.2.3-rc.1"]), image(2, ["1.2.3"]), image(3, ["nightly"])],
      deleted: [2],
    },
  ];

  it.each(cases)("$title", ({ match, images, deleted }) => {
    const keep = { action: "keep", match: { tags: ["bystander"] } };
    const plan = planImages({ rules: { gone: { action: "delete", match }, bystander: keep } }, [BYSTANDER, ...images]);
    expect(deletedIds(plan)).toEqual(deleted);
  });

  it("does not lend its tags to another rule: two rules that cover a version's tags together keep it", () => {
    const plan = planImages(
      {
        rules: {
          builds: { action: "delete", match: { tags: ["pr-*"] } },
          nightlies: { action: "delete", match: { tags: ["nightly-*"] } },
        },
      },
      [BYSTANDER, image(1, ["pr-1", "nightly-1"]), image(2, ["pr-2"])],
    );
    expect(deletedIds(plan)).toEqual([2]);
    expect(plan.summaries[0]?.partial).toEqual([
      { versionId: 1, rule: "builds", matched: ["pr-1"], unmatched: ["nightly-1"] },
    ]);
  });

  it("gives a version that several rules match the first name in alphabetical order", () => {
    const rules = {
      "z tagged": { action: "delete", match: { tags: ["pr-*"] } },
      "a old": { action: "delete", match: { tags: ["pr-*"], olderThan: "1d" } },
    };
    expect(planImages({ rules }, [BYSTANDER, image(1, ["pr-1"])]).deletions.map((entry) => entry.rule)).toEqual([
      "a old",
    ]);
  });
});

describe("A keep rule", () => {
  const everything = { action: "delete", match: { tagState: "any" } };
  const kept = (keep: object, images: readonly Image[]): number[] => {
    const deleted = deletedIds(planImages({ rules: { everything, keep: { action: "keep", ...keep } } }, images));
    return images.map(({ id }) => id).filter((id) => !deleted.includes(id));
  };

  it("needs one tag to match, and overrides every delete rule", () => {
    expect(kept({ match: { tags: ["v*"] } }, [image(1, ["pr-1", "v1"]), image(2, ["pr-2"])])).toEqual([1]);
  });

  it("needs one tag for which all of its conditions hold", () => {
    const images = [image(1, ["v1.0.0"]), image(2, ["v0.1.0", "1.0.0"]), image(3, ["v1.1.0", "x"])];
    expect(kept({ match: { tags: ["v*"], semver: ">=1.0.0" } }, images)).toEqual([1, 3]);
  });

  it("of the newest N counts N, also those that stay anyway", () => {
    const images = [image(1, ["a"], 1), image(2, ["b"], 2), image(3, ["c"], 3), image(4, ["d"], 4)];
    expect(kept({ match: { tagState: "tagged" }, mostRecent: { count: 2 } }, images)).toEqual([1, 2]);
  });

  it("of the newest N takes the higher id when two are as old", () => {
    const images = [image(1, ["a"], 5), image(3, ["c"], 5), image(2, ["b"], 5)];
    expect(kept({ match: { tagState: "tagged" }, mostRecent: { count: 2 } }, images)).toEqual([3, 2]);
  });

  it("of the newest N looks at ages afterwards: the newest three, of which two are young enough", () => {
    const images = [image(1, ["a"], 1), image(2, ["b"], 2), image(3, ["c"], 30), image(4, ["d"], 31)];
    expect(kept({ match: { newerThan: "10d" }, mostRecent: { count: 3 } }, images)).toEqual([1, 2]);
  });

  it("of the newest N goes by update when it says so", () => {
    const images = [
      { ...image(1, ["a"], 9), updated: 1 },
      { ...image(2, ["b"], 3), updated: 3 },
    ];
    const newest = { match: { tagState: "tagged", timestamp: "updatedAt" }, mostRecent: { count: 1 } };
    expect(kept(newest, images)).toEqual([1]);
  });

  it("of the newest N of each minor version keeps a version that is among them in one of its groups", () => {
    const images = [
      image(1, ["1.1.9"], 1),
      image(2, ["1.1.8"], 2),
      image(3, ["1.2.0", "1.1.7"], 3),
      image(4, ["1.2.0-rc.1"], 4),
      image(5, ["latest"], 5),
    ];
    expect(kept({ mostRecent: { count: 1, groupBy: "semverMinor" } }, images)).toEqual([1, 3]);
    expect(kept({ mostRecent: { count: 2, groupBy: "semverMajor" } }, images)).toEqual([1, 2]);
  });

  it("of the newest N of each prefix counts the prefixes that are named, or those before the last separator", () => {
    const images = [
      image(1, ["main-c"], 1),
      image(2, ["main-b"], 2),
      image(3, ["feature-x-a"], 3),
      image(4, ["feature-x-b"], 4),
      image(5, ["feature-y-a"], 5),
      image(6, ["plain"], 6),
    ];
    expect(kept({ mostRecent: { count: 1, groupBy: { tagPrefixes: ["main-", "feature-"] } } }, images)).toEqual([1, 3]);
    const upToLast = { mostRecent: { count: 1, groupBy: { tagPrefixUpToLast: "-" } } };
    expect(kept(upToLast, images)).toEqual([1, 3, 5, 6]);
  });

  it("counts a version once in a group, however many of its tags are in it", () => {
    const images = [image(1, ["main-a", "main-b"], 1), image(2, ["main-c"], 2), image(3, ["main-d"], 3)];
    expect(kept({ mostRecent: { count: 2, groupBy: { tagPrefixUpToLast: "-" } } }, images)).toEqual([1, 2]);
  });

  it("counts only the groups of tags that it matches", () => {
    const images = [image(1, ["1.1.0", "v2.0.0"], 1), image(2, ["v1.5.0"], 2)];
    expect(kept({ match: { tags: ["v*"] }, mostRecent: { count: 1, groupBy: "semverMajor" } }, images)).toEqual([1, 2]);
  });
});

describe("What no rule says anything about", () => {
  it("stays: a version that nothing matches, and one that is too young", () => {
    const rules = { old: { action: "delete", match: { tags: ["pr-*"] } } };
    const plan = planImages({ rules, minAge: "2d" }, [
      BYSTANDER,
      image(1, ["pr-1"], 1.9),
      image(2, ["pr-2"], 2),
      image(3, ["x"]),
    ]);
    expect(deletedIds(plan)).toEqual([2]);
    expect(plan.summaries[0]).toMatchObject({ keptOtherwise: { young: 2, unmatched: 1 }, deletedBy: { old: 1 } });
  });

  it("stays for six hours unless minAge says otherwise", () => {
    const rules = { old: { action: "delete", match: { tags: ["pr-*"] } } };
    const images = [BYSTANDER, image(1, ["pr-1"], 5.9 / 24), image(2, ["pr-2"], 6.1 / 24)];
    expect(deletedIds(planImages({ rules }, images))).toEqual([2]);
    expect(deletedIds(planImages({ rules, minAge: "0s" }, images))).toEqual([1, 2]);
  });

  it("stays when it was published after the instant, and takes no slot from what was there", () => {
    const rules = {
      newest: { action: "keep", match: { tagState: "tagged" }, mostRecent: { count: 1 } },
      rest: { action: "delete", match: { tagState: "tagged" } },
    };
    const images = [image(1, ["a"], 10), image(2, ["b"], 5), image(3, ["published since"], -2)];
    expect(deletedIds(planImages({ rules, minAge: "0s" }, images))).toEqual([1]);
  });
});

describe("Packages without tags", () => {
  const planNames = (rules: object, versions: readonly (readonly [string, number])[], packageType = "npm") =>
    planRetention({ policy: policyOf({ packageType, rules }), evaluatedAt: NOW, packages: [namedPackage(versions)] });

  it("are ruled by the names of their versions", () => {
    const versions = [
      ["2.0.0", 1],
      ["2.0.0-beta.1", 20],
      ["1.0.0", 30],
      ["1.0.0-SNAPSHOT", 40],
      ["one", 50],
    ] as const;
    const rules = {
      previews: { action: "delete", match: { prerelease: true, olderThan: "14d" } },
      odd: { action: "delete", match: { versionNames: ["o*"] } },
    };
    const plan = planNames(rules, versions, "maven");
    expect(plan.deletions.map(({ name, text }) => [name, text])).toEqual([
      ["one", "[odd] 2026-07-13 one"],
      ["1.0.0-SNAPSHOT", "[previews] 2026-07-23 1.0.0-SNAPSHOT"],
      ["2.0.0-beta.1", "[previews] 2026-08-12 2.0.0-beta.1"],
    ]);
  });

  it("keep the newest of each minor version by name", () => {
    const rules = {
      newest: { action: "keep", mostRecent: { count: 1, groupBy: "semverMinor" } },
      rest: { action: "delete", match: { tagState: "any" } },
    };
    const plan = planNames(rules, [
      ["1.0.0", 9],
      ["1.0.1", 8],
      ["1.1.0", 7],
      ["2.0.0", 6],
    ]);
    expect(plan.deletions.map((entry) => entry.name)).toEqual(["1.0.0"]);
  });

  it("match names by regular expression as a whole", () => {
    const rules = { builds: { action: "delete", match: { versionNameRegex: "[0-9]+" } } };
    const plan = planNames(
      rules,
      [
        ["1.0.0", 9],
        ["4711", 8],
        ["build-4711", 8],
      ],
      "nuget",
    );
    expect(plan.deletions.map((entry) => entry.name)).toEqual(["4711"]);
  });
});
