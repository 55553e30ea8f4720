import type { FaultSpec } from "../../emulator";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";
import { keepNewest } from "../support/keep-newest";
import { type Driver, type DriverOptions, policyIn, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const COUNT = 30;
/** Longer than any test: whoever waits for it does not come to an end here. */
const LONG_SECONDS = 3_000;
const waitsLong = { "github-packages:maxWaitSeconds": "7200" };
const slowDown: FaultSpec = {
  status: 403,
  body: { message: "You have exceeded a secondary rate limit." },
  headers: { "retry-after": String(LONG_SECONDS) },
};
const unavailable: FaultSpec = {
  status: 503,
  body: { message: "Service unavailable" },
  headers: { "retry-after": String(LONG_SECONDS) },
};

describe("maxDuration ends a run that waits for", () => {
  let driver: Driver;
  const start = async (emulator: DriverOptions["emulator"] = {}, config: DriverOptions["config"] = waitsLong) => {
    const names = Array.from({ length: COUNT }, (_, index) => `1.${index}.0`);
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 1000, names)] });
    driver = await startDriver({ emulator: { seed, ...emulator }, config });
  };
  const count = () => driver.emulator.world.versions("acme", "npm", "lib").length;
  const deleted = () =>
    Object.keys(((driver.kept.get("p")?.outputs.deleted ?? {}) as { lib?: object }).lib ?? {}).length;
  const reached = (duration: string) =>
    new RegExp(`the retention policy stopped: it reached maxDuration \\(${duration}\\)`);
  afterEach(() => driver.close());

  it("the next hour, and the one after that goes on", async () => {
    await start(
      { rateLimits: { primary: 12, pointsPerMinute: false } },
      { ...waitsLong, "github-packages:pointsPerMinute": "0" },
    );
    const first = await driver.up("p", policyIn, keepNewest(2, { maxDuration: "30m" }));
    expect(first.error).toBeUndefined();
    expect(first.said.update.join("\n")).toMatch(reached("30m"));
    expect(deleted()).toBe(COUNT - count());
    expect(deleted()).toBeGreaterThan(5);
    driver.emulator.world.advance(3_600_000);
    const left = count();
    await driver.up("p", policyIn, keepNewest(2, { maxDuration: "30m" }));
    expect(count()).toBeLessThan(left);
  });

  it.each([
    ["a secondary limit", slowDown],
    ["a server that has a problem and says when to come back", unavailable],
  ])("%s, met by a deletion", async (_, fault) => {
    await start();
    driver.emulator.faults.add({ ...fault, method: "DELETE", skip: 3 });
    const { error, said } = await driver.up("p", policyIn, keepNewest(2, { maxDuration: "30m" }));
    expect(error).toBeUndefined();
    expect(said.update.join("\n")).toMatch(reached("30m"));
    expect(deleted()).toBe(COUNT - count());
    expect(count()).toBeGreaterThan(2);
  });

  it("a secondary limit, met by the look before deleting", async () => {
    await start();
    const beforeApply = () => driver.emulator.faults.add({ ...slowDown, method: "GET" });
    const { error, said } = await driver.up("p", policyIn, keepNewest(2, { maxDuration: "30m" }), { beforeApply });
    expect(error).toBeUndefined();
    expect(said.update.join("\n")).toMatch(reached("30m"));
    expect(count()).toBe(COUNT);
  });

  it("a look whose answer does not come", async () => {
    await start();
    const beforeApply = () => driver.emulator.faults.add({ method: "GET", delayMs: LONG_SECONDS * 1000 });
    const { error, said } = await driver.up("p", policyIn, keepNewest(2, { maxDuration: "1s" }), { beforeApply });
    expect(error).toBeUndefined();
    expect(said.update.join("\n")).toMatch(reached("1s"));
    expect(count()).toBe(COUNT);
  });

  it("the answer to a deletion only as long as it takes to record it", async () => {
    await start();
    driver.emulator.faults.add({ method: "DELETE", delayMs: 2_500, times: 6 });
    const { error, said } = await driver.up("p", policyIn, keepNewest(2, { maxDuration: "1s" }));
    expect(error).toBeUndefined();
    expect(said.update.join("\n")).toMatch(reached("1s"));
    expect(deleted()).toBe(COUNT - count());
    expect(deleted()).toBeGreaterThan(0);
    expect(count()).toBeGreaterThan(2);
  });

  it("a limit for restorations: it fails, because only the old rules know what is still to come back", async () => {
    await start();
    await driver.up("p", policyIn, keepNewest(2));
    driver.emulator.faults.add({ ...slowDown, method: "POST", skip: 3 });
    const { error } = await driver.up("p", policyIn, keepNewest(20, { maxDuration: "30m" }));
    expect(error?.message).toMatch(/it reached maxDuration \(30m\) with \d+ versions still to restore/);
    expect(count()).toBe(5);
    driver.emulator.faults.clear();
    await driver.up("p", policyIn, keepNewest(20, { maxDuration: "30m" }));
    expect(count()).toBe(20);
  });
});

describe("maxDuration ends a run over images that waits for", () => {
  it("a registry that does not say what a new image consists of", async () => {
    const old = multiPlatform("pr-1", ["linux/amd64"]);
    const images = await ImagePolicyDriver.start((api) => {
      api.push(multiPlatform("1.0.0").all, { daysAgo: 40, tags: ["v1"] });
      api.push(old.all, { daysAgo: 30, tags: ["pr-1"] });
    });
    const rules = { "pull requests": { action: "delete", match: { tags: ["pr-*"] } } };
    const beforeApply = () => {
      images.push(multiPlatform("2.0.0").all, ["v2"]);
      images.driver.emulator.faults.add({ method: "GET", route: /manifests/, delayMs: LONG_SECONDS * 1000, times: 9 });
    };
    const { said } = await images.up(imagePolicy(rules, { maxDuration: "1s" }), { beforeApply });
    expect(said.update.join("\n")).toContain("it reached maxDuration (1s). So far 0 versions were deleted");
    images.expectPresent(...old.all);
    await images.driver.close();
  });

  it("a list that is to have what GitHub counts", async () => {
    const forEver = new Promise<void>(() => {});
    const sleep = (milliseconds: number) => (milliseconds < 500 ? Promise.resolve() : forEver);
    const old = multiPlatform("pr-1", ["linux/amd64"]);
    const images = await ImagePolicyDriver.start(
      (api) => {
        api.push(multiPlatform("1.0.0").all, { daysAgo: 40, tags: ["v1"] });
        api.push(old.all, { daysAgo: 30, tags: ["pr-1"] });
      },
      { clock: { now: () => images.world.now(), sleep } },
    );
    const rules = { "pull requests": { action: "delete", match: { tags: ["pr-*"] } } };
    const beforeApply = () => {
      images.driver.emulator.faults.delayedPresence(Number.POSITIVE_INFINITY);
      images.push([multiPlatform("2.0.0").index], ["v2"]);
    };
    const { said } = await images.up(imagePolicy(rules, { maxDuration: "1s" }), { beforeApply });
    expect(said.update.join("\n")).toContain("it reached maxDuration (1s). So far 0 versions were deleted");
    images.expectPresent(...old.all);
    await images.driver.close();
  });
});
