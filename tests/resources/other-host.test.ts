import { type Emulator, startEmulator } from "../../emulator";
import type { PropertyMap } from "../../provider/resources/resource";
import { type CommandResult, InProcessEngine } from "../support/in-process/engine";
import { aPackage, aPolicy, aVersion, type Kept, urnOf } from "../support/in-process/program";
import { keepNewest } from "../support/keep-newest";
import { type Driver, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const kinds = [
  ["package", aPackage("api", { owner: "acme", packageType: "container", name: "api" }), "container package acme/api"],
  [
    "version",
    aVersion("v1", { owner: "acme", packageType: "container", packageName: "api", tag: "v1" }),
    "container package acme/api, version id 301",
  ],
] as const;

/** One world for all: two that are made a second apart differ in their times. */
const world = smallWorld();

/** The same organization and names on another server, as a company's own GHES may have them. */
const elsewhere = () => JSON.parse(JSON.stringify(world).replace(/"id":(3\d\d)\b/g, '"id":7$1'));

describe.each(kinds)("a %s that was adopted at one host, in a run that speaks to another", (_, declared, what) => {
  let driver: Driver;
  let adopted: PropertyMap;
  const kept = () => driver.engine.state.get(urnOf(declared)) as Kept;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: world }, host: "github.com" });
    expect((await driver.engine.up([declared])).errors).toEqual([]);
    adopted = kept().outputs;
  });
  afterEach(() => driver.close());
  const goTo = async (host: string, seed = elsewhere()) => {
    const { state } = driver.engine;
    await driver.close();
    driver = await startDriver({ emulator: { seed }, host });
    driver.engine.state = state;
  };
  const up = (): Promise<CommandResult> => driver.engine.up([declared], { beforeDeletions: () => driver.requests() });

  it("is not read, and stays in the state", async () => {
    await goTo("ghes.example.com", world);
    expect((await driver.engine.refresh()).errors).toEqual([
      `read ${what}: it was adopted at github.com, and this run speaks to ghes.example.com, so it stays in the state as it is. Set baseUrl or GITHUB_BASE_URL to github.com; ` +
        "or, if that server has another name now, run `pulumi up`, which adopts it under the new one.",
    ]);
    expect(kept().outputs).toEqual(adopted);
    expect(driver.requests()).toEqual([]);
  });

  it("is not deleted", async () => {
    await goTo("ghes.example.com", world);
    expect((await driver.engine.up([])).errors).toEqual([
      `delete ${what}: it was adopted at github.com, and this run speaks to ghes.example.com, so nothing is deleted. Delete it by a run with baseUrl or GITHUB_BASE_URL set to github.com; ` +
        "or forget it with `pulumi state delete`.",
    ]);
    expect(driver.requests()).toEqual([]);
  });

  it("is replaced by the one of that name there, and not deleted there", async () => {
    await goTo("ghes.example.com");
    const { errors, said } = await up();
    expect(said.preview).toContain(
      `warning: ${what} is replaced, because its host changes from github.com to ghes.example.com: the one at ghes.example.com is adopted, then the one at github.com is deleted, ` +
        "if its provider still speaks to github.com.",
    );
    expect(said.update.join()).not.toContain("its host changes");
    expect(kept().outputs).toMatchObject({ __host: "ghes.example.com" });
    expect(errors.join()).toContain("so nothing is deleted");
    expect(driver.requests()).toEqual([]);
    const { outputs } = kept();
    expect((await up()).said.preview).toEqual([]);
    expect(kept().outputs).toEqual(outputs);
  });

  it("is handed over when the numbers are the same: the server has another name", async () => {
    await goTo("github.example.com", world);
    const { errors, said } = await up();
    expect({ errors, requests: driver.requests() }).toEqual({ errors: [], requests: [] });
    expect(said.update.join()).toContain(`${what} is not deleted: the program still declares it`);
    expect(kept().outputs).toEqual({ ...adopted, __host: "github.example.com" });
  });

  describe("and knows no host, because its state is of before that was recorded,", () => {
    const isOld = () => {
      const { __host, ...outputs } = adopted;
      driver.engine.state.set(urnOf(declared), { ...kept(), outputs });
      return outputs;
    };

    it("stays as it is while nothing changes, and is deleted when it is removed", async () => {
      await goTo("ghes.example.com", world);
      const outputs = isOld();
      expect(await up()).toMatchObject({ preview: [{ operation: "same" }], errors: [], said: { preview: [] } });
      expect(kept().outputs).toEqual(outputs);
      driver.requests();
      expect((await driver.engine.up([])).errors).toEqual([]);
      expect(driver.mutations()).toHaveLength(1);
    });

    it("has it recorded by a refresh or an update, without a change", async () => {
      await goTo("ghes.example.com", world);
      const recorded = { ...adopted, __host: "ghes.example.com" };
      isOld();
      driver.engine.state.set(urnOf(declared), { ...kept(), hasFailed: true });
      expect(await up()).toMatchObject({ preview: [{ operation: "update" }], errors: [] });
      expect(kept().outputs).toEqual(recorded);
      isOld();
      await driver.engine.refresh();
      expect(kept().outputs).toEqual(recorded);
      expect((await up()).preview).toMatchObject([{ operation: "same" }]);
    });
  });
});

