import { generateKeyPairSync } from "node:crypto";
import { type Emulator, startEmulator } from "../../emulator";
import { changesOf, diagnosticsOf, type PulumiResult } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN, npmPackage, smallWorld } from "../support/small-world";

const GHES_TOKEN = "ghp_ghesTokenThatMustStayHidden";

/** How many resources had each kind of step, providers included. */
function summaryOf({ events }: PulumiResult): Readonly<Record<string, number>> {
  const summary = events.find((event) => event.summaryEvent)?.summaryEvent?.resourceChanges;
  return (summary ?? {}) as Readonly<Record<string, number>>;
}

/** One program, two hosts: github.com by the environment, a GHES by arguments. */
describe("explicit provider instances", () => {
  let scenario: Scenario;
  let ghes: Emulator;

  const program = (token = GHES_TOKEN, twin = true) => `
    const ghes = new Provider("ghes", { baseUrl: "${ghes.url}", owner: "tools", token: ${JSON.stringify(token)} });
    new Package("ui", { owner: "acme", packageType: "npm", name: "ui" });
    new Package("kit", { packageType: "npm", name: "kit" }, { provider: ghes });
    new PackageVersion("kit-1", { packageType: "npm", packageName: "kit", version: "1.0.0" }, { provider: ghes });
    ${twin ? 'new Package("twin", { owner: "acme", packageType: "npm", name: "ui" }, { provider: ghes });' : ""}`;

  beforeAll(async () => {
    const scopes = ["repo", "read:packages", "write:packages", "delete:packages"];
    const token = { kind: "classic" as const, login: "octocat", scopes };
    const world = smallWorld({ packages: [npmPackage("tools", "kit", 900, ["1.0.0", "1.1.0"])] });
    const seed = {
      ...world,
      accounts: [...world.accounts, { login: "tools", id: 7, type: "Organization" as const }],
      tokens: [GHES_TOKEN, "ghp_rotatedToken"].map((text) => ({ ...token, token: text })),
    };
    ghes = await startEmulator({ profile: "ghes-3.18", seed });
    scenario = await startScenario(program());
  });
  afterAll(async () => {
    await scenario.close();
    await ghes.close();
  });

  it("each resource goes to its own host, with its own token", async () => {
    const up = await scenario.workspace.up(["--diff"]);
    expect(diagnosticsOf(up).filter((line) => line.startsWith("error"))).toEqual([]);
    expect(changesOf(up).sort()).toEqual(["create kit", "create kit-1", "create twin", "create ui"]);
    expect(scenario.requests().join("\n")).not.toContain("tools");
    const paths = ghes.requests.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !path.startsWith("/api/v3/"))).toEqual([]);
    expect(ghes.requests.map(({ status }) => status)).not.toContain(401);
    for (const text of [up.stdout, up.stderr]) expect(text).not.toContain(GHES_TOKEN);
  });

  it("the token is a secret in the state, of the inputs and of the outputs", async () => {
    const state = await scenario.workspace.exportState();
    expect(JSON.stringify(state)).not.toContain(GHES_TOKEN);
    const provider = state.deployment.resources.find(({ urn }: { urn: string }) => urn.endsWith("::ghes"));
    for (const bag of [provider.inputs, provider.outputs]) {
      expect(bag["github-packages-provider:token"]).toEqual(
        expect.objectContaining({ ciphertext: expect.any(String) }),
      );
      expect(bag["github-packages-provider:baseUrl"]).toBe(ghes.url);
    }
  });

  it("nothing changes in a second run; another token is an update of the provider alone", async () => {
    const updatesOf = (result: PulumiResult) => summaryOf(result).update ?? 0;
    expect(updatesOf(await scenario.workspace.preview())).toBe(0);
    await scenario.program(program("ghp_rotatedToken"));
    const up = await scenario.workspace.up();
    expect({ code: up.code, changes: changesOf(up), updates: updatesOf(up) }).toEqual({
      code: 0,
      changes: [],
      updates: 1,
    });
    for (const text of [up.stdout, up.stderr]) expect(text).not.toContain("ghp_rotatedToken");
  });

  it("what one host's program declares holds back no deletion at another: the same name there is another package", async () => {
    await scenario.program(program("ghp_rotatedToken", false));
    const up = await scenario.workspace.up();
    expect({ code: up.code, changes: changesOf(up) }).toEqual({ code: 0, changes: ["delete twin"] });
    expect(ghes.world.package("acme", "npm", "ui")).toBeUndefined();
    expect(scenario.emulator.world.package("acme", "npm", "ui")).toBeDefined();
  });
});

