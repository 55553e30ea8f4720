import fc from "fast-check";
import { judgesEachAlone } from "../../../provider/retention";
import type { NaivePolicy } from "../../support/naive-world";
import { AT } from "./arbitrary-world";
import { deletedIds, planWorld, policyOf } from "./planning";

const DAY = 86_400_000;

const match = fc.constantFrom(
  { versionNames: ["1.1*"] },
  { versionNames: ["*-rc.1"] },
  { versionNames: ["*"] },
  { prerelease: true },
  { prerelease: false, olderThan: "20d" },
  { olderThan: "10d" },
  { newerThan: "30d", versionNames: ["*"] },
  { semver: ">=1.5.0" },
  { olderThan: "10d", timestamp: "updatedAt" as const },
);

const policies: fc.Arbitrary<NaivePolicy> = fc.record({
  packageType: fc.constant("npm" as const),
  rules: fc.dictionary(
    fc.constantFrom("a", "b", "c", "d"),
    fc.record({ action: fc.constantFrom("keep" as const, "delete" as const, "delete" as const), match }),
    { minKeys: 1 },
  ),
  minAge: fc.constantFrom("0s", "3d"),
  onAllMatched: fc.constantFrom("keepNewest" as const, "error" as const),
});

const versions = fc
  .array(fc.record({ age: fc.nat(60), isPrerelease: fc.boolean() }), { minLength: 1, maxLength: 25 })
  .map((rows) =>
    rows.map(({ age, isPrerelease }, index) => {
      const createdAt = new Date(AT - age * DAY).toISOString();
      return { id: index + 1, name: `1.${index}.0${isPrerelease ? "-rc.1" : ""}`, createdAt, updatedAt: createdAt };
    }),
  );

describe("A policy that judges each version by itself", () => {
  it("deletes nothing because its list lacks something", () => {
    const lacking = fc.array(fc.nat(24), { maxLength: 12 });
    fc.assert(
      fc.property(policies, versions, lacking, (policy, all, without) => {
        expect(judgesEachAlone(policyOf(policy))).toBe(true);
        const listed = all.filter((_, index) => !without.includes(index));
        const going = new Set(deletedIds(planWorld(policy, { versions: all }, AT)));
        expect(deletedIds(planWorld(policy, { versions: listed }, AT)).filter((id) => !going.has(id))).toEqual([]);
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 400) },
    );
  });

  const rules = { prereleases: { action: "delete", match: { prerelease: true } } };
  it.each<[string, object]>([
    ["is about images", { packageType: "container" }],
    ["is about Docker's older images", { packageType: "docker" }],
    ["counts the newest", { rules: { ...rules, newest: { action: "keep", mostRecent: { count: 1 } } } }],
    ["may delete a package as a whole", { onAllMatched: "deletePackage" }],
  ])("is none that %s", (_, rest) => {
    expect(judgesEachAlone(policyOf({ packageType: "npm", rules, ...rest }))).toBe(false);
  });
});