describe("a package that was adopted at one host, and that the program gives a provider instance of another", () => {
  const ui = { owner: "acme", packageType: "npm", name: "ui" };
  let github: Emulator;
  let ghes: Emulator;
  let engine: InProcessEngine;
  beforeEach(async () => {
    github = await startEmulator({ seed: world });
    const ofGhes = { ...world, packages: [npmPackage("acme", "ui", 900, ["1.0.0"])] };
    ghes = await startEmulator({ profile: "ghes-3.18", seed: ofGhes });
    engine = new InProcessEngine((name) =>
      name === "ghes" ? { emulator: ghes, host: "ghes.example.com" } : { emulator: github, host: "github.com" },
    );
    expect((await engine.up([aPackage("ui", ui)])).errors).toEqual([]);
  });
  afterEach(() => Promise.all([github.close(), ghes.close()]));

  it.each([
    ["is replaced", "ui", ["replace"]],
    ["under another name, is created there", "moved", ["create", "delete"]],
  ])("%s, and its old instance deletes it", async (_, name, operations) => {
    const { preview, errors } = await engine.up([aPackage(name, ui, { provider: "ghes" })]);
    expect({ operations: preview.map(({ operation }) => operation), errors }).toEqual({ operations, errors: [] });
    expect([...engine.state.values()].map(({ outputs }) => outputs.packageId)).toEqual([900]);
    const both = [github, ghes].map((server) => server.world.package("acme", "npm", "ui")?.facts.id);
    expect(both).toEqual([undefined, 900]);
  });
});

describe("a retention policy in a run that speaks to another host", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const outputs = () => driver.engine.state.get("RetentionPolicy::newest")?.outputs;
  const keeping = (count: number) => aPolicy("newest", keepNewest(count, { packages: ["ui"] }));

  it("starts its record anew, and restores nothing by the rules that it had", async () => {
    driver = await startDriver({ emulator: { seed: world }, host: "github.com" });
    expect((await driver.engine.up([keeping(1)])).errors).toEqual([]);
    const { state } = driver.engine;
    const deleted = { ui: { 101: expect.any(String), 102: expect.any(String) } };
    expect(outputs()).toMatchObject({ __host: "github.com", __run: 1, deleted });
    const seed = driver.emulator.world.snapshot();
    await driver.close();

    driver = await startDriver({ emulator: { seed }, host: "ghes.example.com" });
    driver.engine.state = state;
    const { said } = await driver.engine.up([keeping(3)]);
    expect(said.preview).toContain(
      "warning: newest (acme, npm): it is replaced, because its host changes from github.com to ghes.example.com: " +
        "its record starts anew, and nothing comes back by the rules that it had.",
    );
    expect(outputs()).toMatchObject({ __host: "ghes.example.com", __run: 0 });
    expect(outputs()).not.toHaveProperty("deleted");
    expect(driver.emulator.world.versions("acme", "npm", "ui").map(({ id }) => id)).toEqual([103]);
    const once = outputs();
    expect((await driver.engine.up([keeping(3)])).errors).toEqual([]);
    expect(outputs()).toEqual(once);
  });
});
