import type { Seed, SeedPackage, SeedToken, SeedVersion } from "../../../emulator";

export const accounts: Seed["accounts"] = [
  { login: "octocat", id: 583231, type: "User", name: "The Octocat" },
  { login: "acme", id: 9919, type: "Organization", name: "Acme" },
  { login: "hubot", id: 480938, type: "User" },
];

const adminToken: SeedToken = {
  token: "emulator-admin",
  kind: "classic",
  login: "octocat",
  scopes: ["repo", "read:packages", "write:packages", "delete:packages"],
};

export function makeSeed(packages: SeedPackage[], tokens: SeedToken[] = []): Seed {
  return { accounts, tokens: [adminToken, ...tokens], packages, nextId: 1_000_000 };
}

export function npmPackage(name: string, versions: string[], more: Partial<SeedPackage> = {}): SeedPackage {
  return {
    owner: "acme",
    packageType: "npm",
    name,
    visibility: "private",
    createdAt: "2024-01-01T00:00:00Z",
    versions: versions.map((version, index) => ({ name: version, createdAt: minute(index) })),
    ...more,
  };
}

export function imagePackage(
  name: string,
  versions: Partial<SeedVersion>[],
  more: Partial<SeedPackage> = {},
): SeedPackage {
  return {
    owner: "acme",
    packageType: "container",
    name,
    visibility: "private",
    createdAt: "2024-01-01T00:00:00Z",
    versions: versions.map((version, index) => ({ name: digest(index), createdAt: minute(index), ...version })),
    ...more,
  };
}

/** Some digest that no content has. */
export function digest(index: number): string {
  return `sha256:${index.toString(16).padStart(64, "0")}`;
}

/** A minute after the other, in 2024. */
export function minute(index: number): string {
  return `${new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString().slice(0, 19)}Z`;
}

/** A clock that stands still unless the world is advanced. */
export const fixedClock = { now: () => Date.parse("2026-01-01T00:00:00Z") };
