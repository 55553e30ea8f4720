import type { Report } from "../../cli/report/model";
import { verdictLine } from "../../cli/report/phrases";
import { type Emulator, startEmulator } from "../../emulator";
import { changesOf, expectSuccess } from "../support/engine";
import { reportOf } from "../support/report-of";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN, npmPackage, smallWorld } from "../support/small-world";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(300_000);

/** Three addresses on this machine, of which the first two are of one server, and two packages that are declared with the first. */
describe("a package that moves between two provider instances on one machine", () => {
  let scenario: Scenario;
  let other: Emulator;
  const portOf = ({ url }: Emulator) => new URL(url).port;

  /** A program in which the two are declared with these instances, under these names. */
  const program = (ui: readonly [name: string, instance: number], cli: readonly [name: string, instance: number]) => {
    const [one, two] = [portOf(scenario.emulator), portOf(other)];
    const addresses = [`http://127.0.0.1:${one}`, `http://localhost:${one}`, `http://127.0.0.1:${two}`];
    return `
      const instances = ${JSON.stringify(addresses)}.map((baseUrl, at) => new Provider("at-" + at, { baseUrl, token: "${ADMIN_TOKEN}" }));
      new Package("${ui[0]}", { owner: "acme", packageType: "npm", name: "ui" }, { provider: instances[${ui[1]}] });
      new Package("${cli[0]}", { owner: "octocat", packageType: "npm", name: "cli" }, { provider: instances[${cli[1]}] });`;
  };
  const declared = async () => {
    const { resources = [] } = (await scenario.workspace.exportState()).deployment;
    return resources.flatMap(({ outputs, provider }: { outputs?: { packageId?: number }; provider?: string }) =>
      outputs?.packageId === undefined ? [] : [[outputs.packageId, /at-\d/.exec(provider ?? "")?.[0]]],
    );
  };
  const live = (owner: string, name: string) =>
    [scenario.emulator, other].map(({ world }) => world.package(owner, "npm", name)?.facts.id);
  const up = async (...args: string[]) => {
    const result = await scenario.workspace.up(args);
    expectSuccess(result);
    return result;
  };

  let report: Report;
  beforeAll(async () => {
    const world = smallWorld();
    const packages = [npmPackage("acme", "ui", 900, ["1.0.0"]), npmPackage("octocat", "cli", 950, ["1.0.0"])];
    other = await startEmulator({ seed: { ...world, packages } });
    scenario = await startScenario("");
    await scenario.program(program(["ui", 0], ["cli", 0]));
    await up("--skip-preview");
    await scenario.program(program(["renamed", 1], ["moved", 2]));
    report = await reportOf(scenario.workspace);
    await up();
  });
  afterAll(async () => {
    await scenario.close();
    await other.close();
  });

  const actionOf = (name: string) => report.resources.find((one) => one.name === name)?.action;

  it("of one server, by 127.0.0.1 and by localhost, is handed over, as the report says", async () => {
    expect([actionOf("ui"), actionOf("renamed")]).toEqual(["state", "adopt"]);
    expect(live("acme", "ui")).toEqual([100, 900]);
    expect(await declared()).toContainEqual([100, "at-1"]);
  });

  it("of a server each is deleted at the first, as the report says", async () => {
    expect([actionOf("cli"), actionOf("moved")]).toEqual(["delete", "adopt"]);
    expect(verdictLine(report)).toBe("Deletes 1 declared resource.");
    expect(live("octocat", "cli")).toEqual([undefined, 950]);
    expect(await declared()).toContainEqual([950, "at-2"]);
  });

  it("has moved after one update", async () => {
    expect(changesOf(await scenario.workspace.preview(["--expect-no-changes"]))).toEqual([]);
    expect(await declared()).toHaveLength(2);
  });
});
