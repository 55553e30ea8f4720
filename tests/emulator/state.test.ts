import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, type EmulatorOptions, type FaultSpec, type Seed, startEmulator } from "../../emulator";
import { dataSetNames } from "../../emulator/data-sets";
import { TestHost } from "./support/client";
import { fixedClock, imagePackage, makeSeed, npmPackage } from "./support/worlds";

const DAY = 24 * 60 * 60 * 1000;

const seed = makeSeed([
  npmPackage(
    "web",
    Array.from({ length: 40 }, (_, index) => `1.${index}.0`),
  ),
  imagePackage("api", [
    { id: 31, tags: ["v1"], downloads: 7 },
    { id: 32, tags: ["v2"] },
  ]),
]);

describe("the state", () => {
  let directory: string;
  let statePath: string;
  let hosts: TestHost[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "emulator-state-"));
    statePath = join(directory, "state.json");
    hosts = [];
  });
  afterEach(async () => {
    for (const host of hosts) await host.close();
    rmSync(directory, { recursive: true });
  });

  const start = async (options: EmulatorOptions = {}) => {
    const host = await TestHost.start({ seed, statePath, clock: fixedClock, ...options });
    hosts.push(host);
    return host;
  };
  const saved = (): Seed => JSON.parse(readFileSync(statePath, "utf8"));

  it("survives a restart as a whole: deletions, publications, downloads, the clock", async () => {
    const first = await start();
    await first.delete("/orgs/acme/packages/container/api/versions/31");
    await first.delete("/orgs/acme/packages/npm/web");
    first.emulator.world.publish("acme", "npm", "new", { name: "1.0.0", description: "New", license: "MIT" });
    first.emulator.world.publish("acme", "container", "api", {
      name: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
      tags: ["empty"],
      manifest: { mediaType: "application/vnd.oci.image.manifest.v1+json", content: "{}" },
    });
    first.emulator.world.setDownloads("acme", "container", "api", "v2", 5001);
    first.emulator.world.advance(DAY);
    const before = first.emulator.world.snapshot();
    await first.close();
    const second = await start({ seed: makeSeed([]) });
    expect(second.emulator.world.snapshot()).toEqual(before);
    expect(second.emulator.world.timestamp()).toBe("2026-01-02T00:00:00Z");
    expect((await second.post("/orgs/acme/packages/npm/web/restore")).status).toBe(204);
    expect((await second.post("/orgs/acme/packages/container/api/versions/31/restore")).status).toBe(204);
  });

  it("is in the file before a change is answered", async () => {
    const host = await start();
    for (const [index, { id }] of host.emulator.world.versions("acme", "npm", "web").slice(0, 5).entries()) {
      await host.delete(`/orgs/acme/packages/npm/web/versions/${id}`);
      const versions = saved().packages.find(({ name }) => name === "web")?.versions ?? [];
      expect(versions.filter(({ deletedAt }) => deletedAt !== undefined)).toHaveLength(index + 1);
    }
  });

  it("is in the file before the control surface answers, and after an account is added", async () => {
    const host = await start();
    const control = async (path: string, body: object) =>
      (await fetch(`${host.emulator.registryUrl}/_emulator/${path}`, { method: "POST", body: JSON.stringify(body) }))
        .status;
    for (let days = 1; days <= 5; days++) {
      expect(await control("advance", { days: 1 })).toBe(200);
      expect(saved().clockOffsetMs).toBe(days * DAY);
    }
    const web = { owner: "acme", packageType: "npm", name: "web" };
    expect(await control("delete", web)).toBe(204);
    expect(saved().packages.find(({ name }) => name === "web")?.deletedAt).toBeDefined();
    host.emulator.world.addAccount({ login: "late", id: 77, type: "User" });
    await host.get("/users/late");
    expect(saved().accounts.map(({ login }) => login)).toContain("late");
  });

  it("that can't be written for a while loses no change", async () => {
    const lines: string[] = [];
    const host = await start({ log: (line) => lines.push(line) });
    rmSync(directory, { recursive: true });
    const headers = { authorization: "Bearer emulator-admin" };
    const deletion = await fetch(`${host.emulator.url}/orgs/acme/packages/npm/web`, { method: "DELETE", headers });
    expect(deletion.status).toBe(500);
    const refused = await fetch(`${host.emulator.registryUrl}/_emulator/advance`, {
      method: "POST",
      body: '{"days":1}',
    });
    expect({ status: refused.status, body: await refused.json() }).toEqual({
      status: 500,
      body: { message: expect.stringMatching(/^save the emulator's state to .*ENOENT/) },
    });
    expect(lines.join("\n")).toContain(`save the emulator's state to ${statePath}`);
    mkdirSync(directory);
    await host.close();
    hosts.length = 0;
    expect(saved()).toEqual(host.emulator.world.snapshot());
    expect(saved().clockOffsetMs).toBe(DAY);
  });

  it("is never half written: a reader finds a whole state at any time", async () => {
    const host = await start();
    await host.delete("/orgs/acme/packages/container/api/versions/31");
    const versions = host.emulator.world.versions("acme", "npm", "web").slice(0, 30);
    let isDone = false;
    const changes = Promise.all(
      versions.map(({ id }) => host.delete(`/orgs/acme/packages/npm/web/versions/${id}`)),
    ).finally(() => {
      isDone = true;
    });
    let reads = 0;
    for (; !isDone; reads++) {
      expect(saved().packages).toHaveLength(2);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await changes).every(({ status }) => status === 204)).toBe(true);
    expect(reads).toBeGreaterThan(0);
    expect(readdirSync(directory)).toEqual(["state.json"]);
  });

  it("is written at the end, even if nothing happened, for its owner's eyes only", async () => {
    const host = await start();
    await host.close();
    hosts.length = 0;
    expect(saved()).toEqual(host.emulator.world.snapshot());
    expect(statSync(statePath).mode & 0o777).toBe(0o600);
  });

  it("is not written anywhere when no file is named", async () => {
    const host = await TestHost.start({ seed });
    await host.delete("/orgs/acme/packages/npm/web");
    await host.close();
    expect(existsSync(statePath)).toBe(false);
  });

  it("that can't be read stops the emulator from starting, and stays as it is", async () => {
    writeFileSync(statePath, "{");
    await expect(startEmulator({ seed, statePath })).rejects.toThrow(`read the emulator's state from ${statePath}`);
    expect(readFileSync(statePath, "utf8")).toBe("{");
  });

  it("that has been changed by hand into none is refused in the same way", async () => {
    writeFileSync(statePath, JSON.stringify({ ...seed, nextId: "soon" }));
    await expect(startEmulator({ seed, statePath })).rejects.toThrow(
      `read the emulator's state from ${statePath}: nextId must be a number`,
    );
  });

  it("that can't be written stops the emulator from starting", async () => {
    await expect(startEmulator({ seed, statePath: join(directory, "missing", "state.json") })).rejects.toThrow(
      "ENOENT",
    );
  });

  it("has the same text for the same world, whatever happened in between", async () => {
    const host = await start();
    const before = JSON.stringify(host.emulator.world.snapshot());
    await host.delete("/orgs/acme/packages/container/api/versions/31");
    const images = host.emulator.world.snapshot().packages[0]?.versions ?? [];
    expect(images.map(({ id, deletedAt }) => [id, deletedAt])).toEqual([
      [31, "2026-01-01T00:00:00Z"],
      [32, undefined],
    ]);
    await host.delete("/orgs/acme/packages/npm/web");
    await host.post("/orgs/acme/packages/npm/web/restore");
    await host.post("/orgs/acme/packages/container/api/versions/31/restore");
    expect(JSON.stringify(host.emulator.world.snapshot())).toBe(before);
  });
});

