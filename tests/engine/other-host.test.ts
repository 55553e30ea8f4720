import { verdictLine } from "../../cli/report/phrases";
import { type Emulator, startEmulator } from "../../emulator";
import { CompanyNetwork } from "../support/company-network";
import { changesOf, diagnosticsOf, expectSuccess } from "../support/engine";
import { reportOf } from "../support/report-of";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN, npmPackage, smallWorld } from "../support/small-world";

const ui = (options = "{}") => `new Package("ui", { owner: "acme", packageType: "npm", name: "ui" }, ${options});`;

/**
 * Two servers with the same organization; a proxy gives them names, because all of this machine's own addresses count as one host.
 * What else can become of such a package is in tests/resources/other-host.test.ts.
 */
describe("a package that was adopted at one host", () => {
  let network: CompanyNetwork;
  let ghes: Emulator;
  let scenario: Scenario;
  const at = (host: string, { url }: Emulator) => `http://${host}:${new URL(url).port}`;

  beforeAll(async () => {
    network = new CompanyNetwork();
    const proxy = await network.startProxy({ isNameServer: true });
    const world = smallWorld();
    ghes = await startEmulator({
      profile: "ghes-3.18",
      seed: { ...world, packages: [npmPackage("acme", "ui", 900, ["1.0.0"])] },
    });
    scenario = await startScenario(ui(), { emulator: { profile: "ghes-3.18" } });
    Object.assign(scenario.workspace.env, {
      http_proxy: proxy.url,
      no_proxy: "127.0.0.1",
      GITHUB_BASE_URL: at("one.example.com", scenario.emulator),
    });
    expectSuccess(await scenario.workspace.up(["--skip-preview"]));
  });
  afterAll(async () => {
    await scenario.close();
    await network.close();
    await ghes.close();
  });

  const packageIds = async () => {
    const { resources = [] } = (await scenario.workspace.exportState()).deployment;
    return resources.flatMap(({ outputs }: { outputs?: { packageId?: number } }) => outputs?.packageId ?? []);
  };
  const both = () => [scenario.emulator, ghes].map(({ world }) => world.package("acme", "npm", "ui")?.facts.id);

  it("stays in the state, and on GitHub, when a run's environment names another host", async () => {
    const env = { GITHUB_BASE_URL: at("two.example.com", ghes) };
    ghes.world.deletePackage("acme", "npm", "ui");
    for (const command of ["refresh", "destroy"] as const) {
      const result = await scenario.workspace[command](["--skip-preview"], { env });
      expect(result.code).not.toBe(0);
      expect(diagnosticsOf(result).join("\n")).toMatch(/npm package acme\/ui: it was adopted at one.example.com:\d+/);
    }
    expect(await packageIds()).toEqual([100]);
    expect(both()).toEqual([100, undefined]);
    ghes.world.restorePackage("acme", "npm", "ui");
  });

  it("is replaced when the program gives it a provider instance of another host, and its old instance deletes it", async () => {
    await scenario.program(`
      const ghes = new Provider("ghes", { baseUrl: "${at("two.example.com", ghes)}", token: "${ADMIN_TOKEN}" });
      ${ui("{ provider: ghes }")}`);
    const report = await reportOf(scenario.workspace);
    expect(verdictLine(report)).toBe("Deletes 1 declared resource.");
    expect(report.resources).toMatchObject([{ action: "delete" }, { action: "adopt" }]);
    const up = await scenario.workspace.up();
    expectSuccess(up);
    expect(changesOf(up)).toContain("replace ui");
    expect(up.stdout).toMatch(
      /npm package acme\/ui is replaced, because its host changes from one.example.com:\d+ to two.example.com:\d+/,
    );
    expect(await packageIds()).toEqual([900]);
    expect(both()).toEqual([undefined, 900]);
  });
});
