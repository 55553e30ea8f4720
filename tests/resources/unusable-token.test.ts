import { type Emulator, startEmulator } from "../../emulator";
import type { SeedToken } from "../../emulator/seed";
import { InProcessEngine } from "../support/in-process/engine";
import { aPackage, aVersion, type Declared } from "../support/in-process/program";
import { ADMIN_TOKEN, smallWorld } from "../support/small-world";

const everyScope = ["repo", "read:packages", "write:packages", "delete:packages"];
const tokens: SeedToken[] = [
  { token: "expired", kind: "expired", login: "octocat", scopes: everyScope },
  { token: "no-scopes", kind: "classic", login: "octocat", scopes: ["repo"] },
  { token: "reader", kind: "classic", login: "octocat", scopes: ["repo", "read:packages"] },
  { token: "sso-pending", kind: "classic", login: "octocat", scopes: everyScope, sso: "pending" },
  { token: "github_pat_fine", kind: "fine-grained", login: "octocat", scopes: [] },
];

const packageOf = (owner: string) => aPackage("api", { owner, packageType: "container", name: "api" });
const api = packageOf("acme");
const v0 = aVersion("v0", { owner: "acme", packageType: "container", packageName: "api", tag: "v0" });

describe("a token that will not do", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    const seed = smallWorld({ tokens });
    seed.accounts.push({ login: "strict", id: 3, type: "Organization", forbidsClassicTokens: true });
    emulator = await startEmulator({ seed });
  });
  afterAll(() => emulator.close());

  it.each<[string, token: string, Declared, RegExp]>([
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
      "a classic token of an organization that forbids them",
      ADMIN_TOKEN,
      packageOf("strict"),
      /strict has to allow classic tokens in its settings/,
    ],
  ])("is an error before anything is changed: %s", async (_, token, declared, message) => {
    const before = emulator.world.snapshot();
    emulator.clearRequests();
    const engine = new InProcessEngine(() => ({ emulator, token }));
    const { errors } = await engine.up([declared]);
    expect(errors).toEqual([expect.stringMatching(message)]);
    expect(engine.state.size).toBe(0);
    expect(emulator.world.snapshot()).toEqual(before);
    const changes = emulator.requests.filter(({ method, path }) => method !== "GET" && !path.includes("/restore"));
    expect(changes).toEqual([]);
  });
});