describe("two retention policies over one package, each with a provider instance of its own", () => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  it("fail the preview", async () => {
    const policy = (name: string, options: string) => `new RetentionPolicy("${name}", {
      owner: "acme", packageType: "npm", packages: ["ui"], minAge: "0s",
      rules: { rest: { action: "delete", match: { versionNames: ["*"] } }, newest: { action: "keep", mostRecent: { count: 2 } } },
    }, ${options});`;
    scenario = await startScenario(`
      ${policy("one", "{}")}
      ${policy("two", '{ provider: new Provider("own", { owner: "acme" }) }')}`);
    const preview = await scenario.workspace.preview();
    expect(preview.code).not.toBe(0);
    expect(diagnosticsOf(preview).join("\n")).toContain("another retention policy of this program covers acme/npm/ui");
  });
});

describe("a token in the stack's configuration", () => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  const start = async () => {
    scenario = await startScenario(`
      const own = new Provider("own", { owner: "octocat" });
      new Package("ui", { owner: "acme", packageType: "npm", name: "ui" });
      new Package("cli", { packageType: "npm", name: "cli" }, { provider: own });`);
    delete scenario.workspace.env.GITHUB_TOKEN;
    return scenario;
  };

  it.each(["github-packages:token", "github:token"])(
    "%s in plain text is refused, with the command that mends it; as a secret, it works for every instance without its own",
    async (key) => {
      const { workspace, emulator } = await start();
      const set = async (how: string) =>
        expect((await workspace.pulumi(["config", "set", how, key, ADMIN_TOKEN])).code).toBe(0);
      await set("--plaintext");
      const refused = await workspace.up();
      expect(refused.code).not.toBe(0);
      expect(diagnosticsOf(refused).join("\n")).toContain(
        `error: ${key} is configured in plain text, and would be stored so in the stack's state. Make it a secret: \`pulumi config set --secret ${key}\``,
      );
      expect(emulator.requests).toEqual([]);
      expect(refused.stdout + JSON.stringify(await workspace.exportState())).not.toContain(ADMIN_TOKEN);

      await set("--secret");
      const up = await workspace.up();
      expect({ code: up.code, changes: changesOf(up).sort() }).toEqual({
        code: 0,
        changes: ["create cli", "create ui"],
      });
      expect(JSON.stringify(await workspace.exportState())).not.toContain(ADMIN_TOKEN);
    },
  );

  it("the key of a GitHub App is held to the same; its ids are no secrets", async () => {
    const { workspace } = await start();
    const pem = generateKeyPairSync("rsa", { modulusLength: 2048 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString();
    const set = async (...args: string[]) =>
      expect((await workspace.pulumi(["config", "set", "--path", ...args])).code).toBe(0);
    await set("github-packages:appAuth.id", "12");
    await set("github-packages:appAuth.installationId", "34");
    await set("--plaintext", "github-packages:appAuth.pemFile", `\n${pem}`);
    expect(diagnosticsOf(await workspace.up()).join("\n")).toContain(
      "Make it a secret: `pulumi config set --path --secret github-packages:appAuth.pemFile`",
    );
    await set("--secret", "github-packages:appAuth.pemFile", `\n${pem}`);
    const up = await workspace.up();
    expect(diagnosticsOf(up).join("\n")).toContain(
      "get a token for GitHub App 12, installation 34: Not Found (404 POST /app/installations/34/access_tokens)",
    );
    expect(up.stdout).toContain("GitHub documents packages for classic personal access tokens alone");
    expect(up.stdout + JSON.stringify(await workspace.exportState())).not.toContain("PRIVATE KEY");
  });
});
