import { createHash } from "node:crypto";
import type { Snapshot, SnapshotManifest, SnapshotPackage } from "../../explorer/snapshot";
import type { RetentionVersion } from "../../provider/retention";

const DAY = 24 * 60 * 60 * 1000;

/** When the explorer's worlds are looked at. */
const TAKEN_AT = Date.parse("2026-09-01T12:00:00Z");

/** What the program of these worlds says. */
const PROGRAM_POLICY = {
  owner: "acme",
  packageType: "container",
  packages: ["**"],
  maxDeletions: 1_000_000,
  rules: {
    "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "30d" } },
    untagged: { action: "delete", match: { tagState: "untagged", olderThan: "30d" } },
    releases: { action: "keep", match: { semver: ">=0.0.0" }, mostRecent: { count: 3, groupBy: "semverMinor" } },
  },
};

/** The same numbers each time, between 0 and 1. */
function dice(): () => number {
  let state = 20260901;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Container packages as an owner has them: images of two platforms with attestations, releases, builds of pull requests and of a branch, untagged ones, some
 * deleted lately, one package whose manifests can't be read. About so many versions in so many packages.
 */
export function explorerWorld(versions: number, packages: number): Snapshot {
  const roll = dice();
  const each = Math.max(1, Math.round(versions / packages));
  return {
    takenAt: TAKEN_AT,
    server: "github.com",
    owner: "acme",
    packages: Array.from({ length: packages }, (_, index) => packageOf(index, each, roll)),
    policies: [{ name: "images", inputs: PROGRAM_POLICY }],
    missing: [],
  };
}

const NAMES = [
  "api",
  "web",
  "worker",
  "shop/cart",
  "shop/search",
  "billing",
  "docs",
  "ml/train",
  "ml/serve",
  "gateway",
];

function packageOf(index: number, size: number, roll: () => number): SnapshotPackage {
  const versions: RetentionVersion[] = [];
  const deletedVersions: RetentionVersion[] = [];
  const manifests = new Map<string, SnapshotManifest>();
  const name = index < NAMES.length ? (NAMES[index] as string) : `${NAMES[index % NAMES.length]}-${index}`;
  const years = 0.5 + 3 * roll();
  let id = index * 1_000_000;
  const add = (list: RetentionVersion[], time: number, tags: string[], manifest: SnapshotManifest): string => {
    id += 1;
    const digest = `sha256:${createHash("sha256").update(`${name} ${id}`).digest("hex")}`;
    const createdAt = `${new Date(time).toISOString().slice(0, 19)}Z`;
    const deleted = list === deletedVersions && { deletedAt: new Date(TAKEN_AT - 5 * DAY).toISOString() };
    list.push({ id, name: digest, tags, createdAt, updatedAt: createdAt, ...deleted });
    manifests.set(digest, manifest);
    return digest;
  };
  const base = { digest: `#${index}`, size: 60_000_000 };
  /** Each has a layer of its own on one that they share. */
  const image = (): SnapshotManifest => ({
    kind: "image",
    size: 600,
    blobs: [base, { digest: `#${index}.${id}`, size: 2_000_000 + (id % 30) * 1_000_000 }],
    children: [],
  });
  for (let built = 0; versions.length < size; built++) {
    const age = years * 365 * DAY * (1 - (versions.length / size) ** 0.7) + roll() * 3 * DAY;
    const time = TAKEN_AT - age;
    const luck = roll();
    const tags =
      luck < 0.22
        ? [
            `v${1 + Math.floor((versions.length / size) * 3)}.${Math.floor((versions.length / size) * 30) % 10}.${built}`,
          ]
        : luck < 0.62
          ? [`pr-${100 + built}`]
          : luck < 0.85
            ? [`main-${Math.floor(roll() * 2 ** 28).toString(16)}`]
            : [];
    const list = tags[0]?.startsWith("pr-") && age > 20 * DAY && roll() < 0.03 ? deletedVersions : versions;
    if (roll() < 0.4) {
      add(list, time, tags, image());
      continue;
    }
    const children = ["linux/amd64", "linux/arm64", "unknown/unknown"].map((platform) => ({
      digest: add(list, time - 30_000, [], image()),
      platform,
    }));
    add(list, time, tags, { kind: "index", size: 900, blobs: [], children });
  }
  const isUnread = index === 4;
  return {
    name,
    packageType: "container",
    versions,
    deletedVersions,
    manifests,
    ...(isUnread && { problem: `the manifest ${versions[0]?.name.slice(0, 19)} can't be read: its type is not known` }),
  };
}
