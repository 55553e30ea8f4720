import type { Seed, SeedPackage, SeedToken } from "../../emulator/seed";

export const TOKEN = "bench-token";
/** Of another account, so with limits of its own. */
export const OTHER_TOKEN = "other-bench-token";
export const OWNER = "acme";

/** What an emulator of the bench holds: npm packages of one organization, named `lib0`, `lib1`, …, with so many versions each. */
export interface WorldSize {
  readonly packages: number;
  readonly versionsEach: number;
  /** So many of the oldest versions of each package are prereleases. Default: none. */
  readonly prereleasesEach?: number;
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

export function benchWorld({ packages, versionsEach, prereleasesEach = 0, accounts = 2 }: WorldSize): Seed {
  const logins = ["octocat", "hubot", ...Array.from({ length: accounts - 2 }, (_, index) => `machine${index}`)];
  return {
    accounts: [
      { login: OWNER, id: 1, type: "Organization" },
      ...logins.map((login, index) => ({ login, id: index + 2, type: "User" as const })),
    ],
    tokens: logins.map((login, index) => tokenOf(login, tokenOfAccount(index))),
    packages: Array.from({ length: packages }, (_, index) => packageOf(index, versionsEach, prereleasesEach)),
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
