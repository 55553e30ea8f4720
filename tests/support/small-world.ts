import type { Seed, SeedPackage, SeedToken, SeedVersion } from "../../emulator/seed";

/** Every scope that GitHub Packages asks for, in the order of GitHub's own page for tokens. */
export const ADMIN_TOKEN = "emulator-admin";

/** A digest that is easy to recognize: the letter, 64 times. */
export const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

const DAY = 24 * 60 * 60 * 1000;

/** An instant that many days before now: GitHub's restore window is measured against the emulator's clock, which is the system's. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString();

/**
 * A small organization and a user, with packages of a few types: enough to tell one from another, few enough to list in a test.
 * Ids are fixed, so that states and messages can be compared as a whole.
 */
export function smallWorld(extra: { packages?: SeedPackage[]; tokens?: SeedToken[] } = {}): Seed {
  const scopes = ["repo", "read:packages", "write:packages", "delete:packages"];
  return {
    accounts: [
      { login: "octocat", id: 1, type: "User" },
      { login: "acme", id: 2, type: "Organization" },
    ],
    tokens: [{ token: ADMIN_TOKEN, kind: "classic", login: "octocat", scopes }, ...(extra.tokens ?? [])],
    packages: [
      npmPackage("acme", "ui", 100, ["1.0.0", "1.1.0", "2.0.0"]),
      npmPackage("octocat", "cli", 200, ["0.1.0", "0.2.0"]),
      {
        id: 300,
        owner: "acme",
        packageType: "container",
        name: "api",
        visibility: "private",
        repository: { id: 9, name: "api" },
        createdAt: daysAgo(90),
        versions: [
          image(301, "a", 80, ["v1"]),
          image(302, "b", 40, ["v2", "latest"]),
          image(303, "c", 20, []),
          { ...image(304, "d", 30, ["v0"]), deletedAt: daysAgo(3) },
        ],
      },
      {
        id: 400,
        owner: "acme",
        packageType: "container",
        name: "repo/web",
        visibility: "private",
        createdAt: daysAgo(60),
        versions: [image(401, "e", 50, ["main"]), image(402, "f", 10, ["dev"])],
      },
      ...(extra.packages ?? []),
    ],
    nextId: 5000,
  };
}

export function npmPackage(owner: string, name: string, id: number, versions: string[]): SeedPackage {
  return {
    id,
    owner,
    packageType: "npm",
    name,
    visibility: "private",
    createdAt: daysAgo(100),
    versions: versions.map((version, index) => ({
      id: id + 1 + index,
      name: version,
      createdAt: daysAgo(100 - (90 * index) / versions.length),
    })),
  };
}

function image(id: number, letter: string, age: number, tags: string[]): SeedVersion {
  return { id, name: digest(letter), tags, createdAt: daysAgo(age) };
}
