import { PackageResource } from "../../provider/resources/package/resource";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type Phase, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

describe("a package whose deletion got no answer, and whose name was published again", () => {
  let driver: Driver;
  let removal: { readonly phase: Phase; readonly id: string; readonly state: PropertyMap };

  beforeEach(async () => {
    const packages = [npmPackage("acme", "lib", 10_000, ["1.0.0"])];
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages }) },
      config: { "github-packages:retryDelayMs": "1" },
    });
    const { preview } = driver.startRun();
    const resource = new PackageResource(() => preview.session);
    const { inputs } = await resource.check(undefined, { owner: "acme", packageType: "npm", name: "lib" });
    removal = { phase: driver.startRun().preview, ...(await resource.create(inputs)) };
    driver.requests();
  });

  afterEach(() => driver.close());

  it("leaves the state, and what has the name now stays", async () => {
    const { faults, world } = driver.emulator;
    faults.add({ skip: 1, method: "GET", run: () => world.publish("acme", "npm", "lib", { name: "9.0.0" }) });
    faults.add({ method: "DELETE", status: 502, body: {}, takesEffect: true });

    const { phase, id, state } = removal;
    await new PackageResource(() => phase.session).delete(id, state);

    expect(world.versions("acme", "npm", "lib").map(({ name }) => name)).toEqual(["9.0.0"]);
    expect(driver.requests().filter((line) => line.startsWith("DELETE"))).toHaveLength(1);
    expect(phase.said).toEqual([expect.stringMatching(/^warning: npm package acme\/lib is left alone: /)]);
  });
});

describe("a package that goes", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterEach(() => driver.close());

  const inputs = { owner: "acme", packageType: "npm", name: "ui", whenDeleted: "restore" };

  it("says in the update how many versions went with it, and until when it can come back", async () => {
    const before = driver.startRun().preview;
    const { id, state } = await new PackageResource(() => before.session).create(inputs);
    const phase = driver.startRun().preview;
    await new PackageResource(() => phase.session).delete(id, state);
    expect(phase.said).toEqual([
      expect.stringMatching(
        /^info: npm package acme\/ui was deleted with its 3 versions\. GitHub can restore it until \d{4}-.*Z, while its name is free\.$/,
      ),
    ]);
  });

  it("says in the preview of a replacement how many versions go with it", async () => {
    const phase = driver.startRun().preview;
    const resource = new PackageResource(() => phase.session);
    const { id, state } = await resource.create(inputs);
    await resource.diff(id, state, { ...inputs, packageType: "container", name: "api" });
    expect(phase.said).toEqual([
      expect.stringMatching(/^warning: npm package acme\/ui is replaced: .* deleted with its 3 versions, unless/),
    ]);
  });
});
