import type { SeedToken } from "../../emulator";
import { type ApiResponse, TestHost } from "./support/client";
import { accounts, imagePackage, makeSeed, npmPackage } from "./support/worlds";

const tokens: SeedToken[] = [
  { token: "no-scopes", kind: "classic", login: "octocat", scopes: [] },
  { token: "reader", kind: "classic", login: "octocat", scopes: ["read:packages"] },
  { token: "writer", kind: "classic", login: "octocat", scopes: ["write:packages"] },
  { token: "deleter", kind: "classic", login: "octocat", scopes: ["read:packages", "delete:packages"] },
  { token: "only-delete", kind: "classic", login: "octocat", scopes: ["delete:packages"] },
  {
    token: "all-but-repo",
    kind: "classic",
    login: "octocat",
    scopes: ["read:packages", "write:packages", "delete:packages"],
  },
  {
    token: "no-admin",
    kind: "classic",
    login: "hubot",
    scopes: ["repo", "write:packages", "delete:packages"],
    admin: false,
  },
  {
    token: "one-admin",
    kind: "classic",
    login: "hubot",
    scopes: ["repo", "write:packages", "delete:packages"],
    admin: ["Acme/npm/web"],
  },
  { token: "outsider", kind: "classic", login: "hubot", scopes: ["read:packages"], read: false },
  { token: "pending", kind: "classic", login: "octocat", scopes: ["read:packages"], sso: "pending" },
  { token: "expired", kind: "expired", login: "octocat", scopes: ["read:packages"] },
  { token: "ghs_actions", kind: "github-actions", login: "octocat", scopes: [] },
  { token: "ghs_no-admin", kind: "github-actions", login: "octocat", scopes: [], admin: false },
  { token: "github_pat_fine", kind: "fine-grained", login: "octocat", scopes: [] },
  { token: "ghs_app", kind: "app", login: "octocat", scopes: [] },
];

const seed = makeSeed(
  [
    npmPackage("web", ["1.0.0", "1.1.0"], { id: 10 }),
    npmPackage("other", ["1.0.0", "1.1.0"]),
    npmPackage("open", ["1.0.0", "1.1.0"], { visibility: "public" }),
    npmPackage("cli", ["1.0.0"], { owner: "octocat" }),
    npmPackage("app", ["1.0.0"], { packageType: "maven", repository: { id: 5, name: "app" } }),
    npmPackage("gem", ["1.0.0"], { packageType: "rubygems", repository: { id: 5, name: "app" } }),
    imagePackage("api", [{ tags: ["v1"] }, {}]),
  ],
  tokens,
);

const web = "/orgs/acme/packages/npm/web";

function refusal({ status, body }: ApiResponse): [number, string] {
  return [status, body?.message];
}

