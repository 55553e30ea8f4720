import { warnOfDeletions } from "../../provider/resources/retention-policy/messages";
import { type Driver, policyIn, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const versions = Array.from({ length: 14 }, (_, index) => `1.${index}.0`);
const inputs = {
  owner: "acme",
  packageType: "npm",
  packages: ["lib", "ui"],
  rules: {
    old: { action: "delete", match: { versionNames: ["1.*"] } },
    newest: { action: "keep", mostRecent: { count: 2 } },
  },
};

describe("what a retention policy says", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages: [npmPackage("acme", "lib", 500, versions)] }) },
    });
  });
  afterEach(() => driver.close());

  const warnings = (said: readonly string[], part: string) =>
    said.filter((line) => line.startsWith("warning: ") && line.includes(part));

  it("in a preview is a warning of what goes: how many, the oldest and newest, and each on a line of its own by package and age", async () => {
    const { said } = await driver.up("policy", policyIn, inputs);
    const [warning = ""] = warnings(said.preview, "the update deletes");
    const lines = warning.split("\n");
    expect(lines).toHaveLength(14);
    expect(lines[0]).toMatch(/the update deletes 13 versions, created from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d:$/);
    expect(lines[1]).toMatch(/^ {2}lib 501 \[old\] \d{4}-\d\d-\d\d 1\.0\.0$/);
    expect(lines.slice(1).map((line) => line.trim().split(" ")[0])).toEqual([...Array(12).fill("lib"), "ui"]);
    expect(warnings(said.update, "the update deletes")).toEqual([]);
  });

  it.each([
    ["in a preview of many, ends after a hundred with a count and how to see all", false, 100],
    ["beside the engine's own diff, which has all of them, names the first ten", true, 10],
  ])("%s", async (_, showsDiff, named) => {
    const said: string[] = [];
    const logger = { warn: (message: string, lines: string[]) => void said.push(message, ...lines) };
    const deletions = Array.from({ length: 103 }, (_none, index) => ({
      package: "lib",
      versionId: index + 1,
      createdAt: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
      text: `[old] ${index}`,
    }));
    warnOfDeletions({ logger, notes: { showsDiff } } as never, { deletions } as never, new Map());
    expect(said).toHaveLength(named + 2);
    expect(said[1]).toBe("  lib 1 [old] 0");
    expect(said.at(-1)).toBe(`  and ${103 - named} more: \`pulumi preview --diff\` shows each of them`);
  });

  it("is a warning where more than half of a package goes, and no more than information where less does", async () => {
    const { said } = await driver.up("policy", policyIn, inputs);
    expect(warnings(said.preview, "More than half of it goes")).toEqual([
      expect.stringContaining("lib: of 14 versions 12 go"),
    ]);
    expect(said.preview).toContainEqual(expect.stringMatching(/^info: .*ui: of 3 versions 1 goes/));
  });

  it("is neither where a policy only previews, or deletes nothing", async () => {
    const dry = await driver.up("dry", policyIn, { ...inputs, previewOnly: true });
    expect(warnings(dry.said.preview, "the update deletes")).toEqual([]);
    const none = await driver.up("none", policyIn, {
      ...inputs,
      rules: {
        newest: { action: "keep", mostRecent: { count: 2 } },
        old: { action: "delete", match: { versionNames: ["9.*"] } },
      },
    });
    expect(
      [...none.said.preview, ...none.said.update].filter((line) => /the update deletes|can restore/.test(line)),
    ).toEqual([]);
  });

  it("ends an update with what was done, how long it took, and until when it can come back", async () => {
    const month = 30 * 24 * 60 * 60 * 1000;
    const before = driver.emulator.world.now();
    const { said } = await driver.up("policy", policyIn, inputs);
    const after = driver.emulator.world.now();
    const [, until = ""] =
      /^info: .*deleted 13 versions, in \d+ seconds?\. GitHub can restore what was deleted until (\S+), while its name is free\.$/.exec(
        said.update.at(-1) ?? "",
      ) ?? [];
    expect(Date.parse(until)).toBeGreaterThanOrEqual(before + month);
    expect(Date.parse(until)).toBeLessThanOrEqual(after + month);
  });
});
