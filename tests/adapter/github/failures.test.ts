import { type Emulator, type EmulatorOptions, type FaultSpec, type SeedToken, startEmulator } from "../../../emulator";
import type { ProviderError } from "../../../provider/errors";
import type { PackagesApi } from "../../../provider/ports";
import { type ConnectOptions, connectTo, deletePackage, failureOf } from "./support/connect";
import { ADMIN_TOKEN, npmPackage, OWNERS, seed } from "./support/seed";

const { organization: owner } = OWNERS;
const lib = { owner, packageType: "npm", name: "lib" } as const;
const image = { owner, packageType: "container", name: "app/api" } as const;

const tokens: SeedToken[] = [
  { token: "ghp_reader", kind: "classic", login: "octocat", scopes: ["read:packages"] },
  { token: "ghp_noscope", kind: "classic", login: "octocat", scopes: ["gist", "workflow"] },
  {
    token: "ghp_norole",
    kind: "classic",
    login: "octocat",
    scopes: ["read:packages", "delete:packages", "write:packages"],
    admin: false,
  },
  { token: "ghp_nosso", kind: "classic", login: "octocat", scopes: ["read:packages"], sso: "pending" },
  { token: "ghp_expired", kind: "expired", login: "octocat", scopes: [] },
  { token: "github_pat_11fine", kind: "fine-grained", login: "octocat", scopes: [] },
  { token: "ghs_actions", kind: "github-actions", login: "octocat", scopes: [], admin: false },
];

interface Case extends Partial<ProviderError> {
  readonly it: string;
  readonly work: (api: PackagesApi) => Promise<unknown>;
  readonly says: string | RegExp;
  readonly connect?: ConnectOptions;
  readonly emulator?: EmulatorOptions;
  readonly fault?: FaultSpec;
}

const error = (message: string) => ({ message, documentation_url: "https://docs.github.com/rest", status: "" });