describe("tokens", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed });
  });
  afterEach(() => host.close());

  // docs.github.com/rest/authentication/authenticating-to-the-rest-api.
  it.each([
    "token reader",
    "Bearer reader",
    "bearer reader",
    `Basic ${Buffer.from("octocat:reader").toString("base64")}`,
  ])("are taken from the header in the form %s", async (authorization) => {
    expect((await host.get(web, { token: null, headers: { authorization } })).status).toBe(200);
  });

  it.each([
    [
      "none",
      null,
      "Requires authentication",
      "https://docs.github.com/rest/packages/packages#get-a-package-for-an-organization",
    ],
    ["an unknown one", "made-up", "Bad credentials", "https://docs.github.com/rest"],
    ["an expired one", "expired", "Bad credentials", "https://docs.github.com/rest"],
  ])("answer 401 for %s", async (_, token, message, documentation_url) => {
    const { status, body } = await host.get(web, { token });
    expect([status, body]).toEqual([401, { message, documentation_url, status: "401" }]);
  });

  // docs.github.com/rest/authentication/authenticating-to-the-rest-api: some endpoints answer without one.
  it("aren't needed for what is public about accounts", async () => {
    for (const path of ["/users/octocat", "/orgs/acme", "/meta", "/rate_limit"]) {
      expect((await host.get(path, { token: null })).status).toBe(200);
    }
    expect((await host.get("/user", { token: null })).status).toBe(401);
    expect((await host.get("/users/octocat", { token: "made-up" })).status).toBe(401);
  });

  it("aren't needed where that is chosen", async () => {
    const open = await TestHost.start({ seed, requireToken: false });
    const { status } = await open.delete(web, { token: null });
    const bad = await open.get(web, { token: "made-up" });
    await open.close();
    expect([status, bad.status]).toEqual([204, 401]);
  });

  // Words in published logs: list, get, versions. docs.github.com/rest/packages/packages has each operation's scopes.
  it.each([
    ["GET", "/user/packages?package_type=npm", "no-scopes", "You need at least read:packages scope to list packages."],
    ["GET", web, "no-scopes", "You need at least read:packages scope to get a package."],
    ["GET", "/orgs/acme/packages/npm/open", "no-scopes", "You need at least read:packages scope to get a package."],
    ["GET", `${web}/versions`, "no-scopes", "You need at least read:packages scope to get a package's versions."],
    ["GET", `${web}/versions/1`, "only-delete", "You need at least read:packages scope to get a package version."],
    ["GET", "/orgs/acme/docker/conflicts", "no-scopes", "You need at least read:packages scope to list packages."],
    ["DELETE", web, "writer", "You need at least delete:packages scope to delete a package."],
    ["DELETE", web, "only-delete", "You need at least delete:packages scope to delete a package."],
    ["DELETE", `${web}/versions/1`, "reader", "You need at least delete:packages scope to delete a package version."],
    ["POST", `${web}/restore`, "deleter", "You need at least write:packages scope to restore a package."],
    [
      "POST",
      `${web}/versions/1/restore`,
      "reader",
      "You need at least write:packages scope to restore a package version.",
    ],
  ])(
    "without the scope for %s %s are refused, whether or not there is anything",
    async (method, path, token, message) => {
      const { status, body } = await host.request(method, path, { token });
      expect([status, body.message, body.status]).toEqual([403, message, "403"]);
    },
  );

  // octokit/core.js#695: a list with write:packages alone.
  it("with write:packages may read, with all scopes may change", async () => {
    expect((await host.get("/orgs/acme/packages?package_type=npm", { token: "writer" })).status).toBe(200);
    expect((await host.delete(web, { token: "deleter" })).status).toBe(204);
    expect((await host.post(`${web}/restore`, { token: "writer" })).status).toBe(204);
  });

  // docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages, of each host.
  it.each([
    ["github.com", { maven: 403, rubygems: 200, npm: 200, container: 200 }],
    ["ghes-3.18", { maven: 403, rubygems: 403, npm: 403, container: 200 }],
  ] as const)("need repo for %s's repository-scoped registries", async (profile, expected) => {
    const other = await TestHost.start({ seed, profile });
    const names = { maven: "app", rubygems: "gem", npm: "web", container: "api" } as const;
    const statuses: Record<string, number> = {};
    for (const [type, name] of Object.entries(names)) {
      const path = `/orgs/acme/packages/${type}/${name}`;
      statuses[type] = (await other.get(path, { token: "all-but-repo" })).status;
      expect((await other.get(path)).status).toBe(200);
    }
    await other.close();
    expect(statuses).toEqual(expected);
  });

  // vlaurin/action-ghcr-prune#4, canonical/authd#1376: readable, yet not found.
  it.each([
    ["DELETE", web],
    ["DELETE", `${web}/versions/{id}`],
    ["POST", "/orgs/acme/packages/npm/other/restore"],
    ["POST", `${web}/versions/{deleted}/restore`],
  ])("without admin rights don't find what they may not change: %s %s", async (method, path) => {
    const [newer, older] = host.emulator.world.versions("acme", "npm", "web");
    host.emulator.world.deleteVersion("acme", "npm", "web", older?.id ?? 0);
    host.emulator.world.deletePackage("acme", "npm", "other");
    const url = path.replace("{id}", String(newer?.id)).replace("{deleted}", String(older?.id));
    expect((await host.get(web, { token: "no-admin" })).status).toBe(200);
    expect(refusal(await host.request(method, url, { token: "no-admin" }))).toEqual([404, "Package not found."]);
  });

  it("may have admin rights on some packages only", async () => {
    expect((await host.delete("/orgs/acme/packages/npm/other", { token: "one-admin" })).status).toBe(404);
    expect((await host.delete(web, { token: "one-admin" })).status).toBe(204);
  });

  it("of outsiders see public packages only", async () => {
    expect(refusal(await host.get(web, { token: "outsider" }))).toEqual([404, "Package not found."]);
    expect(refusal(await host.get(`${web}/versions`, { token: "outsider" }))).toEqual([404, "Package not found."]);
    const { body } = await host.get("/orgs/acme/packages?package_type=npm", { token: "outsider" });
    expect(body.map(({ name }: { name: string }) => name)).toEqual(["open"]);
  });

  // docs.github.com/rest/authentication/authenticating-to-the-rest-api: SAML SSO and the X-GitHub-SSO header.
  it("that wait for SSO are refused by organizations, with the URL to open", async () => {
    const { status, headers, body } = await host.get(web, { token: "pending" });
    expect([status, body.message]).toEqual([403, expect.stringContaining("organization SAML enforcement")]);
    expect(headers.get("x-github-sso")).toMatch(/^required; url=https:\/\/github\.com\/orgs\/acme\/sso\?/);
    expect((await host.get("/user/packages/npm/cli", { token: "pending" })).status).toBe(200);
  });

  // fullsend-ai/fullsend#3368.
  it("of the classic kind may be forbidden by an organization", async () => {
    const strict = accounts.map((account) => ({ ...account, forbidsClassicTokens: account.login === "acme" }));
    const other = await TestHost.start({ seed: { ...seed, accounts: strict } });
    const [status, message] = refusal(await other.get(web));
    await other.close();
    expect([status, message]).toEqual([
      403,
      expect.stringContaining("`acme` forbids access via a personal access token (classic)"),
    ]);
  });

  // snok/container-retention-policy reads its token's scopes there.
  it("tell their scopes in a header, if they are classic", async () => {
    expect((await host.get("/rate_limit", { token: "deleter" })).headers.get("x-oauth-scopes")).toBe(
      "read:packages, delete:packages",
    );
    expect((await host.get("/rate_limit", { token: "ghs_actions" })).headers.has("x-oauth-scopes")).toBe(false);
  });
});

