import { type Emulator, startEmulator } from "../../emulator";
import { changesOf, diagnosticsOf, type PulumiResult } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const TOKEN = "ghp_ghesTokenThatMustStayHidden";
const ROTATED = "ghp_rotatedTokenThatMustStayHidden";

/** All that the engine tells of a command, debug events included: what it printed, and its log of events. */
const everythingOf = (result: PulumiResult) => result.stdout + result.stderr + JSON.stringify(result.events);

/** github.com by the environment; a GHES whose token is in a variable that the program names. */
describe("a Provider with tokenVariable", () => {
  let scenario: Scenario;
  let ghes: Emulator;

  const programWith = (token: string) => `
    const { getPackages } = functions;
    const ghes = new Provider("ghes", { baseUrl: "${ghes.url}", owner: "tools", ${token} });
    new Package("kit", { packageType: "npm", name: "kit" }, { provider: ghes });
    exports.names = getPackages({ packageType: "npm" }, { provider: ghes }).then(({ packages }) => packages.map(({ name }) => name));`;

  const stateAndStream = async () => {
    const stream = await scenario.workspace.pulumi(["preview", "--json", "--debug"], {
      env: { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    });
    expect(stream.code).toBe(0);
    const up = await scenario.workspace.up(["--json", "--debug"]);
    expect(up.code).toBe(0);
    const state = JSON.stringify(await scenario.workspace.exportState());
    return { stream: everythingOf(stream), up: everythingOf(up), state };
  };

  beforeAll(async () => {
    const world = smallWorld({ packages: [npmPackage("tools", "kit", 900, ["1.0.0", "1.1.0"])] });
    const scopes = ["repo", "read:packages", "write:packages", "delete:packages"];
    ghes = await startEmulator({
      profile: "ghes-3.18",
      seed: {
        ...world,
        accounts: [...world.accounts, { login: "tools", id: 7, type: "Organization" }],
        tokens: [TOKEN, ROTATED].map((token) => ({ kind: "classic" as const, login: "octocat", scopes, token })),
      },
    });
    scenario = await startScenario(programWith('tokenVariable: "TOOLS_TOKEN"'));
    scenario.workspace.env.TOOLS_TOKEN = TOKEN;
  });
  afterAll(async () => {
    await scenario.close();
    await ghes.close();
  });

  it("leaves the token nowhere: not in the stream of events, nor in what debug prints, nor in the state", async () => {
    const { stream, up, state } = await stateAndStream();
    expect(stream).toContain("TOOLS_TOKEN");
    expect(ghes.requests.map(({ status }) => status)).not.toContain(401);
    expect([stream, up, state].map((text) => text.includes(TOKEN))).toEqual([false, false, false]);
    expect(state).toContain('"github-packages-provider:tokenVariable":"TOOLS_TOKEN"');
  });

  it("of a rotated token changes nothing, and refreshes with it", async () => {
    scenario.workspace.env.TOOLS_TOKEN = ROTATED;
    ghes.clearRequests();
    const refresh = await scenario.workspace.refresh();
    const up = await scenario.workspace.up();
    expect([refresh.code, up.code, changesOf(up)]).toEqual([0, 0, []]);
    expect(up.stdout).not.toContain("updated");
    expect(ghes.requests.length).toBeGreaterThan(0);
    expect(everythingOf(refresh) + everythingOf(up)).not.toContain(ROTATED);
  });

  it("whose variable is not set fails with its name, and asks nobody", async () => {
    delete scenario.workspace.env.TOOLS_TOKEN;
    ghes.clearRequests();
    const preview = await scenario.workspace.preview();
    expect(preview.code).not.toBe(0);
    expect(diagnosticsOf(preview).join("\n")).toContain(
      "it names TOOLS_TOKEN, which is not set in the environment or is empty",
    );
    expect(ghes.requests).toEqual([]);
  });

  it("is not needed for a secret of the stack's configuration, which the engine takes out of all that it prints", async () => {
    await scenario.program(programWith('token: new pulumi.Config().requireSecret("toolsToken")'));
    expect((await scenario.workspace.pulumi(["config", "set", "--secret", "toolsToken", TOKEN])).code).toBe(0);
    const texts = await stateAndStream();
    expect(Object.values(texts).map((text) => text.includes(TOKEN))).toEqual([false, false, false]);
  });

  it("is not needed for a token that the program has as a text, plain, as an output or as a secret: the debug events of the SDK have it masked", async () => {
    const ways = [`"${ROTATED}"`, `pulumi.output("${ROTATED}")`, `pulumi.secret("${ROTATED}")`];
    const another = (token: string, index: number) => `
      const given${index} = new Provider("given-${index}", { baseUrl: "${ghes.url}", owner: "tools", token: ${token} });
      new Package("kit-${index}", { packageType: "npm", name: "kit" }, { provider: given${index}, retainOnDelete: true });`;
    await scenario.program(programWith('tokenVariable: "TOOLS_TOKEN"') + ways.map(another).join(""));
    scenario.workspace.env.TOOLS_TOKEN = TOKEN;
    const { stream, up, state } = await stateAndStream();
    expect([stream, up, state].map((text) => text.includes(ROTATED))).toEqual([false, false, false]);
    const masked = stream.match(/github-packages-provider:token\b.{1,200}?\[secret\]/g) ?? [];
    expect(masked.length).toBeGreaterThanOrEqual(ways.length);
    expect(ghes.requests.map(({ status }) => status)).not.toContain(401);
  });

  it("is no matter for a package token and an App's key, which no event has either, also where they have line ends and quotes", async () => {
    const [packageToken, lines] = [
      "packageTokenThatMustStayHidden",
      ["-----BEGIN KEY-----", 'key"ThatMust"StayHidden', ""],
    ];
    await scenario.program(`
      const app = { id: "1", installationId: "2", pemFile: ${JSON.stringify(lines)}.join("\\n") };
      const ghes = new Provider("ghes", { baseUrl: "${ghes.url}", owner: "tools", tokenVariable: "TOOLS_TOKEN", appAuth: app });
      new Package("kit", { packageType: "npm", name: "kit", restoreToken: "${packageToken}" }, { provider: ghes });`);
    scenario.workspace.env.TOOLS_TOKEN = TOKEN;
    for (const text of Object.values(await stateAndStream())) expect(text).not.toMatch(/packageTokenThat|ThatMust/);
  });

  it.each([`"${TOKEN}"`, `pulumi.output("${TOKEN}")`])(
    "that is given a token in place of a name is refused, and the token is nowhere: %s",
    async (given) => {
      await scenario.program(programWith(`tokenVariable: ${given}`));
      const up = await scenario.workspace.up(["--debug"]);
      expect(up.code).not.toBe(0);
      expect(diagnosticsOf(up).join("\n")).toContain("tokenVariable is not the name of an environment variable");
      expect(everythingOf(up) + JSON.stringify(await scenario.workspace.exportState())).not.toContain(TOKEN);
    },
  );
});
