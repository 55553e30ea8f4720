import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PropertyMap, UNKNOWN } from "../../provider/resources/resource";
import { keepNewest } from "../support/keep-newest";
import { type Driver, type Kept, policyIn, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";
import { VirtualTime } from "../support/virtual-time";

const forbidden = { status: 403, body: { message: "Forbidden", status: "403" } };

/** Of `lib`, everything but the newest so many goes. */
describe("the runs of a retention policy", () => {
  let driver: Driver;
  const start = async (count: number, options: Parameters<typeof startDriver>[0] = {}) => {
    const lib = npmPackage(
      "acme",
      "lib",
      1000,
      Array.from({ length: count }, (_, index) => `1.${index}.0`),
    );
    driver = await startDriver({
      requestClock: new VirtualTime(() => driver.emulator.world),
      ...options,
      emulator: { seed: smallWorld({ packages: [lib] }), ...options.emulator },
    });
  };
  const up = async (
    inputs: PropertyMap,
    ...rest: Parameters<Driver["up"]> extends [string, unknown, PropertyMap, ...infer R] ? R : never
  ) => {
    const result = await driver.up("p", policyIn, inputs, ...rest);
    expect({ failures: result.failures, error: result.error }).toEqual({ failures: [], error: undefined });
    return result;
  };
  const kept = () => driver.kept.get("p") as { inputs: PropertyMap; outputs: PropertyMap };
  const names = () => driver.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const deletions = () => driver.requests().filter((line) => line.startsWith("DELETE"));
  const publish = (name: string) => void driver.emulator.world.publish("acme", "npm", "lib", { name });
  afterEach(() => driver.close());

  it("keep the record of the last that had work, when a later one has none", async () => {
    await start(4);
    await up(keepNewest(2));
    const { deleted } = kept().outputs;
    await up(keepNewest(2, { maxDeletions: 7 }));
    expect(kept().outputs.deleted).toEqual(deleted);
    publish("2.0.0");
    await up(keepNewest(2, { maxDeletions: 7 }));
    expect(kept().outputs.deleted).toEqual({ lib: { 1003: expect.stringContaining("1.2.0") } });
  });

  it("add to one record when one goes on from another that was stopped", async () => {
    await start(6);
    driver.emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/1003$/ });
    expect((await driver.up("p", policyIn, keepNewest(2))).error?.message).toContain("Forbidden");
    await up(keepNewest(2));
    const deleted = kept().outputs.deleted as { lib: object };
    expect(Object.keys(deleted.lib)).toEqual(["1001", "1002", "1003", "1004"]);
  });

  describe("of which the first failed half-way", () => {
    const begin = async () => {
      await start(8);
      driver.emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/1003$/ });
      const { error } = await driver.up("p", policyIn, keepNewest(2));
      expect(error?.message).toContain("Forbidden");
      driver.requests();
      return names();
    };

    it("delete nothing once previewOnly is set", async () => {
      const left = await begin();
      const { changes, said } = await up(keepNewest(2, { previewOnly: true }));
      expect(changes).toBe(true);
      expect(said.preview.join("\n")).toContain("previewOnly: would delete lib 1003");
      expect({ names: names(), deletions: deletions() }).toEqual({ names: left, deletions: [] });
      expect((await up(keepNewest(2, { previewOnly: true }))).changes).toBe(false);
      await up(keepNewest(2));
      expect(names()).toEqual(["1.7.0", "1.6.0"]);
    });

    it("delete nothing while the program freezes them with ignoreChanges", async () => {
      const left = await begin();
      await up({ ...keepNewest(2), runs: kept().inputs.runs });
      expect({ names: names(), deletions: deletions() }).toEqual({ names: left, deletions: [] });
    });

    it("delete nothing when the preview could not know an input, which is another one then", async () => {
      const left = await begin();
      const { id, inputs, outputs } = driver.kept.get("p") as Kept;
      const run = driver.startRun();
      const previewed = await policyIn(() => run.preview.session).check(
        inputs,
        keepNewest(2, { maxDeletions: UNKNOWN }),
      );
      expect(previewed.failures).toEqual([]);
      const { session } = run.update();
      const resource = policyIn(() => session);
      const checked = await resource.check(inputs, keepNewest(2, { maxDeletions: 7 }));
      await resource.update(id, outputs, checked.inputs);
      expect({ names: names(), deletions: deletions() }).toEqual({ names: left, deletions: [] });
    });
  });

  describe("by tighter rules that failed half-way, and so never came into effect", () => {
    /** A person deletes 1.6.0; then of 1.2.0, 1.3.0 and 1.4.0 the run deletes two. */
    const begin = async () => {
      await start(8);
      await up(keepNewest(6));
      driver.emulator.world.deleteVersion("acme", "npm", "lib", "1.6.0");
      driver.emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/1005$/ });
      expect((await driver.up("p", policyIn, keepNewest(2))).error?.message).toContain("Forbidden");
      expect(names()).toEqual(["1.7.0", "1.5.0", "1.4.0"]);
      driver.requests();
    };

    it.each([
      ["the rules before them", 6, ["1.7.0", "1.5.0", "1.4.0", "1.3.0", "1.2.0"]],
      ["looser ones than before", 8, ["1.7.0", "1.5.0", "1.4.0", "1.3.0", "1.2.0", "1.1.0", "1.0.0"]],
    ])("are undone by %s after a refresh, and nothing else is", async (_, count, expected) => {
      await begin();
      await driver.refresh("p", policyIn);
      const { said } = await up(keepNewest(count));
      expect(names()).toEqual(expected);
      expect(said.preview.join("\n")).toContain(`${expected.length - 3} come back`);
      expect(kept().outputs.overruled).toBeUndefined();
      driver.requests();
      expect((await up(keepNewest(count))).changes).toBe(false);
      expect(driver.requests().filter((line) => line.includes("state=deleted"))).toEqual([]);
    });

    it("are undone by a refresh that comes later than the rules before them", async () => {
      await begin();
      const { id, outputs } = driver.kept.get("p") as Kept;
      const run = driver.startRun();
      await policyIn(() => run.preview.session).check(kept().inputs, keepNewest(6));
      const resource = policyIn(() => run.update().session);
      const { inputs } = await resource.check(kept().inputs, keepNewest(6));
      driver.kept.set("p", { id, inputs, outputs: (await resource.update(id, outputs, inputs)).state });
      expect(names()).toEqual(["1.7.0", "1.5.0", "1.4.0"]);
      await driver.refresh("p", policyIn);
      await up(keepNewest(6));
      expect(names()).toEqual(["1.7.0", "1.5.0", "1.4.0", "1.3.0", "1.2.0"]);
    });

    it.each([true, false])("go on with the same rules, refreshed: %s", async (isRefreshed) => {
      await begin();
      if (isRefreshed) await driver.refresh("p", policyIn);
      await up(keepNewest(2));
      expect(names()).toEqual(["1.7.0", "1.5.0"]);
      await driver.refresh("p", policyIn);
      expect((await up(keepNewest(2))).changes).toBe(false);
    });

    it("are undone in a second attempt when the first fails", async () => {
      await begin();
      await driver.refresh("p", policyIn);
      driver.emulator.faults.add({ ...forbidden, method: "POST", route: /\/1004\/restore$/ });
      expect((await driver.up("p", policyIn, keepNewest(6))).error?.message).toContain("Forbidden");
      await up(keepNewest(6));
      expect(names()).toEqual(["1.7.0", "1.5.0", "1.4.0", "1.3.0", "1.2.0"]);
    });

    it("are undone after a second such run, also when rules have settled the first one's before a refresh knew of it", async () => {
      await begin();
      await driver.refresh("p", policyIn);
      driver.emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/1006$/ });
      expect((await driver.up("p", policyIn, keepNewest(1))).error?.message).toContain("Forbidden");
      expect(names()).toEqual(["1.7.0", "1.5.0"]);
      await up(keepNewest(6));
      expect(names()).toEqual(["1.7.0", "1.5.0", "1.3.0", "1.2.0"]);
      await driver.refresh("p", policyIn);
      await up(keepNewest(6));
      expect(names()).toEqual(["1.7.0", "1.5.0", "1.4.0", "1.3.0", "1.2.0"]);
    });

    it("stay done where nothing is to be restored", async () => {
      await begin();
      await driver.refresh("p", policyIn);
      await up(keepNewest(6, { restore: false }));
      expect(names()).toEqual(["1.7.0", "1.5.0", "1.4.0"]);
    });
  });

  it("stay numbered when the program freezes them with ignoreChanges and lets go again", async () => {
    await start(4);
    await up(keepNewest(3));
    publish("2.0.0");
    const { runs } = kept().inputs;
    expect((await up({ ...keepNewest(3), runs })).changes).toBe(false);
    expect(names()).toHaveLength(4);
    expect((await up(keepNewest(3))).changes).toBe(true);
    expect(names()).toEqual(["2.0.0", "1.3.0", "1.2.0"]);
  });

  it("bring what a person restored to its end again, though the plan is the same as before", async () => {
    await start(4);
    await up(keepNewest(3));
    driver.emulator.world.restoreVersion("acme", "npm", "lib", 1001);
    expect((await up(keepNewest(3))).changes).toBe(true);
    expect(names()).toEqual(["1.3.0", "1.2.0", "1.1.0"]);
  });

  it("as of an instant, leave what a person deleted later, though the rules would have deleted it by then", async () => {
    await start(3);
    const { world } = driver.emulator;
    const [, middle] = world.versions("acme", "npm", "lib") as [unknown, { createdAt: string }];
    const daysLater = (days: number) =>
      new Date(Date.parse(middle.createdAt) + days * 24 * 60 * 60 * 1000).toISOString();
    const old = (olderThan: string, asOf: string) => ({
      ...keepNewest(1, { asOf }),
      rules: { old: { action: "delete", match: { versionNames: ["*"], olderThan } } },
    });
    await up(old("50d", daysLater(40)));
    expect(names()).toEqual(["1.2.0", "1.1.0"]);
    world.advance(Math.max(0, Date.parse(daysLater(70)) - world.now()));
    world.deleteVersion("acme", "npm", "lib", "1.1.0");
    await up(old("365d", daysLater(70)));
    expect(names()).toEqual(["1.2.0", "1.0.0"]);
  });

  describe("with a version that GitHub refuses to delete", () => {
    const begin = async () => {
      await start(4);
      driver.emulator.world.setVisibility("acme", "npm", "lib", "public");
      driver.emulator.world.setDownloads("acme", "npm", "lib", "1.1.0", 5001);
      await up(keepNewest(2));
      expect(deletions()).toHaveLength(2);
    };

    it("tell of it, make no diff of it, and don't grow the state", async () => {
      await begin();
      const sizes = [];
      for (let run = 0; run < 4; run += 1) {
        const { changes, said } = await up(keepNewest(2));
        expect(changes).toBe(false);
        expect(said.preview.join("\n")).toContain("stays, because GitHub refuses to delete it: lib 1002.");
        sizes.push(JSON.stringify(kept()).length);
      }
      expect(new Set(sizes).size).toBe(1);
      expect(deletions()).toEqual([]);
    });

    it("leave it out of the plan after a refresh, and say why it stays", async () => {
      await begin();
      await driver.refresh("p", policyIn);
      const { previewed, said, changes } = await up(keepNewest(2));
      expect({ runs: previewed.runs, changes }).toEqual({ runs: undefined, changes: false });
      expect(said.preview.join("\n")).toMatch(/GitHub refuses to delete: 1002 \(1\.1\.0, \[rest\]\)/);
      publish("2.0.0");
      const next = await up(keepNewest(2));
      expect(next.previewed.runs).toEqual({ 2: { delete: { lib: { 1003: expect.any(String) } } } });
      expect(names()).toEqual(["2.0.0", "1.3.0", "1.1.0"]);
    });

    it("try it again when the policy changes, refreshed or not", async () => {
      await begin();
      await driver.refresh("p", policyIn);
      await up(keepNewest(2));
      driver.emulator.world.setVisibility("acme", "npm", "lib", "private");
      const { previewed } = await up(keepNewest(2, { maxDeletions: 7 }));
      expect(Object.values(previewed.runs as object)).toEqual([{ delete: { lib: { 1002: expect.any(String) } } }]);
      expect(names()).toEqual(["1.3.0", "1.2.0"]);
      expect(kept().outputs.blocked).toBeUndefined();
    });
  });

  it("do not take a refusal for good that the next publish overturns", async () => {
    await start(3);
    const all = keepNewest(1);
    const race = () => {
      driver.emulator.world.deleteVersion("acme", "npm", "lib", "1.2.0");
      driver.emulator.world.deleteVersion("acme", "npm", "lib", "1.1.0");
    };
    driver.emulator.faults.add({ method: "DELETE", run: race });
    const { said } = await up(all);
    expect(said.update.join("\n")).toMatch(/warning: .*: lib 1001 .* stays: You cannot delete the last version/);
    expect(kept().outputs.blocked).toBeUndefined();
    expect((await up(all)).changes).toBe(false);
    publish("2.0.0");
    await up(all);
    expect(names()).toEqual(["2.0.0"]);
  });

  it("don't claim what somebody else deleted a moment before", async () => {
    await start(5);
    const rival = () => driver.emulator.world.deleteVersion("acme", "npm", "lib", "1.1.0");
    driver.emulator.faults.add({ method: "DELETE", route: /\/1002$/, run: rival });
    const { said } = await up(keepNewest(2));
    expect(Object.keys((kept().outputs.deleted as { lib: object }).lib)).toEqual(["1001", "1003"]);
    expect(said.update.join("\n")).toContain("lib 1002 was planned and is left: it is gone already");
    expect(names()).toEqual(["1.4.0", "1.3.0"]);
  });

  it("look again when what they read has grown old: what holds a slot by then stays, and lists that lag deceive nobody", async () => {
    await start(530, { config: { "github-packages:pointsPerMinute": "0" } });
    const directory = mkdtempSync(join(tmpdir(), "audit-"));
    driver.emulator.faults.add({
      method: "DELETE",
      skip: 400,
      run: () => {
        for (let index = 0; index < 3; index += 1)
          driver.emulator.world.deleteVersion("acme", "npm", "lib", `1.${527 + index}.0`);
        driver.emulator.faults.staleLists(9);
        driver.emulator.world.advance(4 * 60_000);
      },
    });
    await up(keepNewest(5, { maxDeletions: 1000, auditLog: join(directory, "log") }));
    rmSync(directory, { recursive: true });
    const gone = driver.emulator.requests.filter(({ method, status }) => method === "DELETE" && status === 204);
    expect(new Set(gone.map(({ path }) => path)).size).toBe(gone.length);
    const deleted = kept().outputs.deleted as { lib: object };
    expect(Object.keys(deleted.lib).length).toBe(gone.length);
    expect(names().length + gone.length + 3).toBe(530);
    expect(names()).toHaveLength(5);
  });

  it("keep the newest N of what is there when they begin, whatever the preview showed", async () => {
    await start(5);
    const rival = () => driver.emulator.world.deleteVersion("acme", "npm", "lib", "1.4.0");
    const { said } = await up(keepNewest(2), { beforeApply: rival });
    expect(names()).toEqual(["1.3.0", "1.2.0"]);
    expect(said.update.join("\n")).toContain("lib 1003 was planned and is left: the rules keep it now");
  });

  it.each([
    [
      "refuses one of them",
      (driver: Driver) => driver.emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/1001$/, times: 9 }),
    ],
    [
      "no longer lists the package whole",
      (driver: Driver) => driver.emulator.faults.add({ status: 502, method: "GET", route: /versions$/, times: 99 }),
    ],
  ])("say of deletions of which GitHub %s how many there were, and nowhere that there was none", async (_, trouble) => {
    await start(6, { config: { "github-packages:retryDelayMs": "1" } });
    const { error } = await driver.up("p", policyIn, keepNewest(1), {
      beforeApply: () => {
        driver.emulator.world.deleteVersion("acme", "npm", "lib", "1.3.0");
        trouble(driver);
      },
    });
    expect(error?.message).toMatch(/So far \d versions were deleted/);
    expect(error?.message).not.toMatch(/nothing (was|is) (deleted|changed|done)|nothing of/i);
  });

  it("fail before anything is deleted that could not be written down", async () => {
    await start(4);
    const directory = mkdtempSync(join(tmpdir(), "audit-"));
    const { error } = await driver.up("p", policyIn, keepNewest(2, { auditLog: directory }));
    rmSync(directory, { recursive: true });
    expect(error?.message).toMatch(/^open the audit log .*: EISDIR\. Nothing was deleted\./);
    expect(names()).toHaveLength(4);
  });

  it("warn of a package that is not there, and do the rest", async () => {
    await start(4);
    const { said } = await up(keepNewest(2, { packages: ["lib", "lid"] }));
    expect(said.preview.join("\n")).toContain(
      'warning: retention policy (acme, npm): "lid" matches no package of this owner and type',
    );
    expect(names()).toHaveLength(2);
  });

  describe("that delete a package as a whole", () => {
    const all = (rest: PropertyMap = {}) => ({
      ...keepNewest(1),
      rules: { rest: { action: "delete", match: { versionNames: ["*"] } } },
      onAllMatched: "deletePackage",
      ...rest,
    });

    it("are content when somebody was faster", async () => {
      await start(2);
      const { error } = await driver.up("p", policyIn, all(), {
        beforeApply: () => driver.emulator.world.deletePackage("acme", "npm", "lib"),
      });
      expect(error).toBeUndefined();
      expect((await up(all())).changes).toBe(false);
    });

    it("leave a package to which something was published meanwhile, and say so", async () => {
      await start(2);
      const { said } = await up(all(), { beforeApply: () => publish("2.0.0") });
      expect(names()).toEqual(["2.0.0", "1.1.0", "1.0.0"]);
      expect(said.update.join("\n")).toContain("lib was planned and is left: it is not what was shown any more");
    });

    it.each([
      ["a limit", { status: 403, body: { message: "You have exceeded a secondary rate limit." } }],
      ["a failure", { status: 502, body: {} }],
    ])("leave a package to which something was published while %s held its deletion up", async (_, answer) => {
      await start(2);
      const headers = { "retry-after": "11" };
      driver.emulator.faults.add({ ...answer, headers, method: "DELETE", run: () => publish("2.0.0") });
      await driver.up("p", policyIn, all());
      expect(names()).toEqual(["2.0.0", "1.1.0", "1.0.0"]);
    });

    it("remember that GitHub refuses, and make no diff of it, refreshed or not", async () => {
      await start(2);
      driver.emulator.world.setVisibility("acme", "npm", "lib", "public");
      driver.emulator.world.setDownloads("acme", "npm", "lib", "1.0.0", 5001);
      const { said } = await up(all());
      expect(said.update.join("\n")).toMatch(/warning: .*: lib stays with all its versions: .*5000 downloads/);
      driver.requests();
      expect((await up(all())).changes).toBe(false);
      publish("2.0.0");
      const { changes, said: later } = await up(all());
      expect(changes).toBe(false);
      expect(later.preview.join("\n")).toContain("stays, because GitHub refuses to delete it: lib 1001, lib 1002.");
      await driver.refresh("p", policyIn);
      const refreshed = await up(all());
      expect(Object.values(refreshed.previewed.runs as object)).toEqual([{ delete: { lib: expect.any(Object) } }]);
      expect(names()).toEqual(["1.1.0", "1.0.0"]);
      expect(deletions()).toHaveLength(1);
      expect((await up(all())).changes).toBe(false);
    });

    it("do nothing to a package that the program declares", async () => {
      await start(2);
      const run = driver.startRun();
      run.preview.session.declarations.declarePackage("acme", "npm", "lib");
      const { inputs } = await policyIn(() => run.preview.session).check(undefined, all());
      expect(inputs.runs).toEqual({ 1: { delete: { lib: { 1001: expect.any(String) } } } });
    });
  });
});
