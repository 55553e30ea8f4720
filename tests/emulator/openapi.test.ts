import { describeHost, TestHost } from "./support/client";
import { Description, type HostName } from "./support/description";
import { schemaExceptions } from "./support/description-exceptions";
import { imagePackage, makeSeed, npmPackage } from "./support/worlds";

const repository = { id: 1296269, name: "Hello-World", private: true, description: "My first repository" };

/** For each owner: everything that an answer can contain. */
const seed = makeSeed(
  ["acme", "octocat"].flatMap((owner) => [
    imagePackage(
      "api",
      [
        { id: 101, tags: ["v1"] },
        { id: 102, tags: ["v2", "latest"] },
        { id: 103 },
        { id: 104, deletedAt: "2025-12-31T00:00:00Z" },
      ],
      { owner, repository, visibility: "public" },
    ),
    npmPackage("gone", ["1.0.0"], { owner, id: 200, deletedAt: "2025-12-31T00:00:00Z" }),
    npmPackage("web", ["1.0.0", "1.1.0"], { owner, visibility: "internal" }),
    npmPackage("gem", ["1.0.0"], {
      owner,
      packageType: "rubygems",
      repository,
      versions: [
        { name: "1.0.0", createdAt: "2024-01-01T00:00:00Z", license: "MIT", description: "Project for octocats" },
      ],
    }),
    imagePackage("legacy", [{ tags: ["1.13.6"] }], {
      owner,
      packageType: "docker",
      repository,
      dockerMigrationConflict: true,
    }),
  ]),
);
const clock = { now: () => Date.parse("2026-01-01T00:00:00Z") };

const families: Readonly<Record<string, string>> = {
  "/orgs/{org}": "/orgs/acme",
  "/users/{username}": "/users/octocat",
  "/user": "/user",
};

/** Requests that succeed, by what follows the owner in the template. */
const requestsOf: Readonly<Record<string, readonly string[]>> = {
  "GET /docker/conflicts": ["/docker/conflicts"],
  "GET /packages": ["npm", "container", "docker", "rubygems", "maven", "nuget"].map(
    (type) => `/packages?package_type=${type}`,
  ),
  "GET /packages/{package_type}/{package_name}": [
    "/packages/npm/web",
    "/packages/container/api",
    "/packages/docker/legacy",
    "/packages/rubygems/gem",
  ],
  "DELETE /packages/{package_type}/{package_name}": ["/packages/npm/web"],
  "POST /packages/{package_type}/{package_name}/restore": ["/packages/npm/gone/restore"],
  "GET /packages/{package_type}/{package_name}/versions": [
    "/packages/npm/web/versions",
    "/packages/container/api/versions",
    "/packages/container/api/versions?state=deleted",
    "/packages/docker/legacy/versions",
    "/packages/rubygems/gem/versions",
  ],
  "GET /packages/{package_type}/{package_name}/versions/{package_version_id}": ["/packages/container/api/versions/101"],
  "DELETE /packages/{package_type}/{package_name}/versions/{package_version_id}": [
    "/packages/container/api/versions/103",
  ],
  "POST /packages/{package_type}/{package_name}/versions/{package_version_id}/restore": [
    "/packages/container/api/versions/104/restore",
  ],
};

describe.each<HostName>(["github.com", "ghes-3.18"])(
  "answers of the emulator as %s, against GitHub's OpenAPI description",
  (profile) => {
    let host: TestHost;
    beforeEach(async () => {
      host = await TestHost.start({ profile, seed, clock });
    });
    afterEach(() => host.close());

    const operations = describeHost(profile).packageOperations();

    it("know the 27 operations of the packages API", () => {
      expect(operations).toHaveLength(27);
    });

    it.each(operations)("$name succeeds in the described form", async ({ method, template, operation }) => {
      const family = Object.keys(families).find((prefix) => template.startsWith(`${prefix}/`)) ?? "";
      const paths = requestsOf[`${method} ${template.slice(family.length)}`] ?? [];
      expect(paths).not.toHaveLength(0);
      for (const path of paths) {
        const { status } = await host.request(method, `${families[family]}${path}`);
        expect(status).toBe(method === "GET" ? 200 : 204);
        expect(host.emulator.requests.at(-1)).toMatchObject({ route: template, operationId: operation.operationId });
      }
    });

    it.each(operations)(
      "$name refuses in the described form, naming its own documentation",
      async ({ method, template, operation }) => {
        const family = Object.keys(families).find((prefix) => template.startsWith(`${prefix}/`)) ?? "";
        const [path] = requestsOf[`${method} ${template.slice(family.length)}`] ?? [];
        const { status, body } = await host.request(method, `${families[family]}${path}`, { token: null });
        const docs =
          profile === "github.com" ? "https://docs.github.com" : "https://docs.github.com/enterprise-server@3.18";
        expect(status).toBe(401);
        expect(body).toEqual({
          message: "Requires authentication",
          documentation_url: `${docs}/rest/packages/packages#${operation.anchor}`,
          status: "401",
        });
      },
    );

    it.each(["/users/octocat", "/users/acme", "/orgs/acme", "/user", "/meta"])(
      "%s answers in the described form",
      async (path) => {
        expect((await host.get(path)).status).toBe(200);
      },
    );
  },
);

describe("the exceptions to GitHub's description", () => {
  const examples: Readonly<Record<string, string>> = {
    "docker metadata": "/orgs/acme/packages/docker/legacy/versions",
    "internal visibility": "/orgs/acme/packages/npm/web",
  };

  it.each(schemaExceptions)("$what: the description alone rejects the answer", async (exception) => {
    const path = examples[exception.what] ?? "";
    const host = await TestHost.start({ seed, clock });
    const { body, headers, status } = await host.get(path);
    const route = host.emulator.requests.at(-1)?.route ?? "";
    await host.close();
    const others = schemaExceptions.filter((other) => other !== exception);
    const answer = { status, text: JSON.stringify(body), contentType: headers.get("content-type") };
    expect(new Description("github.com", others).problems("GET", route, answer)).not.toEqual([]);
    expect(new Description("github.com").problems("GET", route, answer)).toEqual([]);
  });

  it("leave the check able to fail", () => {
    const answer = { status: 200, text: '[{"id":1}]', contentType: "application/json; charset=utf-8" };
    expect(describeHost("github.com").problems("GET", "/orgs/{org}/packages", answer)).not.toEqual([]);
    expect(describeHost("github.com").problems("GET", "/orgs/{org}/packages", { ...answer, status: 500 })).toContain(
      "GET /orgs/{org}/packages has no status 500",
    );
  });
});
