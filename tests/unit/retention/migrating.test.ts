import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { planRetention, reportLines } from "../../../provider/retention";
import {
  chizkiyahu,
  dataaxiom,
  deletePackageVersions,
  ghcrManager,
  type ListedVersion,
  smartsquare,
  snok,
  vlaurin,
} from "../../support/clean-up-actions";
import { repositoryRoot } from "../../support/imports";
import { containerPackage, lines, NOW, namedPackage, planImages } from "./building";
import { deletedIds, policyOf } from "./planning";

const guide = readFileSync(join(repositoryRoot, "docs/migrating.md"), "utf8");

/** The arguments of the guide's policy that stands below the heading of an action. */
function policyInGuide(heading: string): { packageType: string; packages: string[] } {
  const section = guide.split(/^## /m).find((text) => text.startsWith(heading)) ?? "";
  const code = /```ts\nnew RetentionPolicy\("[^"]+", (\{[\s\S]*?\})\);\n```/.exec(section)?.[1];
  if (code === undefined) throw new Error(`docs/migrating.md has no policy under "${heading}"`);
  return new Function(`return (${code});`)() as { packageType: string; packages: string[] };
}

function policyDeletes(heading: string, versions: readonly ListedVersion[]): number[] {
  const raw = { ...policyInGuide(heading), packages: ["api"] };
  const label = (id: number) => `image ${id}`;
  const images = versions.map(({ children, ...version }) => ({
    ...version,
    label: label(version.id),
    children: children.map(label),
  }));
  const named = () => namedPackage([...versions].sort((a, b) => a.id - b.id).map(({ id, age }) => [`1.0.${id}`, age]));
  const input = raw.packageType === "container" ? containerPackage(images) : named();
  return deletedIds(planRetention({ policy: policyOf(raw), evaluatedAt: NOW, packages: [input] }));
}

interface Sketch {
  readonly age: number;
  readonly updated: number;
  readonly tags: readonly string[];
  readonly platforms: number;
}

const sketches = fc.array(
  fc.record({
    age: fc.integer({ min: 2, max: 60 }),
    updated: fc.integer({ min: 2, max: 60 }),
    tags: fc.uniqueArray(fc.constantFrom("prod", "qa", "dev", "latest", "v1", "v2", "pr-1", "pr-2", "1-rc1", "2-rc2"), {
      maxLength: 2,
    }),
    platforms: fc.constantFrom(0, 0, 0, 2),
  }),
  { maxLength: 30 },
);

/** Fractions of a day set them apart, so that no two are of an age, and none is exactly as old as a rule says. */
function listed(drafts: readonly Sketch[], withPlatforms: boolean): ListedVersion[] {
  const versions: ListedVersion[] = [];
  const add = (tags: readonly string[], age: number, updated: number, children: readonly number[]): number => {
    const id = versions.length + 1;
    versions.push({ id, tags, age: age + id / 1000, updated: Math.min(age, updated) + id / 1000, children });
    return id;
  };
  for (const { tags, age, updated, platforms } of drafts) {
    const children = Array.from({ length: withPlatforms ? platforms : 0 }, () => add([], age, age, []));
    add(tags, age, updated, children);
  }
  return versions.some(({ tags }) => tags.length > 0) ? versions : [];
}

/** A policy keeps the newest image when the rules would leave none or nothing tagged; the actions get an error of GitHub's there. */
function survives(deleted: readonly number[], versions: readonly ListedVersion[]): boolean {
  return versions.some(({ id, tags }) => tags.length > 0 && !deleted.includes(id));
}

function sameAs(
  heading: string,
  action: (versions: readonly ListedVersion[]) => number[],
  withPlatforms: boolean,
): void {
  fc.assert(
    fc.property(sketches, (drafts) => {
      const versions = listed(drafts, withPlatforms);
      const expected = action(versions);
      fc.pre(versions.length > 0 && survives(expected, versions));
      expect(policyDeletes(heading, versions)).toEqual(expected);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 300) },
  );
}

describe("the policies of docs/migrating.md delete, version by version, what the action deletes", () => {
  it("actions/delete-package-versions, of images for one platform", () => {
    sameAs("actions/delete-package-versions", (versions) => deletePackageVersions(versions, { keep: 10 }), false);
  });

  it("snok/container-retention-policy, but that the newest are counted among all tagged images", () => {
    const options = { cutOff: 28, excluded: ["prod", "qa"], keep: 5, countsAll: true };
    sameAs("snok/container-retention-policy", (versions) => snok(versions, options), false);
  });

  it("dataaxiom/ghcr-cleanup-action, but that excluded images count among the newest", () => {
    const options = { deleted: /-rc/, excluded: ["dev"], keep: 3, countsAll: true };
    sameAs("dataaxiom/ghcr-cleanup-action", (versions) => dataaxiom(versions, options), true);
  });

  it("vlaurin/action-ghcr-prune, of images with one tag, but that the newest are counted among all that match", () => {
    const options = { olderThan: 7, matching: /^pr-/, kept: ["latest"], keep: 2, countsAll: true };
    const oneTag = (versions: readonly ListedVersion[]) =>
      versions.map((one) => ({ ...one, tags: one.tags.slice(0, 1) }));
    fc.assert(
      fc.property(sketches, (drafts) => {
        const versions = oneTag(listed(drafts, false));
        const expected = vlaurin(versions, options);
        fc.pre(versions.length > 0 && survives(expected, versions));
        expect(policyDeletes("vlaurin/action-ghcr-prune", versions)).toEqual(expected);
      }),
    );
  });

  it("Chizkiyahu/delete-untagged-ghcr-action, of multi-platform images too", () => {
    sameAs("Chizkiyahu/delete-untagged-ghcr-action", chizkiyahu, true);
  });

  it("ghcr-manager/ghcr-cleanup-manager, of multi-platform images too", () => {
    sameAs("ghcr-manager/ghcr-cleanup-manager", (versions) => ghcrManager(versions, { keep: 10 }), true);
  });

  it("SmartsquareGmbH/delete-old-packages, of up to a hundred versions", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (count) => {
        const versions = Array.from({ length: count }, (_, index) => {
          const age = 10 + count - index;
          return { id: index + 1, tags: [], age, updated: age, children: [] };
        });
        const expected = smartsquare(versions, { keep: 5 });
        expect(policyDeletes("SmartsquareGmbH/delete-old-packages", versions)).toEqual(expected);
      }),
    );
  });
});

