import { applicablePlan, bindPlan, type PackageInput, planRetention } from "../../../provider/retention";
import { containerPackage, type Image, NOW } from "./building";
import { policyOf } from "./planning";

const BUILDS = { builds: { action: "delete", match: { tags: ["pr-*"] } } };
const images: readonly Image[] = [
  { id: 1, label: "build", tags: ["pr-1"] },
  { id: 2, label: "release", tags: ["v1"] },
];
const problem = "a manifest can't be read";
const readable = (name: string) => containerPackage(images, { name });
const unreadable = (name: string) => containerPackage(images, { name, problem });
const stopping = (name: string) => containerPackage(images, { name, problem, problemStops: true });

function plan(packages: readonly PackageInput[], raw: object = { onUnreadable: "skipPackage" }) {
  const policy = policyOf({ packageType: "container", packages: ["**"], rules: BUILDS, ...raw });
  return planRetention({ policy, evaluatedAt: NOW, packages });
}

describe("A package that can't be read", () => {
  it("is passed over where the policy says so, and others are planned", () => {
    const { deletions, failures, skipped } = plan([readable("a"), unreadable("b")]);
    expect(deletions.map(({ key }) => key)).toEqual(["a/1"]);
    expect([failures, skipped]).toEqual([[], [{ package: "b", reason: problem }]]);
  });

  it("stops the policy otherwise", () => {
    const { failures, skipped } = plan([readable("a"), unreadable("b")], {});
    expect([failures, skipped]).toEqual([[{ package: "b", reason: problem }], []]);
  });

  it("stops it where its problem is none to pass over, or nothing at all can be read", () => {
    const { failures, skipped } = plan([readable("a"), unreadable("b"), stopping("c")]);
    expect(failures).toEqual([{ package: "c", reason: problem, stops: true }]);
    expect(skipped).toEqual([{ package: "b", reason: problem }]);
    const none = plan([unreadable("b")]);
    expect([none.failures, none.skipped]).toEqual([[{ package: "b", reason: problem }], []]);
  });

  it("loses nothing of what was shown while it could be read, and of the others everything does", () => {
    const shown = bindPlan(plan([readable("a"), readable("b")]));
    const confirmed = applicablePlan(shown, plan([readable("a"), unreadable("b")]), () => undefined);
    expect(confirmed.deletions.map(({ key }) => key)).toEqual(["a/1"]);
    expect(confirmed.dropped).toEqual([
      {
        action: "delete",
        package: "b",
        versionId: 1,
        reason: "its package can't be read now, so nothing of it is touched",
      },
    ]);
    const gone = applicablePlan(
      bindPlan(plan([readable("a")])),
      plan([containerPackage([], { name: "a" })]),
      () => undefined,
    );
    expect(gone.dropped.map(({ reason }) => reason)).toEqual(["it is gone already"]);
  });
});
