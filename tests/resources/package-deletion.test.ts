import { PackageResource } from "../../provider/resources/package/resource";
import type { Bag } from "../../provider/resources/resource";
import { type Driver, type Phase, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

describe("a package whose deletion got no answer, and whose name was published again", () => {
  let driver: Driver;
  let removal: { readonly phase: Phase; readonly id: string; readonly state: Bag };

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

  test("leaves the state, and what has the name now stays", async () => {
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
