import type { SeedToken } from "../../emulator/seed";
import { diagnosticsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN, smallWorld } from "../support/small-world";

const everyScope = ["repo", "read:packages", "write:packages", "delete:packages"];
const tokens: SeedToken[] = [
  { token: "expired", kind: "expired", login: "octocat", scopes: everyScope },
  { token: "no-scopes", kind: "classic", login: "octocat", scopes: ["repo"] },
  { token: "reader", kind: "classic", login: "octocat", scopes: ["repo", "read:packages"] },
  { token: "sso-pending", kind: "classic", login: "octocat", scopes: everyScope, sso: "pending" },
  { token: "github_pat_fine", kind: "fine-grained", login: "octocat", scopes: [] },
];

const api = `new Package("api", { owner: "acme", packageType: "container", name: "api" });`;
const v0 = `new PackageVersion("v0", { owner: "acme", packageType: "container", packageName: "api", tag: "v0" });`;

function world() {
  const seed = smallWorld({ tokens });
  seed.accounts.push({ login: "strict", id: 3, type: "Organization", forbidsClassicTokens: true });
  return seed;
}

describe("a token that will not do is an error before anything is changed", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario("", { emulator: { seed: world() } });
  });
  afterAll(() => scenario.close());

  it.each([
    [
      "no token",
      "",
      api,
      /there is no token for it\. Set GITHUB_TOKEN .*read:packages, delete:packages .* write:packages.*\/settings\/tokens\/new\?scopes=/,
    ],
    [
      "an expired token",
      "expired",
      api,
      /Bad credentials \(401 GET .*\)\. .*the token from GITHUB_TOKEN: it has expired, was revoked, or belongs to another host.*\/settings\/tokens/,
    ],
    [
      "a token without the scope to read",
      "no-scopes",
      api,
      /You need at least read:packages scope .* \(403 GET .*\)\. The token from GITHUB_TOKEN lacks the scope read:packages\. It has repo\. .*\/settings\/tokens\/new\?scopes=read:packages/,
    ],
    [
      "a token without the scope to restore",
      "reader",
      v0,
      /You need at least write:packages scope .* \(403 POST .*\)\. .*lacks the scope write:packages/,
    ],
    [
      "a token that is not authorized for single sign-on",
      "sso-pending",
      api,
      /SAML enforcement.* \(403 GET .*\)\. .*open https:\/\/github\.com\/orgs\/acme\/sso\?authorization_request=\w+/,
    ],
    [
      "a fine-grained token",
      "github_pat_fine",
      api,
      /GitHub Packages does not support fine-grained tokens.*\/settings\/tokens\/new\?scopes=read:packages/,
    ],
    [
      "an organization that forbids classic tokens",
      ADMIN_TOKEN,
      api.replace("acme", "strict"),
      /strict has to allow classic tokens in its settings/,
    ],
  ])("%s", async (_, token, body, message) => {
    const before = scenario.emulator.world.snapshot();
    await scenario.program(body);
    const up = await scenario.workspace.up([], { env: { GITHUB_TOKEN: token } });
    expect(up.code).not.toBe(0);
    expect(up.stdout + up.stderr).toMatch(message);
    expect(up.stdout + up.stderr).not.toContain("an error, shown with its resource");
    expect(scenario.emulator.world.snapshot()).toEqual(before);
    expect(scenario.requests().filter((line) => !line.startsWith("GET") && !line.includes("/restore"))).toEqual([]);
  });
});