describe("closing", () => {
  const removal = { method: "DELETE", headers: { authorization: "Bearer emulator-admin" } };
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  it.each<[string, (held: Promise<void>) => FaultSpec]>([
    ["are delayed", () => ({ delayMs: 60_000 })],
    ["wait for somebody", (held) => ({ run: () => held })],
  ])("ends requests that %s, without their effect", async (_, fault) => {
    const emulator: Emulator = await startEmulator({ seed });
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    emulator.faults.add(fault(held));
    const outcome = fetch(`${emulator.url}/orgs/acme/packages/npm/web`, removal).then(
      () => "answered",
      () => "ended",
    );
    while (emulator.requests.length === 0) await tick();
    await emulator.close();
    expect(await outcome).toBe("ended");
    release?.();
    for (let ticks = 0; ticks < 10; ticks++) await tick();
    expect(emulator.world.package("acme", "npm", "web")).toBeDefined();
  });
});

describe("a seed", () => {
  it("may be a file", async () => {
    const directory = mkdtempSync(join(tmpdir(), "emulator-seed-"));
    const file = join(directory, "seed.json");
    writeFileSync(file, JSON.stringify(seed));
    const host = await TestHost.start({ seed: file });
    const { status } = await host.get("/orgs/acme/packages/npm/web");
    await host.close();
    rmSync(directory, { recursive: true });
    expect(status).toBe(200);
  });

  it.each<[string, Seed | string, string]>([
    ["that is neither a data set nor a file", "no-such-seed", "read the seed no-such-seed"],
    [
      "with an owner that is no account",
      makeSeed([npmPackage("web", ["1.0.0"], { owner: "nobody" })]),
      "nobody, which is no account",
    ],
    [
      "with two active packages of one name",
      makeSeed([npmPackage("web", []), npmPackage("web", [])]),
      "an active package has that name",
    ],
    [
      "with a time that is none",
      makeSeed([npmPackage("web", [], { createdAt: "yesterday" })]),
      '"yesterday" is not an ISO 8601 time',
    ],
  ])("%s is refused", async (_, wrong, message) => {
    await expect(startEmulator({ seed: wrong })).rejects.toThrow(message);
  });

  const web = npmPackage("web", ["1.0.0"]);
  it.each<[string, object, string]>([
    ["is no object", [], "it must be an object"],
    [
      "is about something else",
      { name: "web", version: "1" },
      "accounts must be a list; tokens must be a list; packages must be a list",
    ],
    ["has no tokens", { ...seed, tokens: undefined }, "tokens must be a list."],
    ["has no next id", { ...seed, nextId: undefined }, "nextId must be a number."],
    [
      "has a property that is none",
      { ...seed, pakages: [] },
      "it has no property pakages; there are accounts, tokens, packages,",
    ],
    [
      "has a package of a mistyped type",
      makeSeed([{ ...web, packageType: "nmp" as "npm" }]),
      "packages[0].packageType must be one of npm, maven,",
    ],
    [
      "has a package without versions",
      { ...seed, packages: [{ ...web, versions: undefined }] },
      "packages[0].versions must be a list.",
    ],
    [
      "has a version of no time",
      makeSeed([{ ...web, versions: [{ name: "1", createdAt: "soon" }] }]),
      "packages[0].versions[0].createdAt must be an ISO 8601 time.",
    ],
    [
      "has a token of nobody",
      makeSeed([], [{ token: "t", kind: "classic", login: "nobody", scopes: [] }]),
      "tokens[1].login nobody is not among the accounts.",
    ],
    [
      "has a package of nobody",
      makeSeed([{ ...web, owner: "nobody" }]),
      "packages[0].owner nobody is not among the accounts.",
    ],
    [
      "is wrong in many places",
      { ...seed, packages: Array(9).fill({ ...web, name: 7 }) },
      "packages[4].name must be a text (and 4 more).",
    ],
  ])("in a file that %s is refused, with the file and the place in it", async (_, wrong, message) => {
    const directory = mkdtempSync(join(tmpdir(), "emulator-seed-"));
    const file = join(directory, "seed.json");
    writeFileSync(file, JSON.stringify(wrong));
    const error: Error = await startEmulator({ seed: file }).then(
      (emulator) => emulator.close().then(() => new Error("it started")),
      (refusal) => refusal,
    );
    rmSync(directory, { recursive: true });
    expect(error.message).toContain(`read the seed ${file}: `);
    expect(error.message).toContain(message);
  });

  it.each(dataSetNames)("in a file may be the state of the data set %s", async (name) => {
    const directory = mkdtempSync(join(tmpdir(), "emulator-seed-"));
    const file = join(directory, "seed.json");
    const first = await startEmulator({ seed: name, statePath: file });
    await first.close();
    const second = await startEmulator({ seed: file });
    const snapshot = second.world.snapshot();
    await second.close();
    rmSync(directory, { recursive: true });
    expect(snapshot).toEqual(first.world.snapshot());
  });

  it("gives ids that it doesn't name, never twice", async () => {
    const packages = [npmPackage("web", ["1.0.0"], { id: 1_000_000 }), imagePackage("api", [{ id: 1_000_001 }, {}])];
    const host = await TestHost.start({ seed: makeSeed(packages) });
    const ids = host.emulator.world
      .allPackages()
      .flatMap((one) => [one.facts.id, ...[...one.active].map(({ id }) => id)]);
    const next = host.emulator.world.publish("acme", "npm", "web", { name: "2.0.0" }).id;
    await host.close();
    expect(new Set([...ids, next]).size).toBe(6);
  });
});
