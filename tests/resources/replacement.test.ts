import { changesOf } from "../support/in-process/program";
import { type Driver, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

const npm = { owner: "acme", packageType: "npm" };
const ui = (name: string) => ({ name: "ui", type: "Package" as const, inputs: { ...npm, name } });
const version = (version: string) => ({
  name: "v",
  type: "PackageVersion" as const,
  inputs: { ...npm, packageName: "ui", version },
});

describe("a replacement", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterEach(() => driver.close());

  it("by a name that nobody published deletes nothing", async () => {
    const { engine, emulator } = driver;
    expect((await engine.up([ui("ui")])).errors).toEqual([]);
    const before = emulator.world.snapshot();
    const { errors } = await engine.up([ui("uii")]);
    expect(errors).toEqual([expect.stringContaining("it is not there and can't be restored")]);
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("by another version deletes the one that is declared no more, after the new one is adopted", async () => {
    const { engine, emulator } = driver;
    expect((await engine.up([version("1.0.0")])).errors).toEqual([]);
    emulator.clearRequests();
    const up = await engine.up([version("1.1.0")]);
    expect({ errors: up.errors, changes: changesOf(up.preview) }).toEqual({ errors: [], changes: ["replace v"] });
    expect(emulator.world.versions("acme", "npm", "ui").map(({ name }) => name)).toEqual(["2.0.0", "1.1.0"]);
  });
});
