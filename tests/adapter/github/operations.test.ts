import { readFileSync } from "node:fs";
import { Octokit } from "@octokit/rest";
import { type Emulator, startEmulator } from "../../../emulator";
import { OPERATIONS, type OperationName } from "../../../provider/github/requests/operations";
import type { OwnerKind } from "../../../provider/model/owner";
import type { PackageFacts, VersionFacts } from "../../../provider/model/package";
import type { PackageRef } from "../../../provider/model/reference";
import { type Connection, connectTo, deletePackage } from "./support/connect";
import { OWNERS, seed } from "./support/seed";

const table = Object.entries(OPERATIONS).flatMap(([operation, byKind]) =>
  Object.entries(byKind).map(([kind, entry]) => ({ operation, kind, ...entry })),
);

describe("the table of operations", () => {
  it("has the 27 of GitHub's API, each once", () => {
    expect(new Set(table.map(({ route }) => route)).size).toBe(27);
    expect(new Set(table.map(({ octokit }) => octokit)).size).toBe(27);
  });

  it.each(table)("$octokit is Octokit's method for $route", ({ octokit, route }) => {
    const methods: Record<string, { endpoint: { DEFAULTS: { method: string; url: string } } }> = new Octokit().rest
      .packages;
    const { method, url } = methods[octokit]?.endpoint.DEFAULTS ?? { method: "", url: "" };
    expect(`${method} ${url}`).toBe(route);
  });

  it("is the table of docs/operations.md", () => {
    const text = readFileSync("docs/operations.md", "utf8");
    for (const { operation, octokit, route, docs } of table) {
      const row = text.split("\n").find((line) => line.includes(`\`${octokit}\``));
      expect(row).toContain(`\`${route.replace("{?token}", "")}\``);
      expect(row).toContain(`https://docs.github.com/rest/packages/packages#${docs}`);
      expect(row).toContain(`\`${operation}\``);
    }
  });
});

