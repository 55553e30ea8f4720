import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clockAhead } from "../support/clock-ahead";
import { changesOf, diagnosticsOf, expectSuccess, type PulumiResult, stepsOf } from "../support/engine";
import { itWithClasses } from "../support/of-the-classes";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(180_000);

const DAY = 24 * 60 * 60 * 1000;
const VERSIONS = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"];
const policy = (rest: string) =>
  `new RetentionPolicy("old", { owner: "acme", packageType: "npm", packages: ["lib"], minAge: "0s", ${rest} });`;
const keepNewest = (count: number) => `rules: {
  rest: { action: "delete", match: { versionNames: ["*"] } },
  newest: { action: "keep", mostRecent: { count: ${count} } },
}`;

describe("an approved plan of a retention policy", () => {
  let scenario: Scenario;
  const start = async (body: string) => {
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 1000, VERSIONS)] });
    scenario = await startScenario(body, { emulator: { seed } });
    return scenario;
  };
  const names = () => scenario.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const publish = (name: string) => void scenario.emulator.world.publish("acme", "npm", "lib", { name });
  afterEach(() => scenario.close());

  it("is not made by a machine whose clock is a year ahead: the engine shows both times, and deletes nothing", async () => {
    const { workspace } = await start(policy(`rules: { old: { action: "delete", match: { olderThan: "200d" } } }`));
    const before = names();
    Object.assign(workspace.env, clockAhead(365 * DAY));
    const up = await workspace.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    const year = new Date().getUTCFullYear();
    expect(diagnosticsOf(up).join("\n")).toMatch(
      new RegExp(`it is ${year + 1}-\\S+Z by this machine's clock and ${year}-\\S+Z by that of 127\\.0\\.0\\.1`),
    );
    expect(names()).toEqual(before);
  });

  it("is refused when the set is another by then, and nothing is deleted", async () => {
    const { workspace } = await start(policy(keepNewest(4)));
    expectSuccess(await workspace.preview(["--save-plan", "plan.json"]));
    expect(readFileSync(join(workspace.dir, "plan.json"), "utf8")).toContain("[rest]");
    publish("1.6.0");
    for (const unseen of [[], ["--skip-preview"]]) {
      const up = await workspace.up(["--plan", "plan.json", ...unseen]);
      expect(up.code).not.toBe(0);
      expect(diagnosticsOf(up).join("\n")).toContain("violates plan");
      expect(names()).toHaveLength(7);
    }
    expectSuccess(await workspace.preview(["--save-plan", "plan.json"]));
    expectSuccess(await workspace.up(["--plan", "plan.json"]));
    expect(names()).toEqual(["1.6.0", "1.5.0", "1.4.0", "1.3.0"]);
  });
});

