import fc from "fast-check";
import { parseDeletionText, planRetention, type RetentionInput } from "../../../provider/retention";
import { AT, arbitraryPolicy, arbitraryWorld } from "./arbitrary-world";
import { containerPackage, daysAgo, NOW } from "./building";
import { packageOf, policyOf } from "./planning";

const day = (age: number) => daysAgo(age).slice(0, 10);

const input: RetentionInput = {
  policy: policyOf({
    owner: "acme",
    packageType: "container",
    rules: {
      builds: { action: "delete", match: { tags: ["pr-*", "v*"] } },
      untagged: { action: "delete", match: { tagState: "untagged" } },
      releases: { action: "keep", match: { semver: ">=1.0.0" } },
    },
  }),
  evaluatedAt: NOW,
  packages: [
    containerPackage([
      { id: 1, label: "a", tags: ["pr-1"], age: 20, children: ["b"] },
      { id: 2, label: "b", age: 20 },
      { id: 3, label: "c", tags: ["v1.0.0"], age: 30, children: ["d"] },
      { id: 4, label: "d", age: 30 },
      { id: 5, label: "e", tags: ["main"], age: 20 },
      { id: 6, label: "f", age: 0 },
    ]),
  ],
};

describe("the fates of a plan", () => {
  it("says of every version what becomes of it and why", () => {
    const releases = { kind: "rule", rule: "releases" };
    expect(planRetention({ ...input, tellsDispositions: true }).dispositions).toEqual([
      {
        package: "api",
        days: [
          { day: day(30), fate: "kept", by: { kind: "needed" }, count: 1 },
          { day: day(30), fate: "spared", by: releases, count: 1 },
          { day: day(20), fate: "deleted", by: { kind: "rule", rule: "builds" }, count: 2 },
          { day: day(20), fate: "kept", by: { kind: "unmatched" }, count: 1 },
          { day: day(0), fate: "spared", by: { kind: "young" }, count: 1 },
        ],
        spared: [
          { versionId: 3, what: "v1.0.0", rule: "builds", keptBy: releases },
          { versionId: 6, what: expect.stringMatching(/^sha256:/), rule: "untagged", keptBy: { kind: "young" } },
        ],
      },
    ]);
  });

  it("are told only where they are asked for", () => {
    expect(planRetention(input).dispositions).toBeUndefined();
  });

  it("count every version once, and delete what the plan deletes", () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryWorld(), (policy, world) => {
        const plan = planRetention({
          policy: policyOf(policy),
          evaluatedAt: AT,
          packages: [packageOf(world)],
          tellsDispositions: true,
        });
        const days = (plan.dispositions ?? []).flatMap((dispositions) => dispositions.days);
        const count = (fate?: string) =>
          days.filter((one) => fate === undefined || one.fate === fate).reduce((sum, one) => sum + one.count, 0);
        expect(count()).toBe(plan.summaries.reduce((sum, { total }) => sum + total, 0));
        expect(count("deleted")).toBe(plan.deletions.length);
        expect(count("spared")).toBe((plan.dispositions ?? []).flatMap(({ spared }) => spared).length);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a deletion's line", () => {
  it("is taken apart into what it was made from", () => {
    const lines = planRetention(input).deletions.map(({ text }) => parseDeletionText(text));
    expect(lines).toEqual([
      { rule: "builds", day: day(20), what: "pr-1" },
      { rule: "builds", day: day(20), what: expect.stringMatching(/^sha256:[0-9a-f]{12}$/), with: "pr-1" },
    ]);
  });

  it.each([
    ["[a rule] 2026-09-01 v1, v1-debug, attached to v2", { rule: "a rule", what: "v1, v1-debug", with: "v2" }],
    [
      "[r] 2026-09-01 signature sha256:0123456789ab, attached to v1",
      { rule: "r", what: "signature sha256:0123456789ab", with: "v1" },
    ],
    ["[r] 2026-09-01 1.0.0 with, part of speech", { rule: "r", what: "1.0.0 with", with: "speech" }],
    ["[r] 2026-09-01 part of nothing at all", { rule: "r", what: "part of nothing at all" }],
  ])("%s", (line, parts) => {
    expect(parseDeletionText(line)).toEqual({ day: "2026-09-01", ...parts });
  });

  it.each(["", "2026-09-01 v1", "[r] yesterday v1", "[r]2026-09-01 v1"])("is not %j", (text) => {
    expect(parseDeletionText(text)).toBeUndefined();
  });
});