describe.each(["github.com", "ghes-3.18"] as const)("on %s", (profile) => {
  let emulator: Emulator;
  let connection: Connection;

  beforeEach(async () => {
    emulator = await startEmulator({ profile, seed: seed() });
    connection = connectTo(emulator.url);
  });

  afterEach(() => emulator.close());

  /** The operations that the emulator saw, without the one that asks whose token it is. */
  function operations(): string[] {
    return emulator.requests
      .map(({ operationId }) => String(operationId))
      .filter((id) => id !== "users/get-authenticated");
  }

  /** The operationId is the documentation's name of an operation; Octokit's method is the same in other letters. */
  function operationId(operation: OperationName, kind: OwnerKind): string {
    const name = OPERATIONS[operation][kind].octokit;
    return `packages/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  }

  describe.each(Object.values(OWNERS))("an owner of kind $kind", (owner) => {
    const { login, kind } = owner;
    const base = { acme: 1000, mona: 2000, octocat: 3000 }[login] ?? 0;
    const container: PackageRef = { owner, packageType: "container", name: "app/api" };
    const npm: PackageRef = { owner, packageType: "npm", name: "lib" };

    it("lists packages", async () => {
      const packages = await connection.api.listPackages(owner, "container");
      expect(packages.map(({ id, name }) => ({ id, name }))).toEqual([{ id: base + 200, name: "app/api" }]);
      expect(operations()).toEqual([operationId("listPackages", kind)]);
    });

    it("gets a package, with everything that is known of it", async () => {
      const facts = await connection.api.getPackage(container);
      expect(facts).toEqual<PackageFacts>({
        id: base + 200,
        name: "app/api",
        packageType: "container",
        visibility: "private",
        url: expect.stringContaining("/packages/container/app%2Fapi"),
        htmlUrl: expect.stringContaining("/packages/container"),
        createdAt: "2026-01-01T00:00:00Z",
        updatedAt: expect.stringMatching(/^2026-01-01T/),
        versionCount: 3,
        owner: {
          login,
          id: { acme: 10, mona: 20, octocat: 30 }[login] ?? 0,
          type: kind === "organization" ? "Organization" : "User",
        },
        repository: {
          id: base + 1,
          fullName: `${login}/app`,
          htmlUrl: expect.stringContaining(`/${login}/app`),
          private: expect.any(Boolean),
        },
      });
      expect(operations()).toEqual([operationId("getPackage", kind)]);
    });

    it("deletes a package", async () => {
      await deletePackage(connection.api, npm);
      expect(emulator.world.package(login, "npm", "lib")).toBeUndefined();
      expect(operations()).toEqual([operationId("deletePackage", kind)]);
    });

    it("restores a package, with a package token in the query", async () => {
      await connection.api.restorePackage({ ...npm, name: "gone" }, { token: "pt" });
      expect(emulator.world.package(login, "npm", "gone")?.facts.id).toBe(base + 300);
      expect(operations()).toEqual([operationId("restorePackage", kind)]);
      expect(emulator.requests.at(-1)?.path).toMatch(/\/restore\?token=pt$/);
    });

    it("restores a package without a package token", async () => {
      await connection.api.restorePackage({ ...npm, name: "gone" });
      expect(emulator.world.package(login, "npm", "gone")?.facts.id).toBe(base + 300);
      expect(emulator.requests.at(-1)?.path).toMatch(/\/restore$/);
    });

    it("lists versions, newest first, and deleted ones by themselves", async () => {
      const active = await connection.api.listVersions(container);
      const deleted = await connection.api.listVersions(container, { state: "deleted" });
      expect(active.map(({ id, tags }) => ({ id, tags }))).toEqual([
        { id: base + 203, tags: [] },
        { id: base + 202, tags: ["v2", "latest"] },
        { id: base + 201, tags: ["v1"] },
      ]);
      expect(deleted).toEqual([
        expect.objectContaining({ id: base + 204, deletedAt: expect.stringMatching(/^20.*Z$/) }),
      ]);
      expect(operations()).toEqual(Array(2).fill(operationId("listVersions", kind)));
    });

    it("gets a version, with everything that is known of it", async () => {
      const facts = await connection.api.getVersion({ ...container, versionId: base + 202 });
      expect(facts).toEqual<VersionFacts>({
        id: base + 202,
        name: `sha256:${"b".repeat(64)}`,
        tags: ["v2", "latest"],
        url: expect.stringMatching(new RegExp(`/versions/${base + 202}$`)),
        htmlUrl: expect.stringContaining(String(base + 202)),
        packageHtmlUrl: expect.stringContaining("/packages/container"),
        createdAt: "2026-01-01T02:00:00Z",
        updatedAt: expect.stringMatching(/^2026-01-01T/),
      });
      expect(operations()).toEqual([operationId("getVersion", kind)]);
    });

    it("deletes a version", async () => {
      await connection.api.deleteVersion({ ...container, versionId: base + 203 });
      expect(
        emulator.world.versions(login, "container", "app/api", { state: "deleted" }).map(({ id }) => id),
      ).toContain(base + 203);
      expect(operations()).toEqual([operationId("deleteVersion", kind)]);
    });

    it("restores a version", async () => {
      await connection.api.restoreVersion({ ...container, versionId: base + 204 });
      expect(emulator.world.versions(login, "container", "app/api").map(({ id }) => id)).toContain(base + 204);
      expect(operations()).toEqual([operationId("restoreVersion", kind)]);
    });

    it("lists conflicts of the Docker migration", async () => {
      const conflicts = await connection.api.listDockerMigrationConflicts(owner);
      expect(conflicts.map(({ name, packageType }) => `${packageType} ${name}`)).toEqual(["docker clash"]);
      expect(operations()).toEqual([operationId("listDockerMigrationConflicts", kind)]);
    });
  });

  it("every request names the API version and the provider, and carries the token", async () => {
    const seen: Array<Record<string, unknown>> = [];
    const watching = connectTo(emulator.url, {
      fetch: (url, init) => {
        seen.push(Object.fromEntries(new Headers(init.headers)));
        return fetch(url, init);
      },
    });
    const { api, settings } = watching;
    await api.getPackage({ owner: { kind: "organization", login: "acme" }, packageType: "npm", name: "lib" });
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(seen).toEqual([
      expect.objectContaining({
        "x-github-api-version": "2022-11-28",
        "user-agent": expect.stringMatching(new RegExp(`^pulumi-github-packages/${version.replaceAll(".", "\\.")} `)),
        authorization: `token ${settings.token?.reveal()}`,
        accept: "application/vnd.github+json",
      }),
    ]);
  });
});
