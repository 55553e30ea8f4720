import fc from "fast-check";
import { applicablePlan, bindPlan, type RetentionPlan } from "../../../provider/retention";
import type { NaivePolicy, NaiveRule, NaiveVersion, NaiveWorld } from "../../support/naive-world";
import { AT, arbitraryBuiltWorld, arbitraryPolicy, arbitraryRule, arbitraryWorld } from "./arbitrary-world";
import { applied, deletedIds, planWorld, restoredIds } from "./planning";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 400) };

/** Guards stop an "error" plan, and a package that is gone has no second plan. */
const keepingNewest = arbitraryPolicy.map((policy) => ({ ...policy, onAllMatched: "keepNewest" as const }));

/**
 * A version that holds a slot and is spared by the rule's ages all the same is gone after the first plan, and its slot is free: such
 * rules may keep more the second time.
 */
const withoutAgedSlots = keepingNewest.map((policy) => ({
  ...policy,
  rules: Object.fromEntries(Object.entries(policy.rules).map(([name, rule]) => [name, ageless(rule)])),
}));

/** Which version is rescued depends on what else is there, so it may be another one the second time. */
const unrescued = withoutAgedSlots.map((policy) => ({ ...policy, onAllMatched: "error" as const }));

function ageless(rule: NaiveRule): NaiveRule {
  if (rule.mostRecent === undefined || rule.match === undefined) return rule;
  const { olderThan: _older, newerThan: _newer, ...match } = rule.match;
  return { ...rule, match };
}

function activeIds(world: NaiveWorld): number[] {
  return world.versions.map((version) => version.id).sort((a, b) => a - b);
}

/** Parts that an index lists and that are there before, and not after. */
function lostParts(world: NaiveWorld, gone: ReadonlySet<number>): string[] {
  const byName = new Map(world.versions.map((version) => [version.name, version]));
  return world.versions
    .filter((version) => !gone.has(version.id))
    .flatMap((version) => world.manifests?.get(version.name)?.children ?? [])
    .filter(({ digest }) => gone.has(byName.get(digest)?.id ?? -1))
    .map(({ digest }) => digest);
}

describe("A retention plan", () => {
  it("leaves nothing that stays without a part", () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryWorld(), (policy, world) => {
        const plan = planWorld(policy, world, AT);
        expect(lostParts(world, new Set(deletedIds(plan)))).toEqual([]);
      }),
      RUNS,
    );
  });

  it("deletes nothing that a keep rule matches", () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryWorld(), (policy, world) => {
        const keep: NaiveRule = { action: "keep", match: { tags: ["latest", "v1.*"] } };
        const plan = planWorld({ ...policy, rules: { ...policy.rules, saved: keep } }, world, AT);
        const saved = plan.deletions.filter(({ tags }) =>
          tags.some((tag) => tag === "latest" || tag.startsWith("v1.")),
        );
        expect(saved).toEqual([]);
      }),
      RUNS,
    );
  });

  it("changes nothing when it is made again after it was applied", () => {
    fc.assert(
      fc.property(keepingNewest, arbitraryWorld(), (policy, world) => {
        const first = planWorld(policy, world, AT);
        const second = planWorld(policy, applied(first, world, AT), AT);
        expect(deletedIds(second)).toEqual([]);
      }),
      RUNS,
    );
  });

  it("deletes no more when a keep rule is added, where nothing has to be rescued", () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryRule, arbitraryWorld(), (policy, rule, world) => {
        const strict: NaivePolicy = { ...policy, onAllMatched: "error" };
        const keep: NaiveRule = { ...rule, action: "keep" };
        const before = new Set(deletedIds(planWorld(strict, world, AT)));
        const after = planWorld({ ...strict, rules: { ...policy.rules, added: keep } }, world, AT);
        expect(deletedIds(after).filter((id) => !before.has(id))).toEqual([]);
      }),
      RUNS,
    );
  });

  it("does not depend on the order of rules, versions and deleted versions", () => {
    const turned = <T>(list: readonly T[], by: number): T[] => [...list.slice(by), ...list.slice(0, by)].reverse();
    fc.assert(
      fc.property(
        arbitraryPolicy,
        arbitraryPolicy,
        arbitraryWorld({ deleted: true }),
        fc.nat(13),
        (old, policy, world, by) => {
          const rules = Object.fromEntries(turned(Object.entries(policy.rules), by % 5));
          const versions = turned(world.versions, by);
          const deletedVersions = turned(world.deletedVersions ?? [], by % 3);
          const plan = planWorld(policy, world, AT, old);
          expect(planWorld({ ...policy, rules }, { ...world, versions, deletedVersions }, AT, old)).toEqual(plan);
        },
      ),
      RUNS,
    );
  });

  it("is applied image by image: whatever needs a version goes before it", () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryWorld(), (policy, world) => {
        const seen = new Set<number>();
        for (const entry of planWorld(policy, world, AT).deletions) {
          const inCircles = entry.neededBy.filter((id) => !seen.has(id) && !needs(world, entry.versionId, id));
          expect(inCircles).toEqual([]);
          seen.add(entry.versionId);
        }
      }),
      RUNS,
    );
  });
});

/** Whether one version needs the other, however far down. Random manifests go round in circles; real ones can't. */
function needs(world: NaiveWorld, from: number, to: number): boolean {
  const reached = new Set<NaiveVersion>(world.versions.filter((version) => version.id === from));
  for (const version of reached) {
    for (const other of world.versions) {
      const lists = world.manifests?.get(version.name)?.children.some((child) => child.digest === other.name);
      const attached =
        world.manifests?.get(other.name)?.subject === version.name ||
        other.tags?.some((tag) => tag.startsWith(version.name.replace(":", "-")));
      if (lists || attached) reached.add(other);
    }
  }
  return [...reached].some((version) => version.id === to);
}