describe("what the guide says that differs", () => {
  const image = (id: number, tags: string[], age: number, updated = age, children: number[] = []): ListedVersion => ({
    id,
    tags,
    age,
    updated,
    children,
  });

  it.each(["snok/container-retention-policy", "dataaxiom/ghcr-cleanup-action"])(
    "%s: an old image that got a tag today is among the newest, as there",
    (heading) => {
      const tag = heading.startsWith("snok") ? "v" : "-rc";
      const versions = Array.from({ length: 10 }, (_, index) => image(index + 1, [`1${tag}${index}`], 100 - index));
      versions[0] = image(1, [`1${tag}0`, `promoted${tag}`], 100, 0.5);
      expect(policyDeletes(heading, versions)).not.toContain(1);
      const action = heading.startsWith("snok")
        ? snok(versions, { cutOff: 28, excluded: ["prod", "qa"], keep: 5 })
        : dataaxiom(versions, { deleted: /-rc/, excluded: ["dev"], keep: 3 });
      expect(action).not.toContain(1);
    },
  );

  it("snok keeps five of the old ones besides the younger; the policy keeps the newest five of all", () => {
    const versions = Array.from({ length: 12 }, (_, index) =>
      image(index + 1, [`v${index}`], index < 6 ? 60 - index : 10 - index / 2),
    );
    expect(snok(versions, { cutOff: 28, excluded: ["prod", "qa"], keep: 5 })).toEqual([1]);
    expect(policyDeletes("snok/container-retention-policy", versions)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("actions/delete-package-versions deletes platforms of tagged images; the policy keeps them", () => {
    const platforms = Array.from({ length: 12 }, (_, index) => image(index + 1, [], 60 - index));
    const versions = [
      ...platforms,
      image(
        13,
        ["v1"],
        40,
        40,
        platforms.map(({ id }) => id),
      ),
    ];
    expect(deletePackageVersions(versions, { keep: 10 })).toEqual([1, 2]);
    expect(policyDeletes("actions/delete-package-versions", versions)).toEqual([]);
  });

  it("vlaurin deletes an image when one of its tags matches; the policy needs all of them", () => {
    const versions = [
      image(1, ["pr-1", "v1"], 60),
      image(2, ["pr-2"], 50),
      image(3, ["pr-3"], 40),
      image(4, ["pr-4"], 30),
    ];
    expect(vlaurin(versions, { olderThan: 7, matching: /^pr-/, kept: ["latest"], keep: 2 })).toEqual([1, 2]);
    expect(policyDeletes("vlaurin/action-ghcr-prune", versions)).toEqual([2]);
  });
});

it("docs/retention.md quotes the message of a partly matched version as the program prints it", () => {
  const rules = { "pull-request builds": { action: "delete", match: { tags: ["pr-*"] } } };
  const plan = planImages({ rules }, [
    { id: 4711, label: "both", tags: ["pr-12", "v1.4.2"] },
    { id: 4712, label: "other", tags: ["v2.0.0"] },
  ]);
  expect(lines(plan.deletions)).toEqual({});
  const quoted = /`([^`]*partly matched[^`]*)`/.exec(
    readFileSync(join(repositoryRoot, "docs/retention.md"), "utf8"),
  )?.[1];
  expect(quoted).toBeDefined();
  expect(reportLines(plan)).toContainEqual(expect.stringContaining(quoted as string));
});
