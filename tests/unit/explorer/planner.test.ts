import fc from "fast-check";
import type { Snapshot, SnapshotManifest, SnapshotPackage } from "../../../explorer/snapshot";
import { Planner } from "../../../explorer/worker/planner";
import { FATE, type PlanAnswer } from "../../../explorer/worker/protocol";
import { whyOf } from "../../../explorer/worker/why";
import { planFailures, planRetention } from "../../../provider/retention";
import { AT, arbitraryPolicy, arbitraryWorld } from "../retention/arbitrary-world";
import { packageOf, policyOf } from "../retention/planning";

const DAY = 24 * 60 * 60 * 1000;

function snapshotOf(packages: readonly Partial<SnapshotPackage>[]): Snapshot {
  return {
    takenAt: AT,
    server: "github.com",
    owner: "acme",
    policies: [],
    missing: [],
    packages: packages.map((one, index) => ({
      name: `package-${index}`,
      packageType: "container",
      versions: [],
      ...one,
    })) as SnapshotPackage[],
  };
}

const covering = { packages: ["**"], maxDeletions: 1_000_000, maxRestorations: 1_000_000 };

/** What the page shows, as the planner's plan says it: entries by package and version id. */
function shown(planner: Planner, { fates, reasons, told }: PlanAnswer) {
  const { layout, snapshot } = planner;
  const entries = (fate: number, describe: (number: number) => unknown) =>
    Array.from(fates, (one, number) => [one, number] as const)
      .filter(([one]) => one === fate)
      .map(([, number]) => {
        const name = snapshot.packages[layout.packageOf[number] as number]?.name;
        return [`${name}/${layout.versions[number]?.id}`, describe(number)];
      })
      .sort();
  const reasonOf = (number: number) => told[(reasons[number] as number) - 1];
  return { deletions: entries(FATE.goes, reasonOf), restorations: entries(FATE.back, () => true) };
}

