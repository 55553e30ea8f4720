import { readFileSync } from "node:fs";
import { allScopes } from "./caller";
import type { Seed } from "./seed";

/** A seed given as an object, by the name of a data set, or as the path of a JSON file. */
export function resolveSeed(seed: Seed | string): Seed {
  if (typeof seed !== "string") return seed;
  if (seed === "demo") return smallSeed();
  try {
    return JSON.parse(readFileSync(seed, "utf8")) as Seed;
  } catch (error) {
    throw new Error(`read the seed ${seed}: ${(error as Error).message}. Name a data set or a JSON file.`, {
      cause: error,
    });
  }
}

function smallSeed(): Seed {
  const image = (letter: string) => `sha256:${letter.repeat(64)}`;
  return {
    accounts: [
      { login: "octocat", id: 1, type: "User" },
      { login: "acme", id: 2, type: "Organization" },
    ],
    tokens: [{ token: "emulator-admin", kind: "classic", login: "octocat", scopes: [...allScopes] }],
    packages: [
      {
        owner: "acme",
        packageType: "npm",
        name: "web",
        visibility: "private",
        createdAt: "2024-01-01T00:00:00Z",
        versions: [
          { name: "1.0.0", createdAt: "2024-01-01T00:00:00Z" },
          { name: "1.1.0", createdAt: "2024-02-01T00:00:00Z" },
        ],
      },
      {
        owner: "acme",
        packageType: "container",
        name: "api",
        visibility: "public",
        createdAt: "2024-01-01T00:00:00Z",
        versions: [
          { name: image("a"), tags: ["v1"], createdAt: "2024-01-01T00:00:00Z" },
          { name: image("b"), tags: ["v2", "latest"], createdAt: "2024-02-01T00:00:00Z" },
          { name: image("c"), createdAt: "2024-03-01T00:00:00Z" },
        ],
      },
    ],
    nextId: 1000,
  };
}
