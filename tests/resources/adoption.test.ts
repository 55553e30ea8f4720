import { PackageResource } from "../../provider/resources/package/resource";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type Make, type Phase, packageIn, startDriver, versionIn } from "../support/run-driver";
import { digest, smallWorld } from "../support/small-world";

const container = { owner: "acme", packageType: "container", whenDeleted: "restore" };
const packageInputs: PropertyMap = { ...container, name: "api" };
const versionInputs: PropertyMap = { ...container, packageName: "api", tag: "v0" };

describe("what is restored by somebody else first", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterEach(() => driver.close());

  const twice = (make: Make, { session }: Phase, inputs: PropertyMap) =>
    Promise.all([inputs, inputs].map((one) => make(() => session).create(one)));
  const restorations = () => driver.requests().filter((request) => request.startsWith("POST"));

  it("is adopted by the second of two resources that mean one package", async () => {
    driver.emulator.world.deletePackage("acme", "container", "api");
    const { preview } = driver.startRun();
    const created = await twice(packageIn, preview, packageInputs);
    expect(created.map(({ state }) => state.packageId)).toEqual([300, 300]);
    expect(restorations()).toHaveLength(2);
    expect(preview.said.sort()).toEqual([
      "info: container package acme/api is there again, restored or published in the meantime; it is adopted.",
      "info: container package acme/api was deleted and is restored.",
    ]);
  });

  it("is adopted by the second of two resources that mean one version", async () => {
    const { preview } = driver.startRun();
    const created = await twice(versionIn, preview, versionInputs);
    expect(created.map(({ state }) => state.versionId)).toEqual([304, 304]);
    expect(restorations()).toHaveLength(2);
    expect(preview.said.join("\n")).toContain("is there again, restored in the meantime; it is adopted.");
  });

  it("is the package that has the name now", async () => {
    const { world, faults } = driver.emulator;
    world.deletePackage("acme", "container", "api");
    const publish = () => world.publish("acme", "container", "api", { name: digest("7") });
    faults.add({ method: "POST", run: publish });
    const { session } = driver.startRun().preview;
    const { state } = await new PackageResource(() => session).create(packageInputs);
    expect(state.packageId).toBe(world.package("acme", "container", "api")?.facts.id);
    expect(state.packageId).not.toBe(300);
  });
});

describe("a declared version", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterEach(() => driver.close());
  const declared = (inputs: PropertyMap) => [{ name: "v", type: "PackageVersion" as const, inputs }];
  const ofApi = (inputs: PropertyMap) =>
    declared({ owner: "acme", packageType: "container", packageName: "api", ...inputs });

  it("that nobody published: the preview warns, the update fails and says why", async () => {
    const inputs = { owner: "acme", packageType: "npm", packageName: "ui", version: "9.9.9" };
    const { said, errors } = await driver.engine.up(declared(inputs));
    expect(said.preview).toEqual([
      "warning: version 9.9.9 of npm package acme/ui: neither active nor restorable; the update looks again, and fails unless that has changed.",
    ]);
    expect(errors).toEqual([
      expect.stringContaining("adopt version 9.9.9 of npm package acme/ui: it is neither among the active versions"),
    ]);
  });

  it('that was deleted is not brought back by whenDeleted "fail"', async () => {
    const { engine, emulator } = driver;
    const before = emulator.world.snapshot();
    const { errors } = await engine.up(ofApi({ versionId: 304, whenDeleted: "fail" }));
    expect(errors).toEqual([expect.stringMatching(/it was deleted at .*, and whenDeleted is "fail"/)]);
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it.each([{ versionId: 304 }, { digest: digest("d") }, { tag: "v0" }])(
    "that was deleted is found by %j and restored",
    async (selector) => {
      const { engine, emulator } = driver;
      expect((await engine.up(ofApi(selector))).errors).toEqual([]);
      expect(emulator.world.versions("acme", "container", "api").map(({ id }) => id)).toContain(304);
    },
  );
});