describe("GITHUB_TOKEN", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed });
  });
  afterEach(() => host.close());

  // cli/cli#9606, actions/github-script#449, octokit/octokit.js#2606: container only.
  it("can't list an organization's containers", async () => {
    const options = { token: "ghs_actions" };
    expect(refusal(await host.get("/orgs/acme/packages?package_type=container", options))).toEqual([
      400,
      "Invalid argument.",
    ]);
    expect((await host.get("/orgs/acme/packages?package_type=npm", options)).status).toBe(200);
    expect((await host.get("/users/acme/packages?package_type=container", options)).status).toBe(200);
  });

  it("can by choice", async () => {
    const other = await TestHost.start({ seed, behaviors: { integrationContainerList: 200 } });
    const { status } = await other.get("/orgs/acme/packages?package_type=container", { token: "ghs_actions" });
    await other.close();
    expect(status).toBe(200);
  });

  it("has no user whose packages could be asked for", async () => {
    const answer = await host.get("/user/packages?package_type=npm", { token: "ghs_actions" });
    expect(refusal(answer)).toEqual([403, "Resource not accessible by integration"]);
  });

  it.each(["ghs_actions", "ghs_app"])("belongs to no user, and can't ask which one: %s", async (token) => {
    expect(refusal(await host.get("/user", { token }))).toEqual([403, "Resource not accessible by integration"]);
    expect((await host.get("/users/octocat", { token })).status).toBe(200);
  });

  // dataaxiom/ghcr-cleanup-action#28 has 403, canonical/authd#1376 has 404.
  it.each([403, 404] as const)("without admin rights is refused with %i by choice", async (integrationWithoutAdmin) => {
    const other = await TestHost.start({ seed, behaviors: { integrationWithoutAdmin } });
    const refused = await other.delete(web, { token: "ghs_no-admin" });
    const allowed = await other.delete(web, { token: "ghs_actions" });
    await other.close();
    const message = integrationWithoutAdmin === 403 ? "Resource not accessible by integration" : "Package not found.";
    expect([...refusal(refused), allowed.status]).toEqual([integrationWithoutAdmin, message, 204]);
  });
});

describe("tokens that GitHub Packages doesn't support", () => {
  // docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages: classic tokens only; actions/create-github-app-token#314.
  it.each([
    ["github_pat_fine", 403, "Resource not accessible by personal access token"],
    ["github_pat_fine", 404, "Package not found."],
    ["ghs_app", 403, "Resource not accessible by integration"],
    ["ghs_app", 404, "Package not found."],
  ] as const)("%s is refused with %i by choice", async (token, status, message) => {
    const host = await TestHost.start({ seed, behaviors: { fineGrainedToken: status, appToken: status } });
    const answers = [];
    for (const path of [web, "/orgs/acme/packages/npm/open", "/orgs/acme/packages?package_type=npm"]) {
      answers.push(refusal(await host.get(path, { token })));
    }
    await host.close();
    expect(answers).toEqual([1, 2, 3].map(() => [status, message]));
  });
});
