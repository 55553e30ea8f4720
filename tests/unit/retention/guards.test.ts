import { planFailures, planRetention } from "../../../provider/retention";
import { containerPackage, type Image, NOW, planImages, replanImages, tagFor } from "./building";
import { policyOf } from "./planning";

const BUILDS = { builds: { action: "delete", match: { tags: ["pr-*"] } } };

/** Four builds, one of them with a part, and two releases: seven versions, of which five go. */
const IMAGES: Image[] = [
  ...[1, 2, 3, 4].map(
    (id): Image => ({ id, label: `build ${id}`, tags: [`pr-${id}`], children: id === 1 ? ["part"] : [] }),
  ),
  { id: 5, label: "part" },
  { id: 6, label: "v1", tags: ["v1"] },
  { id: 7, label: "v2", tags: ["v2"], children: ["gone"] },
];

describe("A guard", () => {
  const cases: [guard: object, reason: string | undefined][] = [
    [{ maxDeletions: 5 }, undefined],
    [
      { maxDeletions: 4 },
      "would delete 5 versions (api: 5), which is more than 4. Look at the plan with previewOnly: true; then narrow the rules, or change maxDeletions.",
    ],
    [{ maxDeletePercent: 71.5 }, undefined],
    [
      { maxDeletePercent: 71 },
      "would delete 5 of 7 versions (71.4 %) of api, which is more than 71 %. Look at the plan with previewOnly: true; then narrow the rules, or change maxDeletePercent.",
    ],
    [{ minRemaining: 2 }, undefined],
    [
      { minRemaining: 3 },
      "would leave 2 of api (parts of images not counted), which is fewer than 3. Look at the plan with previewOnly: true; then narrow the rules, or change minRemaining, or keep the newest with a keep rule: mostRecent { count: 3 }.",
    ],
  ];

  it.each(cases)("%j is exceeded only beyond its number", (guard, reason) => {
    const plan = planImages({ rules: BUILDS, ...guard }, IMAGES);
    expect(plan.violations).toEqual(reason === undefined ? [] : [{ property: Object.keys(guard)[0], reason }]);
    expect(plan.deletions).toHaveLength(5);
  });

  it("on a share allows exactly its number", () => {
    const half = [...IMAGES.slice(1, 3), ...IMAGES.slice(5)];
    expect(planImages({ rules: BUILDS, maxDeletePercent: 50 }, half).violations).toEqual([]);
    expect(planImages({ rules: BUILDS, maxDeletePercent: 49 }, half).violations).toHaveLength(1);
  });

  it("on what remains does not count signatures of images that are gone", () => {
    const orphan: Image = { id: 8, label: "signature", tags: [tagFor("elsewhere", ".sig")] };
    expect(planImages({ rules: BUILDS, minRemaining: 3 }, [...IMAGES, orphan]).violations).toHaveLength(1);
  });

  it("on what remains says nothing of a package that loses nothing", () => {
    const plan = planImages({ rules: BUILDS, minRemaining: 5 }, IMAGES.slice(5));
    expect(plan.violations).toEqual([]);
  });

  it("on deletions counts all packages together, and names the largest", () => {
    const policy = policyOf({ packageType: "container", packages: ["**"], rules: BUILDS, maxDeletions: 9 });
    const packages = ["a", "b", "c", "d", "e", "f", "g"].map((name, index) =>
      containerPackage(IMAGES.slice(index < 2 ? 0 : 3), { name }),
    );
    const [failure] = planFailures(planRetention({ policy, evaluatedAt: NOW, packages }));
    expect(failure?.property).toBe("maxDeletions");
    expect(failure?.reason).toMatch(
      /^would delete 15 versions \(a: 5, b: 5, c: 1, d: 1, e: 1, and 2 more packages\), which is more than 9\. /,
    );
  });

  it("on restorations counts what comes back", () => {
    const deleted = IMAGES.map((image) => (image.id < 4 ? { ...image, deleted: 1 } : image));
    const before = { rules: BUILDS };
    const plan = replanImages({ rules: {}, maxRestorations: 2 }, before, deleted);
    expect(plan.violations.map(({ property, reason }) => [property, reason.slice(0, 34)])).toEqual([
      ["maxRestorations", "would restore 3 versions (api: 3),"],
    ]);
    expect(replanImages({ rules: {}, maxRestorations: 3 }, before, deleted).violations).toEqual([]);
  });
});
