import { TestHost } from "./support/client";
import { imagePackage, makeSeed, npmPackage } from "./support/worlds";

const seed = makeSeed([
  imagePackage("repo/img", [{ tags: ["v1"] }, {}]),
  npmPackage("web", ["1.0.0", "1.1.0"]),
  npmPackage("cli", ["1.0.0"], { owner: "octocat" }),
]);

describe("routes", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed });
  });
  afterEach(() => host.close());

  // docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api: path parameters must be URL encoded; AnswerDotAI/ghapi#84, google/go-github#3002.
  it.each([
    "repo/img/deep",
    "a%2Fb",
    "a+b",
    "a b",
    "größe",
    "@x",
    "a.b-c_d",
    "it's(1)*!",
    "versions",
    "restore",
    "日本",
  ])("take the name %j, encoded once, in one segment", async (name) => {
    host.emulator.world.publish("acme", "npm", name, { name: "1.0.0" });
    const { status, body } = await host.get(`/orgs/acme/packages/npm/${encodeURIComponent(name)}`);
    expect({ status, name: body.name }).toEqual({ status: 200, name });
    expect((await host.get(body.url)).body).toEqual(body);
    const versions = await host.get(`${body.url}/versions`);
    expect((await host.get(versions.body[0].url)).body).toEqual(versions.body[0]);
  });

  it("take a slash in a name only when it is encoded", async () => {
    expect((await host.get("/orgs/acme/packages/container/repo%2Fimg")).status).toBe(200);
    const { status, body } = await host.get("/orgs/acme/packages/container/repo/img");
    expect({ status, message: body.message }).toEqual({ status: 404, message: "Not Found" });
  });

  // cli/cli#10592.
  it("don't find a name that is encoded twice", async () => {
    const { status, body } = await host.get("/orgs/acme/packages/container/repo%252Fimg");
    expect({ status, message: body.message }).toEqual({ status: 404, message: "Package not found." });
  });

  it.each([
    "/orgs/acme/packages/npm/web/",
    "/orgs/acme/packages/npm/web/versions/1000001/restore/now",
    "/orgs/acme/packages/npm//versions",
    "/orgs/acme/packages/npm/%zz",
    "/orgs/acme/packages/npm/web/releases",
    "/nothing",
    "/",
  ])("don't match %s", async (path) => {
    const { status, body } = await host.get(path);
    expect({ status, body }).toEqual({
      status: 404,
      body: { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" },
    });
  });

  it("don't match a method that the path doesn't have", async () => {
    expect((await host.request("PUT", "/orgs/acme/packages/npm/web")).status).toBe(404);
    expect((await host.post("/orgs/acme/packages/npm/web")).status).toBe(404);
  });

  it("answer HEAD with the headers of GET", async () => {
    const head = await host.request("HEAD", "/orgs/acme/packages/npm/web");
    const { headers } = await host.get("/orgs/acme/packages/npm/web");
    expect(head.status).toBe(200);
    expect(head.body).toBeUndefined();
    expect(head.headers.get("etag")).toBe(headers.get("etag"));
    expect(head.headers.get("content-length")).toBe(headers.get("content-length"));
  });

  // The official action uses only /users (actions/delete-package-versions); jetstack/version-checker#179 asks /orgs for a user.
  it("find organizations under /users, but no users under /orgs", async () => {
    const { body } = await host.get("/users/acme/packages/npm/web");
    expect(body.url).toBe(`${host.emulator.url}/orgs/acme/packages/npm/web`);
    const refused = await host.get("/orgs/octocat/packages/npm/cli");
    expect({ status: refused.status, message: refused.body.message }).toEqual({ status: 404, message: "Not Found" });
    expect((await host.get("/orgs/octocat")).status).toBe(404);
  });

  it("find no organizations under /users by choice", async () => {
    const other = await TestHost.start({ seed, behaviors: { organizationAsUser: "not found" } });
    const paths = [
      "/users/acme/packages/npm/web",
      "/users/acme/packages?package_type=npm",
      "/user/9919/packages/npm/web",
    ];
    const refused = await Promise.all(paths.map((path) => other.get(path)));
    const served = await other.get("/users/octocat/packages/npm/cli");
    await other.close();
    expect(refused.map(({ status, body }) => [status, body.message])).toEqual(paths.map(() => [404, "Not Found"]));
    expect(served.status).toBe(200);
  });

  // docs.github.com/rest/packages/packages: "for a public package owned by a user".
  it("show no private package under /users by choice, but in lists", async () => {
    const other = await TestHost.start({ seed, behaviors: { userPrivatePackages: "hidden" } });
    const cli = "/users/octocat/packages/npm/cli";
    const status = async (path: string) => (await other.get(path)).status;
    const hidden = [await status(cli), await status(`${cli}/versions`)];
    const listed = (await other.get("/users/octocat/packages?package_type=npm")).body.length;
    const own = await status("/user/packages/npm/cli");
    other.emulator.world.setVisibility("octocat", "npm", "cli", "public");
    const shown = [await status(cli), await status(`${cli}/versions`)];
    await other.close();
    expect({ hidden, listed, own, shown }).toEqual({ hidden: [404, 404], listed: 1, own: 200, shown: [200, 200] });
  });

  it("answer 404 for an owner that nobody has", async () => {
    for (const path of ["/orgs/nobody", "/users/nobody"]) {
      for (const rest of ["", "/packages?package_type=npm", "/packages/npm/web"]) {
        const { status, body } = await host.get(`${path}${rest}`);
        expect({ status, message: body.message }).toEqual({ status: 404, message: "Not Found" });
      }
    }
  });

  // docs.github.com/rest/packages/packages: "The organization name is not case sensitive."
  it("don't care for the case of an owner, and answer in the account's own", async () => {
    expect((await host.get("/orgs/ACME/packages/npm/web")).body.owner.login).toBe("acme");
    expect((await host.get("/users/OctoCat/packages/npm/cli")).body.owner.login).toBe("octocat");
    expect((await host.get("/users/OCTOCAT")).body).toMatchObject({ login: "octocat", id: 583231, type: "User" });
  });

  // The forms that Link headers lead to: snok/container-retention-policy#33.
  it("find owners by their numeric id", async () => {
    const byName = await host.get("/orgs/acme/packages/npm/web/versions");
    expect((await host.get("/organizations/9919/packages/npm/web/versions")).body).toEqual(byName.body);
    expect((await host.get("/user/583231/packages/npm/cli")).status).toBe(200);
    expect((await host.get("/organizations/583231/packages/npm/cli")).status).toBe(404);
    expect((await host.get("/user/1/packages/npm/cli")).status).toBe(404);
  });

  it("are under /user for the token's own account, whose URLs are /users/{login}", async () => {
    const { body } = await host.get("/user/packages/npm/cli");
    expect(body.url).toBe(`${host.emulator.url}/users/octocat/packages/npm/cli`);
    expect((await host.get("/user/packages/npm/web")).status).toBe(404);
    expect((await host.get("/user")).body.login).toBe("octocat");
  });

  it("are below /api/v3 alone on a GHES, which names its version in every answer", async () => {
    const ghes = await TestHost.start({ seed, profile: "ghes-3.18" });
    const found = await ghes.get("/orgs/acme/packages/npm/web");
    const missing = await ghes.get(`${ghes.emulator.registryUrl}/orgs/acme/packages/npm/web`);
    const meta = await ghes.get("/meta");
    await ghes.close();
    expect(ghes.emulator.url).toMatch(/\/api\/v3$/);
    expect([found.status, missing.status]).toEqual([200, 404]);
    expect(found.headers.get("x-github-enterprise-version")).toBe("enterprise-server@3.18.0");
    expect(meta.body.installed_version).toBe("3.18.0");
    expect((await host.get("/meta")).body.installed_version).toBeUndefined();
  });
});