describe("a retention policy, from preview to update", () => {
  let scenario: Scenario;
  const start = async (body: string) => {
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 1000, VERSIONS)] });
    scenario = await startScenario(body, { emulator: { seed } });
    return scenario;
  };
  const names = () => scenario.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const runsOf = (result: PulumiResult, name = "old") =>
    stepsOf(result).findLast((step) => step.name === name)?.metadata.new?.inputs?.runs;
  afterEach(() => scenario.close());

  it("does the same with --refresh, beside resources that are read, and takes refusals out of the plan", async () => {
    const { workspace, emulator } = await start(
      `new Package("ui", { owner: "acme", packageType: "npm", name: "ui" }, { retainOnDelete: true });
       ${policy(keepNewest(4))}`,
    );
    emulator.world.setVisibility("acme", "npm", "lib", "public");
    emulator.world.setDownloads("acme", "npm", "lib", "1.1.0", 5001);
    expectSuccess(await workspace.up(["--refresh"]));
    expect(names()).toEqual(["1.5.0", "1.4.0", "1.3.0", "1.2.0", "1.1.0"]);
    emulator.world.publish("acme", "npm", "lib", { name: "1.6.0" });
    const preview = await workspace.preview(["--refresh"]);
    expect(runsOf(preview)).toEqual({ 2: { delete: { lib: { 1003: expect.any(String) } } } });
    expect(diagnosticsOf(preview).join("\n")).toContain("GitHub refuses to delete: 1002 (1.1.0, [rest])");
    expectSuccess(await workspace.up(["--refresh"]));
    expect(names()).toEqual(["1.6.0", "1.5.0", "1.4.0", "1.3.0", "1.1.0"]);
    const quiet = await workspace.preview(["--refresh", "--expect-no-changes"]);
    expectSuccess(quiet);
    expect(changesOf(quiet)).toEqual(["refresh old", "refresh ui"]);
  });

  it("with inputs that are not known before the update says so, deletes nothing then, and shows it the next time", async () => {
    const { workspace, emulator } = await start(
      `const ui = new Package("ui", { owner: "acme", packageType: "npm", name: "ui" }, { retainOnDelete: true });
       const count = ui.packageId.apply((id) => (id === 100 ? 4 : 1));
       ${policy(`rules: {
         rest: { action: "delete", match: { versionNames: ["*"] } },
         newest: { action: "keep", mostRecent: { count } },
       }`)}`,
    );
    emulator.world.deletePackage("acme", "npm", "ui");
    const preview = await workspace.preview();
    expect(diagnosticsOf(preview).join("\n")).toContain(
      `old (acme, npm): the plan can't be shown: rules["newest"].mostRecent.count is not known before the update, which will delete nothing.`,
    );
    const up = await workspace.up();
    expectSuccess(up);
    expect(diagnosticsOf(up).join("\n")).toContain("2 more versions would go by now. The preview did not show them");
    expect(names()).toHaveLength(6);
    const next = await workspace.up();
    expectSuccess(next);
    expect(runsOf(next)).toEqual({ 1: { delete: { lib: { 1001: expect.any(String), 1002: expect.any(String) } } } });
    expect(names()).toEqual(["1.5.0", "1.4.0", "1.3.0", "1.2.0"]);
  });

  it("with --skip-preview or PULUMI_OPTION_SKIP_PREVIEW, as the Automation API updates, deletes unseen", async () => {
    const { workspace, emulator } = await start(policy(`keep: [], ${keepNewest(4)}`));
    const first = await workspace.up(["--skip-preview"]);
    expectSuccess(first);
    expect(names()).toHaveLength(4);
    expect(diagnosticsOf(first).join("\n")).toContain("lib: of 6 versions 2 go (2 by [rest])");
    emulator.world.publish("acme", "npm", "lib", { name: "1.6.0" });
    expectSuccess(await workspace.up([], { env: { PULUMI_OPTION_SKIP_PREVIEW: "true" } }));
    expect(names()).toEqual(["1.6.0", "1.5.0", "1.4.0", "1.3.0"]);
  });

  itWithClasses("keeps what the program declares, before or after it, in the preview already", async () => {
    const declare = (name: string, version: string) =>
      `new PackageVersion("${name}", { owner: "acme", packageType: "npm", packageName: "lib", version: "${version}" }, { retainOnDelete: true });`;
    const whole = policy(
      `onAllMatched: "deletePackage", rules: { rest: { action: "delete", match: { versionNames: ["*"] } } }`,
    )
      .replaceAll("lib", "ui")
      .replace('"old"', '"whole"');
    const { workspace } = await start(
      `${declare("before", "1.0.0")}
       ${policy(keepNewest(3))}
       ${whole}
       ${declare("after", "1.1.0")}
       new Package("ui", { owner: "acme", packageType: "npm", name: "ui" }, { retainOnDelete: true });`,
    );
    const preview = await workspace.preview();
    expect(runsOf(preview)).toEqual({ 1: { delete: { lib: { 1003: expect.any(String) } } } });
    expect(runsOf(preview, "whole")).toEqual({
      1: { delete: { ui: { 101: expect.any(String), 102: expect.any(String) } } },
    });
    expect(diagnosticsOf(preview).join("\n")).toContain("2 declared by the program");
    expectSuccess(await workspace.up());
    expect(names()).toEqual(["1.5.0", "1.4.0", "1.3.0", "1.1.0", "1.0.0"]);
  });
});
