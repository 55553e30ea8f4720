import { PackageResource } from "../../provider/resources/package/resource";
import type { Bag } from "../../provider/resources/resource";
import { type Driver, type Phase, startDriver } from "../support/run-driver";
import { ADMIN_TOKEN, npmPackage, smallWorld } from "../support/small-world";

interface Known {
  readonly id: string;
  readonly state: Bag;
}

const NAMES = ["a", "b", "c"];

describe("what is read of packages", () => {
  let driver: Driver;
  afterEach(() => driver.close());

  const packageIn = ({ session }: Phase) => new PackageResource(() => session);
  const start = async () => {
    const packages = NAMES.map((name, index) => npmPackage("acme", name, 1000 * (index + 1), ["1.0.0", "2.0.0"]));
    driver = await startDriver({ emulator: { seed: smallWorld({ packages }) } });
  };
  const create = (phase: Phase): Promise<Known[]> =>
    Promise.all(NAMES.map((name) => packageIn(phase).create({ owner: "acme", packageType: "npm", name })));
  const read = (phase: Phase, known: readonly Known[]) =>
    Promise.all(known.map(({ id, state }) => packageIn(phase).read(id, state)));
  const ids = (all: ReadonlyArray<{ id?: string }>) => all.map(({ id }) => id);

  it("is asked of the package itself before another id takes it out of the state, because lists lag", async () => {
    await start();
    const url = `${driver.emulator.url}/orgs/acme/packages?package_type=npm`;
    const stale = await (await fetch(url, { headers: { authorization: `token ${ADMIN_TOKEN}` } })).json();
    for (const name of NAMES) {
      driver.emulator.world.deletePackage("acme", "npm", name);
      driver.emulator.world.publish("acme", "npm", name, { name: "3.0.0" });
    }
    const known = await create(driver.startRun().preview);
    driver.emulator.faults.add({ route: /\/packages$/, status: 200, body: stale, times: Number.POSITIVE_INFINITY });
    const { preview } = driver.startRun();
    expect(ids(await read(preview, known))).toEqual(ids(known));
    expect(preview.said).toEqual([]);
  });
});
