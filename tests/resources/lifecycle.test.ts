import type { CommandResult } from "../support/in-process/engine";
import { aPackage, aVersion } from "../support/in-process/program";
import { type Driver, startDriver } from "../support/run-driver";
import { digest, smallWorld } from "../support/small-world";

const api = aPackage("api", { owner: "acme", packageType: "container", name: "api" });
const v1 = aVersion(
  "v1",
  { owner: "acme", packageType: "container", packageName: "api", tag: "v1" },
  { deletedWith: "api" },
);

const shown = ({ preview }: CommandResult) => preview.map(({ operation, declared }) => `${operation} ${declared.name}`);

describe("a package and a version that a program declares", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterEach(() => driver.close());

  /** In this order: the version depends on its package. */
  const up = async (...program: readonly (typeof api)[]) => {
    const result = await driver.engine.up(program, { isEager: true });
    expect(result.errors).toEqual([]);
    return result;
  };
  const refresh = async () => {
    expect((await driver.engine.refresh()).errors).toEqual([]);
    return [...driver.engine.state.values()].map(({ name }) => name);
  };
  const versions = () => driver.emulator.world.versions("acme", "container", "api").map(({ id }) => id);

  it("are adopted by a preview that says so and an update that changes nothing on GitHub", async () => {
    const before = driver.emulator.world.snapshot();
    const adopted = await up(api, v1);
    expect(adopted.said.preview).toEqual([
      "info: container package acme/api: there (id 300, private); the update adopts it.",
      "info: What is adopted stays on GitHub, also where it is deleted under another name or place.",
      "info: tag v1 of container package acme/api: there (id 301); the update adopts it.",
    ]);
    expect(shown(adopted)).toEqual(["create api", "create v1"]);
    expect(driver.emulator.world.snapshot()).toEqual(before);
  });

  it("cost no request while nothing changes", async () => {
    await up(api, v1);
    driver.requests();
    expect(shown(await up(api, v1))).toEqual(["same api", "same v1"]);
    expect(driver.requests()).toEqual([]);
  });

  it("drift by no ordinary publishing", async () => {
    await up(api, v1);
    const before = new Map(driver.engine.state);
    driver.emulator.world.advance(60_000);
    driver.emulator.world.publish("acme", "container", "api", { name: digest("9"), tags: ["v3", "latest"] });
    await refresh();
    expect(driver.engine.state).toEqual(before);
    expect(shown(await up(api, v1))).toEqual(["same api", "same v1"]);
  });

  it("are noticed when somebody deletes the version, and it is restored by the next update", async () => {
    await up(api, v1);
    driver.emulator.world.deleteVersion("acme", "container", "api", 301);
    expect(await refresh()).toEqual(["api"]);
    const restored = await up(api, v1);
    expect(restored.said.preview.join("\n")).toMatch(
      /tag v1 of container package acme\/api: deleted at .* \(id 301\); the update restores it, and the parts that it needs, which the registry tells when it is back\./,
    );
    expect(shown(restored)).toEqual(["same api", "create v1"]);
    expect(versions()).toContain(301);
  });

  it("are restored as a whole when somebody deletes the package", async () => {
    await up(api, v1);
    driver.emulator.world.deletePackage("acme", "container", "api");
    expect(await refresh()).toEqual([]);
    const restored = await up(api, v1);
    expect(restored.said.preview.join("\n")).toContain("the update tries to restore it");
    expect(shown(restored)).toEqual(["create api", "create v1"]);
    expect(driver.emulator.world.package("acme", "container", "api")?.facts.id).toBe(300);
  });

  it("end when they are removed from the program, and only then", async () => {
    await up(api, v1);
    expect(shown(await driver.engine.preview([api]))).toEqual(["same api", "delete v1"]);
    expect(versions()).toContain(301);
    await up(api);
    expect(versions()).toEqual([303, 302]);
    expect((await driver.engine.destroy()).errors).toEqual([]);
    expect(driver.emulator.world.package("acme", "container", "api")).toBeUndefined();
  });

  it("are destroyed as a whole: one deletion of the package, none for its versions", async () => {
    await up(api, v1);
    driver.requests();
    expect((await driver.engine.destroy()).errors).toEqual([]);
    expect(driver.mutations()).toEqual(["DELETE /orgs/acme/packages/container/api"]);
    expect(driver.emulator.world.package("acme", "container", "api")).toBeUndefined();
  });
});
