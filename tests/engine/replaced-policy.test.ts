/** A retention policy that is replaced starts anew: what a report and a policy pack say of it is what the update does. */
import { buildReport } from "../../cli/report/build-report";
import { parsePreview } from "../../cli/report/preview";
import { changesOf } from "../support/engine";
import { writePolicyPack } from "../support/policy-pack";
import { type Scenario, startScenario, urnOf } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const program = `
  new RetentionPolicy("old", { owner: "acme", packageType: "npm", packages: ["lib"], minAge: "0s", rules: {
    rest: { action: "delete", match: { versionNames: ["*"] } },
    newest: { action: "keep", mostRecent: { count: 4 } },
  } });`;

const pack = `
  const { PolicyPack } = require("@pulumi/policy");
  const { packagePolicies } = require("pulumi-github-packages/policies");
  new PolicyPack("packages", { enforcementLevel: "advisory", policies: packagePolicies({ maxDeletions: 2 }) });`;

const URN = urnOf("RetentionPolicy", "old");

describe("a retention policy that has run and is replaced", () => {
  let scenario: Scenario;
  const names = () => scenario.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);

  beforeAll(async () => {
    const seed = smallWorld({
      packages: [npmPackage("acme", "lib", 1000, ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0"])],
    });
    scenario = await startScenario(program, { emulator: { seed } });
    await writePolicyPack(scenario.workspace, pack);
    expect((await scenario.workspace.up()).code).toBe(0);
  });
  afterAll(() => scenario.close());
  it.each([
    ["tainted", 2, [], () => scenario.workspace.pulumi(["state", "taint", URN, "--yes"])],
    ["named by --target-replace", 3, ["--target-replace", URN], undefined],
  ])("because it was %s, is reported once, with what goes", async (_, major, args, prepare) => {
    await prepare?.();
    const { workspace, emulator } = scenario;
    expect(names()).toHaveLength(4);
    for (const minor of [0, 1, 2]) emulator.world.publish("acme", "npm", "lib", { name: `${major}.${minor}.0` });
    const preview = await workspace.preview(["--json", "--policy-pack", "pack", ...args], {
      env: { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    });
    const report = buildReport(parsePreview(preview.stdout), Date.now());
    expect(report.policies).toMatchObject([{ name: "old", deletions: 3, restorations: 0, versions: 7 }]);
    const shown = report.policies[0]?.packages[0]?.deletions.map(({ what }) => what).sort();
    expect(report.violations.map(({ policy, text }) => `${policy}: ${text.split("\n").at(-1)}`)).toContainEqual(
      expect.stringContaining("old would delete 3 versions (lib: 3), and at most 2 are allowed"),
    );

    const before = names();
    const up = await workspace.up(args);
    expect(up.code).toBe(0);
    expect(changesOf(up)).toContain("create-replacement old");
    expect(before.filter((name) => !names().includes(name)).sort()).toEqual(shown);
  });
});
