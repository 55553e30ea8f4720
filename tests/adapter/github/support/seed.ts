import type { Seed, SeedPackage, SeedToken, SeedVersion } from "../../../../emulator";
import type { Owner, OwnerKind } from "../../../../provider/model/owner";

export const ADMIN_TOKEN = "ghp_AdminOfEverything";

const START = Date.parse("2026-01-01T00:00:00Z");
const HOUR = 3_600_000;

/** The three kinds of owner, as `octocat`'s token knows them. `mona` is another user. */
export const OWNERS: Readonly<Record<OwnerKind, Owner>> = {
  organization: { kind: "organization", login: "acme" },
  user: { kind: "user", login: "mona" },
  authenticatedUser: { kind: "authenticatedUser", login: "octocat" },
};

const LOGINS = ["acme", "mona", "octocat"] as const;

/**
 * Each owner has an npm package `lib` (three versions), a container `app/api` (two tagged, one untagged, one deleted lately) and a
 * deleted package `gone`. Ids begin with 1 for acme, 2 for mona and 3 for octocat.
 */
export function seed(extra: { packages?: SeedPackage[]; tokens?: SeedToken[] } = {}): Seed {
  return {
    accounts: [
      { login: "acme", id: 10, type: "Organization" },
      { login: "mona", id: 20, type: "User" },
      { login: "octocat", id: 30, type: "User" },
    ],
    tokens: [
      {
        token: ADMIN_TOKEN,
        kind: "classic",
        login: "octocat",
        scopes: ["repo", "read:packages", "write:packages", "delete:packages"],
        admin: true,
      },
      ...(extra.tokens ?? []),
    ],
    packages: [...LOGINS.flatMap((owner, index) => packagesOf(owner, (index + 1) * 1000)), ...(extra.packages ?? [])],
    nextId: 900_000,
  };
}

function packagesOf(owner: string, id: number): SeedPackage[] {
  return [
    npmPackage(owner, "lib", id + 100, 3),
    {
      id: id + 200,
      owner,
      packageType: "container",
      name: "app/api",
      visibility: "private",
      repository: { id: id + 1, name: "app" },
      createdAt: at(0),
      versions: [
        image(id + 201, "a", 1, ["v1"]),
        image(id + 202, "b", 2, ["v2", "latest"]),
        image(id + 203, "c", 3, []),
        { ...image(id + 204, "d", 4, ["v3"]), deletedAt: daysAgo(2) },
      ],
    },
    { ...npmPackage(owner, "gone", id + 300, 1), deletedAt: daysAgo(2) },
    { ...npmPackage(owner, "clash", id + 400, 1), dockerMigrationConflict: true, packageType: "docker" },
  ];
}

/** A package with so many versions, one an hour, `1.0.0` first. */
export function npmPackage(owner: string, name: string, id: number, versions: number): SeedPackage {
  return {
    id,
    owner,
    packageType: "npm",
    name,
    visibility: "private",
    createdAt: at(0),
    versions: Array.from({ length: versions }, (_, index) => ({
      id: id + index + 1,
      name: `1.0.${index}`,
      createdAt: at(index),
    })),
  };
}

export function image(id: number, letter: string, hours: number, tags: string[]): SeedVersion {
  return { id, name: `sha256:${letter.repeat(64)}`, tags, createdAt: at(hours) };
}

export function at(hours: number): string {
  return new Date(START + hours * HOUR).toISOString();
}

/** The restore window is measured on the emulator's clock, which is the system's. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * HOUR).toISOString();
}
