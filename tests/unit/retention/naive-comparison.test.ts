import fc from "fast-check";
import { naivePlan } from "../../support/naive-planner";
import { AT, arbitraryPolicy, arbitraryWorld } from "./arbitrary-world";
import { deletedIds, planWorld, restoredIds } from "./planning";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 2000) };

describe("The planner and the naive planner of the documentation", () => {
  it("delete the same versions under the same rules, in every random world", () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryWorld(), (policy, world) => {
        const plan = planWorld(policy, world, AT);
        const naive = naivePlan(policy, undefined, world, AT);
        expect(plan.failures).toEqual([]);
        expect(new Map(plan.deletions.map((entry) => [entry.versionId, entry.rule]))).toEqual(naive.deleted);
        expect(plan.packageDeletions.length).toBe(naive.deletesPackage ? 1 : 0);
        const objects = plan.violations.some(({ property }) => property === "onAllMatched");
        expect(objects).toBe(naive.allMatched && policy.onAllMatched === "error");
      }),
      RUNS,
    );
  });

  it.each([false, true])("restore the same versions when the rules change, some unread: %s", (unread) => {
    const arbitrary = arbitraryWorld({ deleted: true, unread });
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryPolicy, arbitrary, (previous, policy, world) => {
        const plan = planWorld(policy, world, AT, previous);
        const naive = naivePlan(policy, previous, world, AT);
        expect(restoredIds(plan)).toEqual([...naive.restored].sort((a, b) => a - b));
        expect(deletedIds(plan)).toEqual([...naive.deleted.keys()].sort((a, b) => a - b));
      }),
      RUNS,
    );
  });
});