describe("the plan that the page shows", () => {
  it("is the planner's plan, entry by entry, of whatever worlds and policies, one after the other", () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryWorld({ deleted: true, unread: true }), { minLength: 1, maxLength: 3 }),
        fc.array(
          fc.record({ policy: arbitraryPolicy, days: fc.integer({ min: 0, max: 90 }), restores: fc.boolean() }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        arbitraryPolicy,
        (worlds, requests, previous) => {
          const packages = worlds.map((world, index) => ({ ...packageOf(world), name: `package-${index}` }));
          const planner = new Planner(snapshotOf(packages as Partial<SnapshotPackage>[]));
          for (const { policy, days, restores } of requests) {
            const raw = { ...policy, ...covering };
            const base = restores ? { ...previous, ...covering } : undefined;
            const planned = planner.plan({ policy: raw, base, days });
            const at = AT + days * DAY;
            const plan = planRetention({
              policy: policyOf(raw),
              ...(base && { effectivePolicy: policyOf(base) }),
              evaluatedAt: at,
              now: at,
              packages,
            });
            if (planned.outcome !== "planned") throw new Error(JSON.stringify(planned));
            expect(shown(planner, planned.answer)).toEqual({
              deletions: plan.deletions.map(({ key, rule }) => [key, { rule }]).sort(),
              restorations: plan.restorations.map(({ key }) => [key, true]).sort(),
            });
            expect(planned.answer.stops).toEqual(planFailures(plan));
            expect(planned.answer.wholePackages).toEqual(plan.packageDeletions.map((one) => one.package));
            expect(planned.answer.unreadable).toEqual([...plan.failures, ...plan.skipped]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("compares two policies, both ways", () => {
    fc.assert(
      fc.property(arbitraryWorld({}), arbitraryPolicy, arbitraryPolicy, (world, draft, base) => {
        const planner = new Planner(snapshotOf([{ ...packageOf(world), name: "api" } as Partial<SnapshotPackage>]));
        const both = planner.plan({ policy: { ...draft, ...covering }, base: { ...base, ...covering }, days: 0 });
        const alone = planner.plan({ policy: { ...base, ...covering }, days: 0 });
        if (both.outcome !== "planned" || alone.outcome !== "planned") throw new Error("not planned");
        const goes = (fates: Uint8Array) => new Set([...fates.keys()].filter((number) => fates[number] === FATE.goes));
        const [now, before] = [goes(both.answer.fates), goes(alone.answer.fates)];
        expect([...(both.answer.compared?.goNow ?? [])]).toEqual([...now].filter((one) => !before.has(one)));
        expect([...(both.answer.compared?.stayNow ?? [])]).toEqual([...before].filter((one) => !now.has(one)));
      }),
      { numRuns: 200 },
    );
  });

  it("has no plan for a package of which too little is known, and says what is missing", () => {
    const world = (id: number) => ({
      versions: [
        {
          id,
          name: `sha256:${id}`,
          tags: ["pr-1"],
          createdAt: "2026-01-01T00:00:00Z",
          updatedAt: "2026-01-01T00:00:00Z",
        },
      ],
      manifests: new Map([[`sha256:${id}`, { kind: "image" as const, size: 500, children: [] }]]),
    });
    const planner = new Planner(snapshotOf([{ ...world(1), problem: "its list broke off" }, world(2)]));
    const rules = {
      gone: { action: "delete", match: { tags: ["pr-*"] } },
      newest: { action: "keep", mostRecent: { count: 1 } },
    };
    const planned = planner.plan({ policy: { packageType: "container", ...covering, rules }, days: 0 });
    if (planned.outcome !== "planned") throw new Error("not planned");
    expect([...planned.answer.fates]).toEqual([FATE.none, FATE.keptByRule]);
    expect(planned.answer.unreadable).toEqual([{ package: "package-0", reason: "its list broke off" }]);
    expect(whyOf(planner, planned.judged, planned.answer, 0)).toBeUndefined();
  });

  it("keeps what the policy itself says that the program declares", () => {
    const version = (id: number) => ({
      id,
      name: `1.0.${id}`,
      createdAt: "2026-01-01T00:00:00Z",
      updatedAt: "2026-01-01T00:00:00Z",
    });
    const planner = new Planner(
      snapshotOf([{ name: "api", packageType: "npm", versions: [version(1), version(2), version(3)] }]),
    );
    const rules = { all: { action: "delete", match: { tagState: "any" } } };
    const policy = { packageType: "npm", ...covering, rules, keep: ["Acme/npm/api/2", "other/npm/api/1"] };
    const planned = planner.plan({ policy, days: 0 });
    if (planned.outcome !== "planned") throw new Error("not planned");
    expect([...planned.answer.fates]).toEqual([FATE.goes, FATE.protected, FATE.goes]);
  });

  it("tells mistakes in the words of the preview, with the place of each", () => {
    const planner = new Planner(snapshotOf([]));
    const policy = {
      packageType: "container",
      packages: ["api"],
      rules: { old: { action: "delete", match: { olderThan: "1y" } } },
    };
    expect(planner.plan({ policy, days: 0 })).toEqual({
      outcome: "mistaken",
      mistakes: [
        { property: 'rules["old"].match.olderThan', reason: expect.stringMatching(/^"1y" is not a duration/) },
      ],
    });
  });
});

describe("why", () => {
  const digest = (number: number) => `sha256:${String(number).padStart(64, "0")}`;
  const version = (id: number, tags: string[], createdAt: string) => ({
    id,
    name: digest(id),
    tags,
    createdAt,
    updatedAt: createdAt,
  });
  const planner = new Planner(
    snapshotOf([
      {
        name: "api",
        versions: [
          version(1, ["v1.0.0"], "2026-01-01T00:00:00Z"),
          version(2, ["v1.0.1"], "2026-01-02T00:00:00Z"),
          version(3, ["pr-1", "keep-me"], "2026-01-03T00:00:00Z"),
          version(4, ["pr-2"], "2026-01-04T00:00:00Z"),
          version(5, [], "2026-01-04T00:00:00Z"),
        ],
        manifests: new Map<string, SnapshotManifest>([
          ...[1, 2, 3, 5].map((id) => [digest(id), { kind: "image" as const, size: 500, children: [] }] as const),
          [
            digest(4),
            {
              kind: "index" as const,
              size: 900,
              children: [{ digest: digest(5), platform: "linux/arm64" }, { digest: digest(9) }],
            },
          ],
        ]),
      },
    ]),
  );
  const rules = {
    "pull requests": { action: "delete", match: { tags: ["pr-*"] } },
    releases: { action: "delete", match: { tags: ["v*"] } },
    newest: { action: "keep", match: { semver: "*" }, mostRecent: { count: 1 } },
  };
  const planned = planner.plan({ policy: { packageType: "container", ...covering, rules }, days: 0 });
  if (planned.outcome !== "planned") throw new Error(JSON.stringify(planned));
  const why = (number: number) => whyOf(planner, planned.judged, planned.answer, number);

  it("names the slot that a version holds, and the place of one that holds none", () => {
    expect(why(1)?.sentence).toBe("It stays by the rule “newest”.");
    expect(why(1)?.rules).toContainEqual({
      rule: "newest",
      action: "keep",
      decides: true,
      words: "matches it; it holds slot 1 of 1",
    });
    expect(why(0)?.rules).toContainEqual(
      expect.objectContaining({ rule: "newest", words: "matches it; it is number 2, and there is 1 slot" }),
    );
  });

  it("names the tag that a delete rule does not match", () => {
    expect(why(2)?.sentence).toBe("It stays: no rule matches.");
    expect(why(2)?.rules).toContainEqual(
      expect.objectContaining({
        rule: "pull requests",
        words: "matches pr-1, and not keep-me: a delete rule must match every tag",
      }),
    );
  });

  it("shows an image's graph from both ends", () => {
    expect(why(3)).toMatchObject({
      fate: FATE.goes,
      relations: [{ version: 4, how: "lists", platform: "linux/arm64" }],
      missing: [digest(9)],
    });
    expect(why(4)).toMatchObject({
      sentence: "It goes with an image, which goes by the rule “pull requests”.",
      with: 3,
      relations: [{ version: 3, how: "is listed by" }],
    });
  });
});
