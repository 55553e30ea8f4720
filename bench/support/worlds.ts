import { digestOf, mediaTypes } from "../../emulator/images";
import type { Seed, SeedPackage, SeedToken, SeedVersion } from "../../emulator/seed";

export const TOKEN = "bench-token";
/** Of another account, so with limits of its own. */
export const OTHER_TOKEN = "other-bench-token";
export const OWNER = "acme";
/** A container package, where a world has images. */
export const IMAGES = "images";

/** What an emulator of the bench holds: npm packages of one organization, named `lib0`, `lib1`, …, with so many versions each. */
export interface WorldSize {
  readonly packages: number;
  readonly versionsEach: number;
  /** So many of the oldest versions of each package are prereleases. Default: none. */
  readonly prereleasesEach?: number;
  /** So many images are in a container package `images`. Default: there is none. */
  readonly images?: number;
  /** Accounts with a token each: default 2. */
  readonly accounts?: number;
}

/** The token of an account, counted from 0. */
export function tokenOfAccount(index: number): string {
  return [TOKEN, OTHER_TOKEN][index] ?? `bench-token-${index}`;
}

const START = Date.parse("2025-01-01T00:00:00Z");
const HOUR = 3_600_000;

/** Ids of a package's versions begin here and go up by one from the oldest to the newest. */
export function firstVersionId(packageIndex: number): number {
  return 1_000_000 * (packageIndex + 1) + 1;
}

export function versionName(index: number): string {
  return `1.${index}.0`;
}

export function benchWorld(size: WorldSize): Seed {
  const { packages, versionsEach, prereleasesEach = 0, images = 0, accounts = 2 } = size;
  const logins = ["octocat", "hubot", ...Array.from({ length: accounts - 2 }, (_, index) => `machine${index}`)];
  return {
    accounts: [
      { login: OWNER, id: 1, type: "Organization" },
      ...logins.map((login, index) => ({ login, id: index + 2, type: "User" as const })),
    ],
    tokens: logins.map((login, index) => tokenOf(login, tokenOfAccount(index))),
    packages: [
      ...Array.from({ length: packages }, (_, index) => packageOf(index, versionsEach, prereleasesEach)),
      ...(images > 0 ? [imagePackage(images)] : []),
    ],
    nextId: 900_000_000,
  };
}

function tokenOf(login: string, token: string): SeedToken {
  return { token, kind: "classic", login, scopes: ["repo", "read:packages", "write:packages", "delete:packages"] };
}

/** GitHub lists 10,000 packages of one visibility, of which the 10,000th is never known to be the last. */
const OF_ONE_VISIBILITY = 5_000;

function packageOf(index: number, versions: number, prereleases: number): SeedPackage {
  return {
    id: 1_000_000 * (index + 1),
    owner: OWNER,
    packageType: "npm",
    name: `lib${index}`,
    visibility: index < OF_ONE_VISIBILITY ? "private" : "internal",
    createdAt: new Date(START).toISOString(),
    versions: Array.from({ length: versions }, (_, version) => ({
      id: firstVersionId(index) + version,
      name: version < prereleases ? `${versionName(version)}-rc.1` : versionName(version),
      createdAt: new Date(START + version * HOUR).toISOString(),
    })),
  };
}

/** Of ten layers each: a hundred images in a row have a base of five in common. */
function imagePackage(images: number): SeedPackage {
  return {
    id: 500_000_000,
    owner: OWNER,
    packageType: "container",
    name: IMAGES,
    visibility: "private",
    createdAt: new Date(START).toISOString(),
    versions: Array.from({ length: images }, (_, index): SeedVersion => {
      const layers = Array.from({ length: 10 }, (_layer, place) =>
        descriptor(mediaTypes.ociLayer, `layer ${place} ${place < 5 ? Math.floor(index / 100) : index}`, 3_000_000),
      );
      const config = descriptor(mediaTypes.ociConfig, `config ${index}`, 5_000);
      const content = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers });
      return {
        id: 500_000_001 + index,
        name: digestOf(content),
        tags: [`v${index}`],
        createdAt: new Date(START + index * HOUR).toISOString(),
        manifest: { mediaType: mediaTypes.ociManifest, content },
      };
    }),
  };
}

function descriptor(mediaType: string, text: string, size: number) {
  return { mediaType, digest: digestOf(text), size };
}
