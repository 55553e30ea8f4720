import { verdictLine } from "../../cli/report/phrases";
import { type Emulator, startEmulator } from "../../emulator";
import { CompanyNetwork } from "../support/company-network";
import { changesOf, diagnosticsOf } from "../support/engine";
import { reportOf } from "../support/report-of";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN, npmPackage, smallWorld } from "../support/small-world";

const ui = (options = "{}") => `new Package("ui", { owner: "acme", packageType: "npm", name: "ui" }, ${options});`;

/** Two servers with the same organization; a proxy gives them names, because all of this machine's own addresses count as one host. */
describe("a package that was adopted at one host", () => {
  let network: CompanyNetwork;
  let ghes: Emulator;
  let scenario: Scenario;
  const at = (host: string, { url }: Emulator) => `http://${host}:${new URL(url).port}`;

  beforeEach(async () => {
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
    const up = await scenario.workspace.up(["--skip-preview"]);
    expect({ code: up.code, said: up.code === 0 ? "" : up.stdout }).toEqual({ code: 0, said: "" });
  });
  afterEach(async () => {
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
    expect((await scenario.workspace.destroy(["--skip-preview"])).code).toBe(0);
    expect(both()).toEqual([undefined, undefined]);
  });

  it("is replaced when the program gives it a provider instance of another host, and its old instance deletes it", async () => {
    await scenario.program(`
      const { Provider } = require("pulumi-github-packages");
      const ghes = new Provider("ghes", { baseUrl: "${at("two.example.com", ghes)}", token: "${ADMIN_TOKEN}" });
      ${ui("{ provider: ghes }")}`);
    const preview = await scenario.workspace.preview();
    expect(changesOf(preview)).toContain("replace ui");
    expect(diagnosticsOf(preview).join("\n")).toMatch(
      /npm package acme\/ui is replaced, because its host changes from one.example.com:\d+ to two.example.com:\d+/,
    );
    const report = await reportOf(scenario.workspace);
    expect(verdictLine(report)).toBe("Deletes 1 declared resource.");
    expect(report.resources).toMatchObject([{ action: "delete" }, { action: "adopt" }]);
    const up = await scenario.workspace.up(["--skip-preview"]);
    expect({ code: up.code, said: up.code === 0 ? "" : up.stdout }).toEqual({ code: 0, said: "" });
    expect(await packageIds()).toEqual([900]);
    expect(both()).toEqual([undefined, 900]);
  });

  it("is deleted, as the report says, when the program declares it at another host under another name", async () => {
    await scenario.program(`
      const { Provider } = require("pulumi-github-packages");
      const ghes = new Provider("ghes", { baseUrl: "${at("two.example.com", ghes)}", token: "${ADMIN_TOKEN}" });
      new Package("moved", { owner: "acme", packageType: "npm", name: "ui" }, { provider: ghes });`);
    const report = await reportOf(scenario.workspace);
    expect(verdictLine(report)).toBe("Deletes 1 declared resource.");
    expect(report.resources).toMatchObject([
      { name: "ui", action: "delete" },
      { name: "moved", action: "adopt" },
    ]);
    expect((await scenario.workspace.up(["--skip-preview"])).code).toBe(0);
    expect(both()).toEqual([undefined, 900]);
  });

  it("is adopted under the server's new name, and nothing is deleted", async () => {
    scenario.workspace.env.GITHUB_BASE_URL = at("renamed.example.com", scenario.emulator);
    const up = await scenario.workspace.up(["--skip-preview"]);
    expect({ code: up.code, said: up.code === 0 ? "" : up.stdout }).toEqual({ code: 0, said: "" });
    expect(changesOf(up)).toContain("delete-replaced ui");
    expect(changesOf(await scenario.workspace.refresh(["--skip-preview"]))).toEqual([]);
    expect(both()).toEqual([100, 900]);
  });
});