/** What Go prints of a value that is missing, or is no text. */
const SPOILT = /<nil>|\{map\[|\{\[/;

describe("inputs that can't be right are failures of their property, before any request", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario("", { emulator: { seed: world() } });
  });
  afterAll(() => scenario.close());

  it.each<[string, string, Record<string, string>]>([
    [
      "a package's type, name, and a misspelt property",
      `new Package("x", { owner: "acme", packageType: "ghcr", name: " ", whenDeletd: "fail" })`,
      {
        packageType: "packageType is one of npm, maven, rubygems, docker, nuget, container",
        name: "the package's name must not be empty",
        whenDeletd: 'there is no input "whenDeletd". Did you mean "whenDeleted"?',
      },
    ],
    [
      "a name that is encoded already, two handles for one version, and a misspelt property",
      `new PackageVersion("x", { owner: "acme", packageType: "container", packageName: "repo%2Fweb", tag: "main", versionId: 401, tags: [] })`,
      {
        packageName: "the name is already URL-encoded",
        versionId: "exactly one of version, tag, digest, versionId; here are tag and versionId",
        tags: 'there is no input "tags". Did you mean "tag"?',
      },
    ],
    [
      "no handle",
      `new PackageVersion("x", { owner: "acme", packageType: "container", packageName: "api" })`,
      { version: "name the version by exactly one of version, tag, digest, versionId" },
    ],
  ])("%s", async (_, body, failures) => {
    await scenario.program(body);
    const up = await scenario.workspace.up();
    expect(up.code).not.toBe(0);
    for (const [property, reason] of Object.entries(failures)) {
      const line = up.stdout.split("\n").find((text) => text.includes(reason));
      expect(line).toMatch(
        new RegExp(`resource 'x'(: property ${property} value .* has a problem: | has a problem: ${property}: )`),
      );
    }
    expect(up.stdout).not.toMatch(SPOILT);
    expect(scenario.requests()).toEqual([]);
  });
});

describe("arguments that no type checker has seen are one sentence, without the stack of an error of ours", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario("", { emulator: { seed: world() } });
  });
  afterAll(() => scenario.close());

  it.each([
    ['new Package("x");', "packageType is one of npm, maven, rubygems, docker, nuget, container"],
    ['new PackageVersion("x");', "name the version by exactly one of version, tag, digest, versionId"],
    [
      `new RetentionPolicy("x", { owner: "acme", packageType: "container", packages: ["api"],
        rules: { old: { action: "delete", match: { tags: ["*"], olderThan: process.env.NOT_SET } } } });`,
      'rules["old"].match.olderThan',
    ],
    ['new RetentionPolicy("x");', "packageType is one of npm, maven, rubygems, docker, nuget, container"],
    [
      `new RetentionPolicy("x", { owner: "acme", packageType: "npm", packages: ["ui"], onAllMatched: "error", minAge: "0s",
        rules: { all: { action: "delete", match: { versionNames: ["*"] } } }, maxDeletePercents: 3 });`,
      'there is no property "maxDeletePercents" here. Did you mean "maxDeletePercent"?',
    ],
    [
      `new RetentionPolicy("x", { owner: "acme", packageType: "npm", packages: [7],
        rules: { all: { action: "delete", match: { versionNamez: ["*"] } } } });`,
      'has a problem: rules["all"].match.versionNamez: there is no property "versionNamez" here',
    ],
    [
      'new PackageVersion("x", { package: "api", tag: "v1" });',
      'PackageVersion "x": "package" is a Package that this program declares. To name it, give owner, packageType and packageName.',
    ],
    [
      `const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
       new PackageVersion("x", { package: api, owner: "acme", tag: "v1" });`,
      'PackageVersion "x": give either "package" or owner, not both.',
    ],
  ])("%s", async (body, words) => {
    await scenario.program(body);
    const preview = await scenario.workspace.preview();
    expect(preview.code).not.toBe(0);
    const said = preview.stdout + preview.stderr;
    expect(said).toContain(words);
    expect(said).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(said).not.toMatch(SPOILT);
  });
});

describe("an owner that is not what the program says", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario("", { emulator: { seed: world() } });
  });
  afterAll(() => scenario.close());

  it.each([
    ["does not exist", `owner: "acmee"`, "There is no account acmee on 127.0.0.1"],
    [
      "does not exist, as an organization",
      `owner: "acmee", ownerType: "organization"`,
      "There is no account acmee on 127.0.0.1",
    ],
    [
      "is a user and is called an organization",
      `owner: "octocat", ownerType: "organization"`,
      "octocat is a user, not an organization",
    ],
  ])("%s: the error says which", async (_, owner, message) => {
    const before = scenario.emulator.world.snapshot();
    await scenario.program(`new Package("cli", { ${owner}, packageType: "npm", name: "cli" });`);
    const up = await scenario.workspace.up();
    expect(up.code).not.toBe(0);
    expect(up.stdout).toContain(message);
    expect(scenario.emulator.world.snapshot()).toEqual(before);
  });

  it("is an organization and is called a user: it is found all the same", async () => {
    await scenario.program(
      `new Package("api", { owner: "acme", ownerType: "user", packageType: "container", name: "api" });`,
    );
    const preview = await scenario.workspace.preview();
    expect(preview.code).toBe(0);
    expect(diagnosticsOf(preview)).toEqual([
      "info: container package acme/api: there (id 300, private); it will be adopted.",
      "info: What is adopted stays on GitHub, also where this preview deletes it under another name or place.",
    ]);
  });
});
