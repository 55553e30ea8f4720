import { bindPlan, parseDeletionText, planFailures, planRetention, reportLines } from "../../../provider/retention";
import { containerPackage, digest, type Image, lines, NOW, planImages, replanImages, tagFor } from "./building";
import { policyOf } from "./planning";

const RULES = {
  builds: { action: "delete", match: { tags: ["pr-*"] } },
  releases: { action: "keep", match: { semver: ">=1.0.0" } },
};

describe("The lines of a preview", () => {
  it("are bound by package and version id, and only those that there are", () => {
    const images: Image[] = [
      { id: 1, label: "build", tags: ["pr-1"] },
      { id: 2, label: "release", tags: ["v1.0.0"] },
      { id: 3, label: "deleted", tags: ["feature"], deleted: 1 },
    ];
    const before = { rules: { features: { action: "delete", match: { tags: ["feature"] } } } };
    expect(bindPlan(replanImages({ rules: RULES }, before, images))).toEqual({
      delete: { api: { 1: "[builds] 2026-05-24 pr-1" } },
      restore: { api: { 3: "2026-05-24 feature: [features] deleted it, no rule does now" } },
    });
    expect(bindPlan(planImages({ rules: RULES }, images.slice(1)))).toEqual({});
    const all = { rules: { all: { action: "delete", match: { tagState: "any" } } }, onAllMatched: "deletePackage" };
    expect(bindPlan(planImages(all, images.slice(0, 1)))).toEqual({
      delete: { api: { 1: "[all] 2026-05-24 pr-1" } },
      deletePackages: { api: "the whole package: the rules match every version of it" },
    });
  });

  it("stay the same while versions grow older", () => {
    const images: Image[] = [
      { id: 1, label: "build", tags: ["pr-1"], children: ["part"] },
      { id: 2, label: "part" },
      { id: 3, label: "release", tags: ["v1.0.0"] },
    ];
    const policy = policyOf({ packageType: "container", rules: RULES });
    const packages = [containerPackage(images)];
    const year = 365 * 86_400_000;
    const [today, later] = [NOW, NOW + year].map((evaluatedAt) => planRetention({ policy, evaluatedAt, packages }));
    expect(later).toEqual(today);
  });

  it("tell the rule and the day first, so that what the engine cuts off after 150 characters is the end of the tags", () => {
    const name = "r".repeat(60);
    const tags = Array.from({ length: 20 }, (_, index) => `pr-${"0".repeat(100)}${index}`);
    const images: Image[] = [
      { id: 1, label: "build", tags },
      { id: 2, label: "other", tags: ["v1"] },
    ];
    const plan = planImages({ rules: { [name]: { action: "delete", match: { tags: ["pr-*"] } } } }, images);
    const line = lines(plan.deletions)[1] ?? "";
    expect(line.slice(0, 150)).toContain(`[${name}] 2026-05-24 pr-0`);
    for (const tag of tags) expect(line).toContain(tag);
    expect(parseDeletionText(line)?.rule).toBe(name);
  });

  it("name names with slashes whole, and their versions after the last slash", () => {
    const one = containerPackage(
      [
        { id: 4711, label: "build", tags: ["pr-1"] },
        { id: 4712, label: "other", tags: ["v1"] },
      ],
      { name: "repo/api" },
    );
    const policy = policyOf({ packageType: "container", packages: ["repo/*"], rules: RULES });
    const plan = planRetention({ policy, evaluatedAt: NOW, packages: [one] });
    expect(plan.deletions[0]?.key).toBe("repo/api/4711");
    expect(bindPlan(plan).delete).toEqual({ "repo/api": { 4711: "[builds] 2026-05-24 pr-1" } });
  });

  it("write days in UTC whatever zone an instant is written in", () => {
    const createdAt = "2026-05-24T23:30:00-02:00";
    const versions = [
      { id: 1, name: digest("a"), tags: ["pr-1"], createdAt, updatedAt: createdAt },
      { id: 2, name: digest("b"), tags: ["v1"], createdAt, updatedAt: createdAt },
    ];
    const manifests = new Map(versions.map(({ name }) => [name, { children: [] }]));
    const plan = planImages({ rules: RULES }, [], { versions, manifests });
    expect(lines(plan.deletions)).toEqual({ 1: "[builds] 2026-05-25 pr-1" });
  });
});

describe("What a run tells of a plan", () => {
  it("is for each package how much goes and stays and why, and then what deserves a look", () => {
    const images: Image[] = [
      { id: 1, label: "build", tags: ["pr-1"], children: ["part", "gone"] },
      { id: 2, label: "part" },
      { id: 3, label: "release", tags: ["v1.0.0", "pr-3"], children: ["part of the release", "gone"] },
      { id: 4, label: "part of the release" },
      { id: 5, label: "mixed", tags: ["pr-5", "keepsake"] },
      { id: 6, label: "refused", tags: ["pr-6"] },
      { id: 7, label: "young", tags: ["pr-7"], age: 0 },
      { id: 8, label: "signature of something else", tags: [tagFor("elsewhere", ".sig")] },
      { id: 9, label: "declared", tags: ["pr-9"] },
    ];
    const extra = { blocked: new Set([6]), declared: [{ kind: "tag", value: "pr-9" } as const] };
    const plan = planImages({ rules: RULES }, images, extra);
    expect(reportLines(plan)).toEqual([
      "api: of 9 versions 2 go (2 by [builds]), 7 stay (1 by [releases], 1 that GitHub refuses to delete, 1 declared by the program, 1 as parts of what stays, 1 as signatures of images that are not here, 1 that no rule matches, 1 by minAge)",
      "api: partly matched, so kept: 5 (pr-5 matches [builds], keepsake does not)",
      "api: GitHub refuses to delete: 6 (pr-6, [builds])",
      `api: images that stay without a part that is not in the package: 3 (pr-3, v1.0.0) lacks ${digest("gone")}`,
    ]);
    expect(planFailures(plan)).toEqual([]);
  });

  it("names ten versions at most", () => {
    const images = Array.from(
      { length: 12 },
      (_, index): Image => ({ id: index + 1, label: `${index}`, tags: [`pr-${index}`, "x"] }),
    );
    const [, partly] = reportLines(planImages({ rules: RULES }, images));
    expect(partly).toMatch(
      /^api: partly matched, so kept: 1 \(pr-0 .*; 10 \(pr-9 matches \[builds\], x does not\) and 2 more$/,
    );
  });

  it("says when onAllMatched saves a version, and when a package goes as a whole", () => {
    const all = { all: { action: "delete", match: { tagState: "any" } } };
    const images: Image[] = [{ id: 1, label: "build", tags: ["pr-1"] }];
    expect(reportLines(planImages({ rules: all }, images))).toEqual([
      "api: of 1 version none goes, 1 stays (1 by onAllMatched)",
      "api: onAllMatched keeps 1 (pr-1) and what it needs",
    ]);
    expect(reportLines(planImages({ rules: all, onAllMatched: "deletePackage" }, images))).toEqual([
      "api: of 1 version 1 goes (1 by [all]), none stays. The package is deleted as a whole",
    ]);
  });

  it("says of a package of which too little is known that nothing is deleted", () => {
    expect(planFailures(planImages({ rules: RULES }, [], { problem: "page 2 answered 502" }))).toEqual([
      { property: "packages", reason: "nothing can be planned for api, so nothing is deleted: page 2 answered 502" },
    ]);
  });
});