/** The words of GitHub are those that public logs and GitHub's documentation have. */
const cases: readonly Case[] = [
  {
    it: "no token",
    work: (api) => api.getPackage(lib),
    connect: { token: "" },
    code: "unauthenticated",
    status: 401,
    says: /^read npm package acme\/lib: Requires authentication \(401 GET \/orgs\/acme\/packages\/npm\/lib\)\. There is no token for 127\.0\.0\.1:\d+: set GITHUB_TOKEN, or run `pulumi config set --secret github-packages:token`/,
  },
  {
    it: "an expired token",
    work: (api) => api.getPackage(lib),
    connect: { token: "ghp_expired", variable: "GH_TOKEN" },
    code: "unauthenticated",
    status: 401,
    says: "does not accept the token from GH_TOKEN: it has expired, was revoked, or belongs to another host.",
  },
  {
    it: "a token without the scope to list",
    work: (api) => api.listPackages(owner, "npm"),
    connect: { token: "ghp_noscope" },
    code: "access_denied",
    status: 403,
    says: /^list npm packages of acme: You need at least read:packages scope to list packages\. \(403 GET \/orgs\/acme\/packages\)\. The token from GITHUB_TOKEN lacks the scope read:packages\. It has gist, workflow\. Make a classic token with it: http:\/\/127\.0\.0\.1:\d+\/settings\/tokens\/new\?scopes=read:packages$/,
  },
  {
    it: "a token without the scope to delete",
    work: (api) => api.deleteVersion({ ...image, versionId: 1203 }),
    connect: { token: "ghp_reader" },
    code: "access_denied",
    status: 403,
    says: /It was not deleted\. The token from GITHUB_TOKEN lacks the scope delete:packages\. It has read:packages\..*scopes=read:packages,delete:packages$/,
  },
  {
    it: "a token without the scope to restore",
    work: (api) => api.restoreVersion({ ...image, versionId: 1204 }),
    connect: { token: "ghp_reader" },
    code: "access_denied",
    status: 403,
    says: /It was not restored\. The token from GITHUB_TOKEN lacks the scope write:packages\./,
  },
  {
    it: "a type that needs the scope repo on a GHES",
    work: (api) => api.getPackage(lib),
    connect: { token: "ghp_reader" },
    emulator: { profile: "ghes-3.18" },
    code: "access_denied",
    status: 403,
    says: /lacks the scope repo\..*scopes=read:packages,repo$/,
  },
  {
    it: "a token that is not authorized for single sign-on",
    work: (api) => api.getPackage(lib),
    connect: { token: "ghp_nosso" },
    code: "access_denied",
    status: 403,
    says: /Authorize the token from GITHUB_TOKEN for the organization: open https:\/\/github\.com\/orgs\/acme\/sso\?authorization_request=\w+$/,
  },
  {
    it: "an organization that forbids classic tokens",
    work: (api) => api.getPackage(lib),
    fault: {
      status: 403,
      body: error("`acme` forbids access via a personal access token (classic). Please use a GitHub App."),
    },
    code: "access_denied",
    status: 403,
    says: "acme has to allow classic tokens in its settings",
  },
  {
    it: "a fine-grained token",
    work: (api) => api.getPackage(lib),
    connect: { token: "github_pat_11fine" },
    code: "access_denied",
    status: 403,
    says: "GitHub Packages does not support fine-grained tokens, and the token from GITHUB_TOKEN is one",
  },
  {
    it: "a fine-grained token that GitHub answers with 404: no proof of an absence",
    work: (api) => api.getPackage({ ...lib, name: "absent" }),
    connect: { token: "github_pat_11fine" },
    emulator: { behaviors: { fineGrainedToken: 404 } },
    code: "access_denied",
    status: 404,
    says: "GitHub Packages does not support fine-grained tokens",
  },
  {
    it: "GITHUB_TOKEN, without the Admin role",
    work: (api) => api.deleteVersion({ ...image, versionId: 1203 }),
    connect: { token: "ghs_actions" },
    code: "access_denied",
    status: 403,
    says: /Resource not accessible by integration .*It was not deleted\. .*the package must give the repository the Admin role in it, and the job `permissions: packages: write`/,
  },
  {
    it: "GITHUB_TOKEN, listing an organization's containers",
    work: (api) => api.listPackages(owner, "container"),
    connect: { token: "ghs_actions" },
    code: "access_denied",
    status: 400,
    says: /^list container packages of acme: Invalid argument\. \(400 .*Name the packages, or use a classic token with read:packages/,
  },
  {
    it: "GITHUB_TOKEN, asking who it is",
    work: (api) => api.resolveOwner(undefined),
    connect: { token: "ghs_actions" },
    code: "access_denied",
    status: 403,
    says: "GITHUB_TOKEN in Actions belongs to no user: set github-packages:owner, or GITHUB_OWNER.",
  },
  {
    it: "a package that is not there",
    work: (api) => api.getPackage({ ...lib, name: "absent" }),
    code: "not_found",
    status: 404,
    githubMessage: "Package not found.",
    says: "read npm package acme/absent: Package not found. (404 GET /orgs/acme/packages/npm/absent). GitHub says the same of what does not exist and of what the token from GITHUB_TOKEN may not see.",
  },
  {
    it: "a version that is not there",
    work: (api) => api.getVersion({ ...image, versionId: 1299 }),
    code: "not_found",
    status: 404,
    githubMessage: "Package version not found.",
    says: "read container package acme/app/api, version id 1299: Package version not found. (404 GET /orgs/acme/packages/container/app%2Fapi/versions/1299).",
  },
  {
    it: "the last version",
    work: (api) => api.deleteVersion({ owner, packageType: "npm", name: "single", versionId: 100_001 }),
    emulator: { seed: seed({ packages: [npmPackage("acme", "single", 100_000, 1)], tokens }) },
    code: "not_deletable",
    rule: "last_version",
    status: 400,
    says: "It was not deleted. Publish another version first, or delete the whole package.",
  },
  {
    it: "a version or package with more than 5,000 downloads",
    work: (api) => api.deleteVersion({ ...lib, versionId: 1101 }),
    fault: {
      method: "DELETE",
      status: 400,
      body: error(
        "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.",
      ),
    },
    code: "not_deletable",
    rule: "download_limit",
    status: 400,
    says: "GitHub refuses this for good.",
  },
  {
    it: "restoring what was never deleted",
    work: (api) => api.restorePackage(lib),
    code: "not_restorable",
    status: 404,
    says: "It is not deleted: GitHub shows it.",
  },
  {
    it: "restoring what is not there, or not any more",
    work: (api) => api.restorePackage({ ...lib, name: "absent" }),
    code: "not_restorable",
    status: 404,
    says: "Only what was deleted within the last 30 days, and whose name nobody has taken since, can be restored",
  },
  {
    it: "restoring under a name that is taken",
    work: (api) => api.restorePackage({ ...lib, name: "gone" }),
    fault: { method: "POST", status: 409, body: error("Name has already been taken") },
    code: "not_restorable",
    status: 409,
    says: "It was not restored. Only what was deleted",
  },
  {
    it: "a conflict",
    work: (api) => deletePackage(api, lib),
    fault: { method: "DELETE", status: 409, body: error("Conflict") },
    code: "conflict",
    status: 409,
    says: "It was not deleted. Somebody else is changing it.",
  },
  {
    it: "an API version that the host does not serve",
    work: (api) => api.getPackage(lib),
    connect: { config: { apiVersion: "2021-01-01" } },
    code: "invalid",
    status: 400,
    says: "The API version 2021-01-01 was asked for: set github-packages:apiVersion to one that 127.0.0.1",
  },
  {
    it: "an API version that is retired",
    work: (api) => api.getPackage(lib),
    emulator: { behaviors: { retiredApiVersions: ["2022-11-28"] } },
    code: "invalid",
    status: 410,
    says: "The API version 2022-11-28 was asked for",
  },
  {
    it: "what is gone for good, and no API version",
    work: (api) => api.getPackage(lib),
    fault: { status: 410, body: error("This resource is gone.") },
    code: "invalid",
    status: 410,
    says: "GitHub says 410 of what it has removed for good. It says so of an API version that it has retired, too",
  },
  {
    it: "an npm version with too many downloads, without a word about containers",
    work: (api) => api.deleteVersion({ ...lib, versionId: 91 }),
    fault: {
      method: "DELETE",
      status: 400,
      body: error("Publicly visible package versions with more than 5000 downloads cannot be deleted."),
    },
    code: "not_deletable",
    says: /^delete npm package acme\/lib, version id 91: .*https:\/\/support\.github\.com\.$/,
  },
  {
    it: "a request that GitHub calls invalid",
    work: (api) => api.getPackage(lib),
    fault: { status: 422, body: error("Invalid request.") },
    code: "invalid",
    status: 422,
    says: "read npm package acme/lib: Invalid request. (422 GET /orgs/acme/packages/npm/lib).",
  },
  {
    it: "a 404 that is not GitHub's",
    work: (api) => api.getPackage(lib),
    fault: { status: 404, html: "<h1>Not here</h1>" },
    code: "unavailable",
    status: 404,
    says: /This is not an answer of GitHub's API: check the base URL http:\/\/127\.0\.0\.1:\d+ \(from GITHUB_BASE_URL\)/,
  },
  {
    it: "a 403 of a proxy",
    work: (api) => deletePackage(api, lib),
    fault: { status: 403, html: "<h1>Blocked</h1>" },
    code: "unavailable",
    status: 403,
    says: "This is not an answer of GitHub's API",
  },
  {
    it: "a body of another shape",
    work: (api) => api.getPackage(lib),
    fault: { status: 200, body: { hello: "world" } },
    code: "unavailable",
    says: "read npm package acme/lib: the answer has an unknown form: package_type is not one of npm, maven, rubygems, docker, nuget, container (GET /orgs/acme/packages/npm/lib).",
  },
  {
    it: "a list that is none",
    work: (api) => api.listVersions(lib),
    fault: { status: 200, body: { message: "OK" } },
    code: "unavailable",
    says: "the answer has an unknown form: a list was asked for, and the answer is none",
  },
  {
    it: "a list of other things",
    work: (api) => api.listPackages(owner, "npm"),
    fault: { status: 200, body: [{ id: "1" }] },
    code: "unavailable",
    says: "the answer has an unknown form",
  },
];

let emulator: Emulator;

afterEach(() => emulator.close());

describe("a failure", () => {
  it.each(cases)("$it: $code", async ({ it: _, work, says, connect, emulator: options, fault, ...expected }) => {
    emulator = await startEmulator({ seed: seed({ tokens }), ...options });
    if (fault) emulator.faults.add({ times: Number.POSITIVE_INFINITY, ...fault });
    const before = JSON.stringify(emulator.world.snapshot());
    const failure = await failureOf(work(connectTo(emulator.url, connect).api));
    expect(failure).toMatchObject(expected);
    if (typeof says === "string") expect(failure.message).toContain(says);
    else expect(failure.message).toMatch(says);
    expect(JSON.stringify(emulator.world.snapshot())).toBe(before);
  });
});

describe("deleting without the Admin role, which GitHub answers with 404", () => {
  it("is told from an absence by looking: it is there, so the role is missing", async () => {
    emulator = await startEmulator({ seed: seed({ tokens }) });
    const { api } = connectTo(emulator.url, { token: "ghp_norole" });
    for (const work of [() => deletePackage(api, lib), () => api.deleteVersion({ ...image, versionId: 1203 })]) {
      const failure = await failureOf(work());
      expect(failure).toMatchObject({ code: "access_denied", status: 404, githubMessage: "Package not found." });
      expect(failure.message).toMatch(
        /It was not deleted\. It is there and can be read, so the token's user lacks the Admin role for it/,
      );
    }
    const looks = (count: number) => Array<string>(count).fill("GET");
    const methods = emulator.requests.map(({ method }) => method);
    expect(methods).toEqual(["DELETE", ...looks(6), "DELETE", ...looks(1)]);
  });

  it("is an absence when it is not there either", async () => {
    emulator = await startEmulator({ seed: seed({ tokens }) });
    const { api } = connectTo(emulator.url);
    await expect(failureOf(deletePackage(api, { ...lib, name: "absent" }))).resolves.toMatchObject({
      code: "not_found",
    });
    await expect(failureOf(api.deleteVersion({ ...image, versionId: 1299 }))).resolves.toMatchObject({
      code: "not_found",
    });
  });
});

describe("the rules of deletion, as GitHub enforces them", () => {
  beforeEach(async () => {
    emulator = await startEmulator({ seed: seed({ tokens }) });
  });

  it("the last tagged version of a container, also beside untagged ones", async () => {
    const { api } = connectTo(emulator.url);
    await api.deleteVersion({ ...image, versionId: 1201 });
    const failure = await failureOf(api.deleteVersion({ ...image, versionId: 1202 }));
    expect(failure).toMatchObject({ code: "not_deletable", rule: "last_tagged_version", status: 400 });
    expect(failure.message).toBe(
      "delete container package acme/app/api, version id 1202: You cannot delete the last tagged version of a package. " +
        "You must delete the package instead. (400 DELETE /orgs/acme/packages/container/app%2Fapi/versions/1202). " +
        "It was not deleted. Tag another version first, or delete the whole package. Untagged versions beside it do not count.",
    );
  });

  it("more than 5,000 downloads of something public: a version, and its package", async () => {
    emulator.world.setVisibility("acme", "npm", "lib", "public");
    emulator.world.setDownloads("acme", "npm", "lib", 1101, 5_001);
    const { api } = connectTo(emulator.url);
    for (const work of [() => api.deleteVersion({ ...lib, versionId: 1101 }), () => deletePackage(api, lib)]) {
      await expect(failureOf(work())).resolves.toMatchObject({ code: "not_deletable", rule: "download_limit" });
    }
    expect(emulator.requests).toHaveLength(2);
  });

  it("more than 30 days ago: not restorable", async () => {
    emulator.world.advance(30 * 24 * 3_600_000);
    const { api } = connectTo(emulator.url);
    await expect(failureOf(api.restorePackage({ ...lib, name: "gone" }))).resolves.toMatchObject({
      code: "not_restorable",
    });
    await expect(failureOf(api.restoreVersion({ ...image, versionId: 1204 }))).resolves.toMatchObject({
      code: "not_restorable",
    });
  });
});

it("an anonymous request names the way to a token", async () => {
  emulator = await startEmulator({ seed: seed() });
  const failure = await failureOf(connectTo(emulator.url, { token: "" }).api.listPackages(owner, "npm"));
  expect(failure.message).not.toContain(ADMIN_TOKEN);
  expect(failure.message).toContain("gh auth login --hostname 127.0.0.1");
});

it("a failure of a list names the page that follows the first", async () => {
  const versions = Array.from({ length: 101 }, (_, index) => ({
    name: `1.0.${index}`,
    createdAt: "2026-01-01T00:00:00Z",
  }));
  const many = {
    owner: "acme",
    packageType: "npm",
    name: "many",
    visibility: "private",
    createdAt: "2026-01-01T00:00:00Z",
    versions,
  } as const;
  const world = seed({ tokens });
  emulator = await startEmulator({
    seed: { ...world, packages: [...world.packages, { ...many, versions: [...versions] }] },
  });
  emulator.faults.add({ skip: 1, status: 422, body: { message: "Invalid request." }, times: Number.POSITIVE_INFINITY });
  const failure = await failureOf(connectTo(emulator.url).api.listVersions({ ...lib, name: "many" }));
  expect(failure.message).toContain("(422 GET /orgs/acme/packages/npm/many/versions, page 2)");
});
