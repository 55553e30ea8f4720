import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PackageVersionResource } from "../../provider/resources/package-version/resource";
import { keepNewest } from "../support/keep-newest";
import { type Driver, policyIn, startDriver } from "../support/run-driver";
import { daysAgo, npmPackage, smallWorld } from "../support/small-world";

const lib = (count: number) =>
  npmPackage(
    "acme",
    "lib",
    1000,
    Array.from({ length: count }, (_, index) => `1.${index}.0`),
  );

const forbidden = { status: 403, body: { message: "Forbidden", status: "403" } };

/** Of `lib`, everything but the newest so many goes. */
describe("a retention policy", () => {
  let driver: Driver;
  const start = async (count: number, tokens = smallWorld().tokens) => {
    driver = await startDriver({ emulator: { seed: { ...smallWorld({ packages: [lib(count)] }), tokens } } });
    return driver;
  };
  const names = () => driver.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const outputs = () => driver.kept.get("p")?.outputs ?? {};
  const deletions = () => driver.requests().filter((line) => line.startsWith("DELETE")).length;
  afterEach(() => driver.close());

  it("records what it deleted, and is settled after that", async () => {
    await start(4);
    const first = await driver.up("p", policyIn, keepNewest(2));
    expect(first.error).toBeUndefined();
    expect(outputs().deleted).toEqual({
      lib: { 1001: expect.stringContaining("1.0.0"), 1002: expect.stringContaining("1.1.0") },
    });
    const second = await driver.up("p", policyIn, keepNewest(2));
    expect(second).toMatchObject({ failures: [], changes: false });
    expect(driver.kept.get("p")?.inputs.runs).toBeUndefined();
  });

  it("costs one listing for preview and update together, while nothing goes", async () => {
    await start(4);
    await driver.up("p", policyIn, keepNewest(9));
    driver.requests();
    await driver.up("p", policyIn, keepNewest(9));
    expect(driver.requests()).toEqual([
      "GET /users/acme",
      "GET /orgs/acme/packages/npm/lib/versions?state=active&per_page=100&page=1",
    ]);
  });

  it("looks again before it deletes, and leaves what somebody deleted or what is declared by then", async () => {
    await start(6);
    const between = () => driver.emulator.world.deleteVersion("acme", "npm", "lib", "1.1.0");
    const { error } = await driver.up("p", policyIn, keepNewest(3), between);
    expect(error).toBeUndefined();
    expect(names()).toEqual(["1.5.0", "1.4.0", "1.3.0"]);
    expect(Object.keys((outputs().deleted as { lib: object }).lib)).toEqual(["1001", "1003"]);
  });

  it("deletes nothing that the preview did not show", async () => {
    await start(4);
    const between = () => {
      // Before the run's instant: what is published after it does not compete yet.
      driver.emulator.world.publish("acme", "npm", "lib", { name: "2.0.0", createdAt: daysAgo(0.02) });
      driver.emulator.world.publish("acme", "npm", "lib", { name: "2.1.0", createdAt: daysAgo(0.01) });
    };
    const { said } = await driver.up("p", policyIn, keepNewest(3), between);
    expect(names()).toEqual(["2.1.0", "2.0.0", "1.3.0", "1.2.0", "1.1.0"]);
    expect(said.update.join("\n")).toContain("2 more versions would go by now. The preview did not show them");
  });

  it("without an earlier phase, where one was to be expected, does nothing and fails", async () => {
    await start(4);
    const { preview } = driver.startRun();
    const resource = policyIn(() => preview.session);
    const { inputs } = await resource.check(undefined, keepNewest(2));
    await expect(resource.create(inputs)).rejects.toThrow(
      /the provider knows nothing of a preview .* \(2 entries\), so it does nothing\..*--skip-preview/,
    );
    expect(names()).toHaveLength(4);
  });

  it("without an earlier phase, where the preview is skipped, does its work", async () => {
    await start(4);
    const { preview } = driver.startRun({ skipsPreview: true });
    const resource = policyIn(() => preview.session);
    const { inputs } = await resource.check(undefined, keepNewest(2));
    await resource.create(inputs);
    expect(names()).toEqual(["1.3.0", "1.2.0"]);
  });

  it("goes on after a failure in the middle, and does nothing twice", async () => {
    await start(20);
    driver.emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/1003$/ });
    driver.emulator.faults.add({ method: "DELETE", delayMs: 300, times: 18 });
    const first = await driver.up("p", policyIn, keepNewest(2));
    expect(first.error?.message).toMatch(
      /the retention policy stopped: delete npm package acme\/lib.*Forbidden.*So far 5 versions were deleted.*13 of the plan are left.*pulumi up --refresh/s,
    );
    expect(Object.keys((outputs().deleted as { lib: object }).lib)).toEqual(["1001", "1002", "1004", "1005", "1006"]);
    expect(names()).toHaveLength(15);
    driver.emulator.faults.clear();
    const second = await driver.up("p", policyIn, keepNewest(2));
    expect(second.error).toBeUndefined();
    expect(names()).toEqual(["1.19.0", "1.18.0"]);
    const successes = driver.emulator.requests.filter(({ method, status }) => method === "DELETE" && status === 204);
    expect(new Set(successes.map(({ path }) => path)).size).toBe(18);
    expect(successes).toHaveLength(18);
  });

  it("begins with no other package after a failure", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const packages = names.map((name, index) => npmPackage("acme", name, 1000 * (index + 1), ["1.0.0", "1.1.0"]));
    driver = await startDriver({ emulator: { seed: smallWorld({ packages }) } });
    driver.emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/npm\/a\// });
    driver.emulator.faults.add({ method: "DELETE", delayMs: 300, times: 6 });
    const { error } = await driver.up("p", policyIn, keepNewest(1, { packages: names }));
    expect(error?.message).toContain("Forbidden");
    const left = names.filter((name) => driver.emulator.world.versions("acme", "npm", name).length === 2);
    expect(left).toEqual(expect.arrayContaining(["a", "e", "f"]));
  });

  it("takes a package without versions for a list that is not complete, and fails", async () => {
    await start(4);
    driver.emulator.faults.add({ method: "GET", route: /\/versions$/, status: 200, body: [] });
    const { failures } = await driver.up("p", policyIn, keepNewest(2));
    expect(failures.map(({ reason }) => reason).join()).toContain("lists no version of it");
    expect(names()).toHaveLength(4);
  });

  it("takes a 404 that hides a missing right for an error, and keeps the record", async () => {
    await start(4);
    driver.emulator.world.addToken({
      token: "emulator-admin",
      kind: "classic",
      login: "octocat",
      scopes: ["repo", "read:packages", "delete:packages"],
      admin: false,
    });
    const { error } = await driver.up("p", policyIn, keepNewest(2));
    expect(error?.message).toContain("lacks the Admin role");
    expect(error?.message).toContain("0 versions were deleted, 0 restored, 2 of the plan are left");
    expect(names()).toHaveLength(4);
  });

  it("remembers what GitHub refuses for good, and never makes a diff of it", async () => {
    await start(5);
    driver.emulator.world.setVisibility("acme", "npm", "lib", "public");
    driver.emulator.world.setDownloads("acme", "npm", "lib", "1.1.0", 5001);
    const first = await driver.up("p", policyIn, keepNewest(2));
    expect(first.error).toBeUndefined();
    expect(names()).toEqual(["1.4.0", "1.3.0", "1.1.0"]);
    expect(outputs().blocked).toEqual({ lib: { 1002: expect.stringContaining("5000 downloads") } });
    driver.requests();
    const second = await driver.up("p", policyIn, keepNewest(2));
    expect(second.changes).toBe(false);
    driver.emulator.world.publish("acme", "npm", "lib", { name: "2.0.0" });
    const third = await driver.up("p", policyIn, keepNewest(2));
    expect(third.changes).toBe(true);
    expect(names()).toEqual(["2.0.0", "1.4.0", "1.1.0"]);
    expect(deletions()).toBe(1);
  });

  it("fails the preview for two policies over one package, and for one that is declared twice", async () => {
    await start(4);
    await driver.up("p", policyIn, keepNewest(2));
    const prior = driver.kept.get("p")?.inputs;
    for (const other of [keepNewest(3), keepNewest(2)]) {
      const { session } = driver.startRun().preview;
      const first = await policyIn(() => session).check(prior, keepNewest(2, { __self: "p 1" }));
      expect(first.failures).toEqual([]);
      const { failures } = await policyIn(() => session).check(undefined, { ...other, __self: "q 2" });
      expect(failures).toEqual([
        { property: "packages", reason: expect.stringContaining("covers acme/npm/lib already") },
      ]);
    }
  });

  it("is not its own rival when it is replaced, and checked twice for that", async () => {
    await start(4);
    await driver.up("p", policyIn, keepNewest(9));
    const { preview } = driver.startRun();
    const resource = policyIn(() => preview.session);
    const replaced = keepNewest(9, { __self: "p 1" });
    expect((await resource.check(driver.kept.get("p")?.inputs, replaced)).failures).toEqual([]);
    expect((await resource.check(undefined, replaced)).failures).toEqual([]);
  });

  it("keeps what the program declares, also when that is known only in the update", async () => {
    await start(4);
    const run = driver.startRun();
    const declared = { owner: "acme", packageType: "npm", packageName: "lib", version: "1.0.0" };
    await new PackageVersionResource(() => run.preview.session).check(undefined, declared);
    const { inputs } = await policyIn(() => run.preview.session).check(undefined, keepNewest(2));
    expect(inputs.runs).toEqual({ 1: { delete: { lib: { 1002: expect.any(String) } } } });
    const late = driver.startRun();
    const planned = await policyIn(() => late.preview.session).check(undefined, keepNewest(2));
    expect(planned.inputs.runs).toEqual({
      1: { delete: { lib: { 1001: expect.any(String), 1002: expect.any(String) } } },
    });
    await new PackageVersionResource(() => late.preview.session).check(undefined, declared);
    const update = late.update();
    const resource = policyIn(() => update.session);
    await resource.create((await resource.check(undefined, keepNewest(2))).inputs);
    expect(names()).toEqual(["1.3.0", "1.2.0", "1.0.0"]);
  });

  it.each([
    ["maxDeletions", { maxDeletions: 1 }],
    ["maxDeletePercent", { maxDeletePercent: 10 }],
    ["minRemaining", { minRemaining: 3 }],
  ])("fails the preview when %s is exceeded, and cuts nothing short", async (property, guard) => {
    await start(4);
    const { failures } = await driver.up("p", policyIn, keepNewest(2, guard));
    expect(failures.map((failure) => failure.property)).toEqual([property]);
    expect(names()).toHaveLength(4);
  });

  it("with previewOnly reports and deletes nothing, and has nothing pending", async () => {
    await start(4);
    const first = await driver.up("p", policyIn, keepNewest(2, { previewOnly: true, maxDeletions: 1 }));
    expect(first.said.preview.join("\n")).toMatch(
      /previewOnly: would delete lib 1001 .*previewOnly: maxDeletions would stop this/s,
    );
    expect(first.previewed.runs).toBeUndefined();
    expect(names()).toHaveLength(4);
    expect((await driver.up("p", policyIn, keepNewest(2, { previewOnly: true, maxDeletions: 1 }))).changes).toBe(false);
  });

  it("deletes a package as a whole only where that is asked for, as an entry of its own", async () => {
    await start(2);
    const all = { ...keepNewest(1), rules: { rest: { action: "delete", match: { versionNames: ["*"] } } } };
    await driver.up("p", policyIn, all);
    expect(names()).toEqual(["1.1.0"]);
    const directory = mkdtempSync(join(tmpdir(), "audit-"));
    const auditLog = join(directory, "audit.jsonl");
    const { previewed, error } = await driver.up("p", policyIn, {
      ...all,
      onAllMatched: "deletePackage",
      restore: false,
      auditLog,
    });
    const [line, ...more] = readFileSync(auditLog, "utf8").trim().split("\n");
    rmSync(directory, { recursive: true });
    expect(error).toBeUndefined();
    const deletedPackages = { lib: "the whole package: the rules match every version of it" };
    expect(Object.values(previewed.runs as object).at(-1)).toMatchObject({ deletePackages: deletedPackages });
    expect(outputs()).toMatchObject({ deletedPackages });
    expect(outputs().deleted).toBeUndefined();
    expect(more).toEqual([]);
    expect(JSON.parse(line as string)).toEqual({
      time: expect.any(String),
      action: "deletePackage",
      owner: "acme",
      packageType: "npm",
      package: "lib",
    });
    expect(driver.emulator.world.package("acme", "npm", "lib")).toBeUndefined();
  });

  it("stops at maxDuration without a failure, and the next run goes on", async () => {
    await start(60);
    driver.emulator.faults.add({
      method: "DELETE",
      skip: 1,
      times: 1,
      run: (world) => world.advance(60 * 60 * 1000),
    });
    const first = await driver.up("p", policyIn, keepNewest(1, { maxDuration: "30m" }));
    expect(first.error).toBeUndefined();
    const left = names().length;
    expect(left).toBeGreaterThan(1);
    expect(first.said.update.join("\n")).toContain("it reached maxDuration (30m)");
    const second = await driver.up("p", policyIn, keepNewest(1, { maxDuration: "30m" }));
    expect(second.changes).toBe(true);
    expect(names()).toEqual(["1.59.0"]);
  });

  it("stops when its engine is gone, and says so", async () => {
    let alive = true;
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages: [lib(8)] }) },
      guard: {
        assertAlive: async () => {
          if (!alive) throw new Error("the engine is gone");
        },
      },
    });
    const engineEnds = () => {
      alive = false;
    };
    driver.emulator.faults.add({ method: "DELETE", times: 1, run: engineEnds });
    const { error } = await driver.up("p", policyIn, keepNewest(1));
    expect(error?.message).toContain("the engine is gone");
    expect(names().length).toBeGreaterThan(1);
    expect(names().length).toBeLessThan(8);
  });

  it("counts the pages that an update reads again by what the program sets as a page", async () => {
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages: [lib(110)] }), rateLimits: { primary: 120, pointsPerMinute: false } },
      config: { "github-packages:maxPerPage": "10", "github-packages:pointsPerMinute": "0" },
    });
    const { preview } = driver.startRun();
    await policyIn(() => preview.session).check(undefined, keepNewest(10));
    expect(preview.said.join("\n")).toMatch(/applying this needs 117 requests, and \d+ of this hour's 120 are left/);
  });

  it("writes an audit log that adds up", async () => {
    await start(4);
    const directory = mkdtempSync(join(tmpdir(), "audit-"));
    const auditLog = join(directory, "logs", "audit.jsonl");
    await driver.up("p", policyIn, keepNewest(2, { auditLog }));
    await driver.up("p", policyIn, keepNewest(3, { auditLog }));
    const lines = readFileSync(auditLog, "utf8").trim().split("\n");
    rmSync(directory, { recursive: true });
    const common = { time: expect.stringMatching(/^\d{4}-.*Z$/), owner: "acme", packageType: "npm", package: "lib" };
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ...common, action: "delete", versionId: 1001, version: "1.0.0", tags: [], rule: "rest" },
      { ...common, action: "delete", versionId: 1002, version: "1.1.0", tags: [], rule: "rest" },
      { ...common, action: "restore", versionId: 1002, version: "1.1.0", tags: [] },
    ]);
  });

  it("with asOf plans the same set however much later, and accepts nothing published since", async () => {
    await start(4);
    const asOf = daysAgo(1);
    const aged = keepNewest(1, {
      asOf,
      rules: { old: { action: "delete", match: { versionNames: ["*"], olderThan: "98d" } } },
    });
    const run = () => policyIn(() => driver.startRun().preview.session).check(undefined, aged);
    const monday = await run();
    driver.emulator.world.advance(3 * 24 * 60 * 60 * 1000);
    driver.emulator.world.publish("acme", "npm", "lib", { name: "3.0.0" });
    expect((await run()).inputs).toEqual(monday.inputs);
    expect(monday.inputs.runs).toEqual({ 1: { delete: { lib: expect.any(Object) } } });
  });

  it.each([
    ["a page that fails", { status: 500, body: { message: "Server Error" } }],
    ["a page of HTML", { status: 200, html: "<html></html>" }],
    ["truncated JSON", { truncate: true }],
  ])("%s stops that package, and the preview fails", async (_, fault) => {
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages: [lib(250)] }) },
      config: { "github-packages:maxRetries": "0" },
    });
    driver.emulator.faults.add({
      ...fault,
      method: "GET",
      route: /\/npm\/lib\/versions$/,
      skip: 1,
      times: Number.POSITIVE_INFINITY,
    });
    const { failures } = await driver.up("p", policyIn, keepNewest(10));
    expect(failures).toEqual([
      {
        property: "packages",
        reason: expect.stringContaining("nothing can be planned for lib, so nothing is deleted"),
      },
    ]);
    expect(names()).toHaveLength(250);
  });

  it("lists a package again that moved while it was read", async () => {
    await start(250);
    driver.emulator.faults.add({
      method: "GET",
      route: /\/npm\/lib\/versions$/,
      skip: 2,
      times: 1,
      run: (world) => void world.publish("acme", "npm", "lib", { name: "9.0.0" }),
    });
    const { error, failures } = await driver.up("p", policyIn, keepNewest(200));
    expect({ error, failures }).toEqual({ error: undefined, failures: [] });
    expect(names()).toHaveLength(200);
    expect(names()[0]).toBe("9.0.0");
  });
});