/**
 * Whether a part of an image came back without the image: by its own age, or by a keep rule for untagged versions. From then on
 * it is a version of its own, which the tight rules need not match.
 */
function comesBackAlone(world: NaiveWorld, before: number[], after: number[]): boolean {
  const images = (part: number) => world.versions.filter(({ id }) => id !== part && needs(world, id, part));
  const restored = after.filter((id) => !before.includes(id));
  return restored.some((id) => images(id).length > 0 && !images(id).some((image) => after.includes(image.id)));
}

describe("Loosening and tightening", () => {
  it("come back to the same set", () => {
    fc.assert(
      fc.property(unrescued, unrescued, arbitraryBuiltWorld(), (tight, loose, world) => {
        const fresh = { ...world, unfinished: new Map() };
        const tightened = applied(planWorld(tight, fresh, AT), fresh, AT);
        const loosened = applied(planWorld(loose, tightened, AT, tight), tightened, AT);
        fc.pre(!comesBackAlone(fresh, activeIds(tightened), activeIds(loosened)));
        const again = applied(planWorld(tight, loosened, AT, loose), loosened, AT);
        expect(activeIds(again)).toEqual(activeIds(tightened));
        const direct = activeIds(applied(planWorld(loose, fresh, AT), fresh, AT));
        expect(activeIds(loosened)).toEqual(expect.arrayContaining(direct));
      }),
      RUNS,
    );
  });

  it("restore images whole, and nothing that the same plan or the next one deletes", () => {
    fc.assert(
      fc.property(keepingNewest, keepingNewest, arbitraryWorld({ deleted: true }), (old, policy, world) => {
        const plan = planWorld(policy, world, AT, old);
        const after = applied(plan, world, AT);
        const active = new Set(after.versions.map((version) => version.name));
        const restorable = new Set(
          (world.deletedVersions ?? [])
            .filter((version) => Date.parse(version.deletedAt as string) > AT - 30 * 86_400_000)
            .map((version) => version.name),
        );
        const missing = plan.restorations
          .flatMap((entry) => world.manifests?.get(entry.name)?.children ?? [])
          .filter(({ digest }) => restorable.has(digest) && !active.has(digest));
        expect(missing).toEqual([]);
        const restored = new Set(restoredIds(plan));
        expect(deletedIds(plan).filter((id) => restored.has(id))).toEqual([]);
        expect(deletedIds(planWorld(policy, after, AT))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe("An apply that is interrupted", () => {
  it("is finished by the next one", () => {
    fc.assert(
      fc.property(withoutAgedSlots, arbitraryBuiltWorld(), fc.nat(14), (policy, world, at) => {
        const whole = planWorld(policy, world, AT);
        const done = firstOf(whole, at);
        const half = applied(done, world, AT);
        const unfinished = new Map(world.unfinished);
        for (const entry of whole.deletions.slice(at)) unfinished.set(entry.versionId, entry.rule);
        const resumed = { ...half, unfinished };
        const end = applied(planWorld(policy, resumed, AT), resumed, AT);
        expect(activeIds(end)).toEqual(activeIds(applied(whole, world, AT)));
      }),
      RUNS,
    );
  });
});

function firstOf(plan: RetentionPlan, count: number): RetentionPlan {
  return { ...plan, deletions: plan.deletions.slice(0, count) };
}

describe("What is applied after another look", () => {
  /** Somebody tags some versions and publishes others in between. */
  const later = fc.tuple(
    arbitraryWorld(),
    fc.array(fc.nat(13), { maxLength: 3 }),
    fc.constantFrom("latest", "pr-9", "v1.0.0"),
  );

  it("is part of what was shown, of the same tags, and takes no part from what stays", () => {
    fc.assert(
      fc.property(keepingNewest, arbitraryWorld(), later, (policy, before, [others, tagged, tag]) => {
        const shown = planWorld(policy, before, AT);
        const known = new Set(before.versions.flatMap(({ id, name }) => [id, name]));
        const versions = before.versions.map((version, index) =>
          tagged.includes(index) ? { ...version, tags: [...(version.tags ?? []), tag] } : version,
        );
        const published = others.versions.filter(({ id, name }) => !known.has(id) && !known.has(name));
        const manifests = new Map([...(others.manifests ?? []), ...(before.manifests ?? [])]);
        const now: NaiveWorld = { ...before, versions: [...versions, ...published], manifests };
        const confirmed = applicablePlan(bindPlan(shown), planWorld(policy, now, AT), (_name, id) =>
          now.versions.find((version) => version.id === id),
        );
        const gone = new Set(confirmed.deletions.map((entry) => entry.versionId));
        const wasShown = new Map(shown.deletions.map((entry) => [entry.versionId, entry.tags]));
        for (const entry of confirmed.deletions) {
          const ordinary = (tags: readonly string[]) => tags.filter((one) => !one.startsWith("sha256-"));
          expect(ordinary(wasShown.get(entry.versionId) ?? ["not shown"])).toEqual(ordinary(entry.tags));
        }
        expect(lostParts(now, gone)).toEqual([]);
        expect(confirmed.deletions.length + confirmed.dropped.length).toBe(shown.deletions.length);
      }),
      RUNS,
    );
  });
});