describe("npm names with their scope", () => {
  // The description's example is /orgs/octo-org/packages/npm/hello-world-npm; what a scoped name answers is not known.
  it.each([
    ["not found", 404],
    ["accepted", 200],
  ] as const)("are %s", async (scopedNpmName, expected) => {
    const host = await TestHost.start({ seed, behaviors: { scopedNpmName } });
    const { status } = await host.get("/orgs/acme/packages/npm/%40acme%2Fweb");
    await host.close();
    expect(status).toBe(expected);
  });
});

describe("container packages under the type docker", () => {
  // docs.github.com/rest/packages/packages: `docker` finds images "even if these have now been migrated to the Container registry".
  it.each([
    ["not found", 404],
    ["accepted", 200],
  ] as const)("are %s", async (dockerTypeOfContainers, expected) => {
    const host = await TestHost.start({ seed, behaviors: { dockerTypeOfContainers } });
    const { status } = await host.get("/orgs/acme/packages/docker/repo%2Fimg");
    const missing = await host.get("/orgs/acme/packages/docker/none");
    await host.close();
    expect([status, missing.status]).toEqual([expected, 404]);
  });
});

describe("API versions", () => {
  const path = "/orgs/acme/packages/npm/web";

  // docs.github.com/rest/about-the-rest-api/api-versions.
  it.each([
    ["github.com", "2022-11-28", 200],
    ["github.com", "2026-03-10", 200],
    ["github.com", "2021-01-01", 400],
    ["github.com", "2019-01-01", 410],
    ["ghes-3.18", "2022-11-28", 200],
    ["ghes-3.18", "2026-03-10", 400],
  ] as const)("%s answers %s with %i", async (profile, version, expected) => {
    const host = await TestHost.start({ seed, profile, behaviors: { retiredApiVersions: ["2019-01-01"] } });
    const { status } = await host.get(path, { headers: { "x-github-api-version": version } });
    await host.close();
    expect(status).toBe(expected);
  });
});

describe("a path that belongs to another kind of host is not found, and the answer says where the API is", () => {
  it.each([
    ["github.com", "/api/v3/users/acme", "Not Found. This emulates github.com, whose REST API is at the root"],
    [
      "ghes-3.18",
      "/users/acme",
      "Not Found. This emulates a GitHub Enterprise Server, whose REST API is below /api/v3",
    ],
  ] as const)("%s", async (profile, path, words) => {
    const host = await TestHost.start({ seed, profile });
    const url = `${new URL(host.emulator.url).origin}${path}`;
    const response = await fetch(url, { headers: { "user-agent": "test" } });
    const body = (await response.json()) as Record<string, unknown>;
    await host.close();
    expect([response.status, Object.keys(body).sort()]).toEqual([404, ["documentation_url", "message", "status"]]);
    expect(body.message).toContain(words);
  });
});
