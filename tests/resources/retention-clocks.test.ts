import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type DriverOptions, policyIn, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const YEAR = 365 * DAY;
/** By the clock of GitHub. */
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

const olderThan = (age: string, rest: PropertyMap = {}): PropertyMap => ({
  owner: "acme",
  ownerType: "organization",
  packageType: "npm",
  packages: ["lib"],
  minAge: "0s",
  rules: { old: { action: "delete", match: { versionNames: ["*"], olderThan: age } } },
  ...rest,
});

describe("the ages of versions, where this machine's clock and GitHub's differ", () => {
  let driver: Driver;
  const start = async (clientAheadMs: number, agesMs: number[], config: DriverOptions["config"] = {}) => {
    const versions = agesMs.map((age, index) => ({ id: 1001 + index, name: `1.${index}.0`, createdAt: ago(age) }));
    const lib = {
      id: 1000,
      owner: "acme",
      packageType: "npm" as const,
      name: "lib",
      visibility: "private" as const,
      createdAt: ago(YEAR),
      versions,
    };
    driver = await startDriver({ emulator: { seed: smallWorld({ packages: [lib] }) }, clientAheadMs, config });
  };
  const names = () => driver.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const young = Array.from({ length: 10 }, (_, index) => (10 - index) * DAY);
  const written = (offset: number) => new Date(driver.emulator.world.now() + offset).toISOString().slice(0, 13);
  afterEach(() => driver.close());

  it.each([
    ["a year ahead", YEAR],
    ["a year behind", -YEAR],
    ["ten minutes ahead", 10 * MINUTE],
  ])("plan nothing when it is %s: the error has both times and says what to do", async (_, ahead) => {
    await start(ahead, young);
    const check = driver.up("p", policyIn, olderThan("30d"));
    await expect(check).rejects.toMatchObject({ name: "ProviderError", code: "clock" });
    const message = await check.catch(String);
    expect(message).toContain(`it is ${written(ahead)}`);
    expect(message).toContain(`and ${written(0)}`);
    expect(message).toMatch(/Set this machine's clock, by NTP if possible, and run again/);
    expect(driver.requests().filter((line) => line.startsWith("DELETE"))).toEqual([]);
    expect(names()).toHaveLength(10);
  });

  it.each([
    ["ahead", 4 * MINUTE],
    ["behind", -4 * MINUTE],
  ])("are measured by GitHub's clock when it is a few minutes %s", async (_, ahead) => {
    await start(ahead, [30 * DAY + 2 * MINUTE, 30 * DAY - 2 * MINUTE, DAY]);
    await driver.up("p", policyIn, olderThan("30d"));
    expect(names()).toEqual(["1.2.0", "1.1.0"]);
  });

  it("are measured so by answers of the conditional cache, too, and refused by them", async () => {
    const cachePath = mkdtempSync(join(tmpdir(), "github-packages-clocks-"));
    const config = { "github-packages:cachePath": cachePath };
    try {
      await start(4 * MINUTE, [30 * DAY + 2 * MINUTE, 30 * DAY - 2 * MINUTE, DAY], config);
      const check = (asOfNow: PropertyMap) =>
        policyIn(() => driver.startRun().preview.session).check(undefined, asOfNow);
      const first = await check(olderThan("30d"));
      const logged = driver.emulator.requests.length;
      const second = await check(olderThan("30d"));
      const answers = driver.emulator.requests.slice(logged);
      expect(answers.length).toBeGreaterThan(0);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 304));
      expect(second.inputs).toEqual(first.inputs);
      driver.emulator.world.advance(0);
    } finally {
      rmSync(cachePath, { recursive: true, force: true });
    }
  });

  it("cost no request to have them measured", async () => {
    await start(0, young);
    await driver.up("p", policyIn, olderThan("30d"));
    expect(driver.requests()).toEqual([expect.stringContaining("GET /orgs/acme/packages/npm/lib/versions")]);
  });

  it("are measured by the same instant in the update, however long somebody looks at the preview", async () => {
    await start(0, [30 * DAY + 2 * MINUTE, 30 * DAY - 2 * MINUTE, DAY]);
    const result = await driver.up("p", policyIn, olderThan("30d"), () => driver.emulator.world.advance(4 * MINUTE));
    expect(result.error).toBeUndefined();
    expect(result.said.update.join("\n")).not.toContain("would go by now");
    expect(names()).toEqual(["1.2.0", "1.1.0"]);
  });

  it("are measured against an asOf that is judged by GitHub's clock", async () => {
    await start(-4 * MINUTE, young);
    const asOf = (offset: number) =>
      olderThan("3d", { asOf: new Date(driver.emulator.world.now() + offset).toISOString() });
    expect((await driver.up("p", policyIn, asOf(0))).failures).toEqual([]);
    expect((await driver.up("p", policyIn, asOf(10 * MINUTE))).failures).toEqual([
      { property: "asOf", reason: expect.stringMatching(/^asOf is in the future/) },
    ]);
  });

  it("and an asOf of just now is no future one after the preview was looked at for a quarter of an hour", async () => {
    await start(0, young);
    const run = driver.startRun();
    await policyIn(() => run.preview.session).check(undefined, olderThan("30d", { asOf: ago(0) }));
    driver.emulator.world.advance(15 * MINUTE);
    const late = new Date(driver.emulator.world.now()).toISOString();
    const checked = await policyIn(() => run.update().session).check(undefined, olderThan("30d", { asOf: late }));
    expect(checked.failures).toEqual([]);
  });
});
