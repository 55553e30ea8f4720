import { verdictLine } from "../../cli/report/phrases";
import { type Emulator, startEmulator } from "../../emulator";
import { changesOf } from "../support/engine";
import { reportOf } from "../support/report-of";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN, npmPackage, smallWorld } from "../support/small-world";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(300_000);

/** Two provider instances, each with an address on this machine, and one package that is declared with the first of them. */
describe("a package that moves between two instances on one machine", () => {
  let scenario: Scenario;
  let other: Emulator;
  const portOf = ({ url }: Emulator) => new URL(url).port;

  const program = (addresses: readonly string[], name: string, instance: 0 | 1) => `
    const { Provider } = require("pulumi-github-packages");
    const instances = ${JSON.stringify(addresses)}.map((baseUrl, at) => new Provider("at-" + at, { baseUrl, token: "${ADMIN_TOKEN}" }));
    new Package("${name}", { owner: "acme", packageType: "npm", name: "ui" }, { provider: instances[${instance}] });`;
  const addresses = () => {
    const one = scenario.emulator;
    return {
      spellings: [`http://127.0.0.1:${portOf(one)}`, `http://localhost:${portOf(one)}`],
      servers: [`http://127.0.0.1:${portOf(one)}`, `http://127.0.0.1:${portOf(other)}`],
    };
  };
  const declared = async () => {
    const { resources = [] } = (await scenario.workspace.exportState()).deployment;
    return resources.flatMap(({ outputs, provider }: { outputs?: { packageId?: number }; provider?: string }) =>
      outputs?.packageId === undefined ? [] : [[outputs.packageId, /at-\d/.exec(provider ?? "")?.[0]]],
    );
  };
  const live = () => [scenario.emulator, other].map(({ world }) => world.package("acme", "npm", "ui")?.facts.id);
  const up = async (...args: string[]) => {
    const result = await scenario.workspace.up(args);
    expect({ code: result.code, said: result.code === 0 ? "" : result.stdout }).toEqual({ code: 0, said: "" });
    return result;
  };

  beforeEach(async () => {
    const world = smallWorld();
    other = await startEmulator({ seed: { ...world, packages: [npmPackage("acme", "ui", 900, ["1.0.0"])] } });
    scenario = await startScenario("");
  });
  afterEach(async () => {
    await scenario.close();
    await other.close();
  });

  it.each(["renamed"])(
    "of which both speak to one server, by 127.0.0.1 and by localhost, is handed over: as %s",
    async (name) => {
      const { spellings } = addresses();
      await scenario.program(program(spellings, "ui", 0));
      await up("--skip-preview");
      await scenario.program(program(spellings, name, 1));
      const report = await reportOf(scenario.workspace);
      expect(verdictLine(report)).not.toContain("Deletes");
      expect(report.resources.filter(({ action }) => action === "delete")).toEqual([]);
      await up();
      expect(live()).toEqual([100, 900]);
      expect(await declared()).toEqual([[100, "at-1"]]);
      expect(changesOf(await up())).toEqual([]);
    },
  );

  it.each(["renamed"])(
    "of which each speaks to a server of its own is deleted at the first, as the report says: as %s",
    async (name) => {
      const { servers } = addresses();
      await scenario.program(program(servers, "ui", 0));
      await up("--skip-preview");
      await scenario.program(program(servers, name, 1));
      const report = await reportOf(scenario.workspace);
      expect(verdictLine(report)).toBe("Deletes 1 declared resource.");
      expect(report.resources.map(({ action }) => action)).toEqual(["delete", "adopt"]);
      await up();
      expect(live()).toEqual([undefined, 900]);
      expect(await declared()).toEqual([[900, "at-1"]]);
    },
  );
});
