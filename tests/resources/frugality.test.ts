import { PackageResource } from "../../provider/resources/package/resource";
import { PackageVersionResource } from "../../provider/resources/package-version/resource";
import type { PropertyMap } from "../../provider/resources/resource";
import { keepNewest } from "../support/keep-newest";
import { type Driver, type Phase, policyIn, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const VERSIONS = "/orgs/acme/packages/npm/lib/versions";

/** What the engine has under way at once with two cores: https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/, `--parallel`. */
const AT_ONCE = 8;

interface Known {
  readonly id: string;
  readonly state: PropertyMap;
}

async function together<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

describe("requests", () => {
  let driver: Driver;
  afterEach(() => driver.close());

  const versionNames = (count: number) => Array.from({ length: count }, (_, index) => `1.${index}.0`);
  const start = async (count: number, more: Parameters<typeof smallWorld>[0] = {}) => {
    const packages = [npmPackage("acme", "lib", 10_000, versionNames(count)), ...(more.packages ?? [])];
    driver = await startDriver({ emulator: { seed: smallWorld({ ...more, packages }) } });
  };
  const versionIn = ({ session }: Phase) => new PackageVersionResource(() => session);
  const inputsOf = (handle: PropertyMap): PropertyMap => ({
    owner: "acme",
    ownerType: "organization",
    packageType: "npm",
    packageName: "lib",
    whenDeleted: "restore",
    ...handle,
  });
  /** Both phases of `pulumi up`, each resource checked by itself and then created, several at a time. */
  const create = async (handles: readonly PropertyMap[]): Promise<Known[]> => {
    const run = driver.startRun();
    for (const handle of handles) await versionIn(run.preview).check(undefined, inputsOf(handle));
    const update = run.update();
    const checked: PropertyMap[] = [];
    for (const handle of handles) checked.push((await versionIn(update).check(undefined, inputsOf(handle))).inputs);
    return together(checked, (inputs) => versionIn(update).create(inputs));
  };
  /** Both phases of `pulumi refresh`; what is gone is left out of the result. */
  const refresh = async (known: readonly Known[]) => {
    const run = driver.startRun();
    const read = (phase: Phase) => together(known, ({ id, state }) => versionIn(phase).read(id, state));
    const previewed = await read(run.preview);
    const updated = await read(run.update());
    expect(updated.map(({ id }) => id)).toEqual(previewed.map(({ id }) => id));
    return updated.filter(({ id }) => id !== undefined);
  };
  const byId = (count: number) => Array.from({ length: count }, (_, index) => ({ versionId: 10_001 + index }));

  it("of 1,000 new version resources are one listing for preview and update together", async () => {
    await start(1000);
    const created = await create(versionNames(1000).map((version) => ({ version })));
    expect(new Set(created.map(({ id }) => id)).size).toBe(1000);
    expect(driver.requests().length).toBeLessThanOrEqual(11);
  });

  it("of a refresh of 1,000 versions of one package are one listing for both of its phases", async () => {
    await start(1000);
    const known = await create(byId(1000));
    driver.requests();
    expect(await refresh(known)).toHaveLength(1000);
    const pages = Array.from(
      { length: 10 },
      (_, index) => `GET ${VERSIONS}?state=active&per_page=100&page=${index + 1}`,
    );
    expect(driver.requests().sort()).toEqual(pages.sort());
  });

  it("of a refresh that finds most versions deleted are the two listings that confirm it, in each phase", async () => {
    await start(300);
    const known = await create(byId(300));
    for (const version of versionNames(299)) driver.emulator.world.deleteVersion("acme", "npm", "lib", version);
    driver.requests();
    expect(await refresh(known)).toHaveLength(1);
    const onePhase = [
      `GET ${VERSIONS}?state=active&per_page=100&page=1`,
      ...[1, 2, 3].map((page) => `GET ${VERSIONS}?state=deleted&per_page=100&page=${page}`),
    ];
    expect(driver.requests().sort()).toEqual([...onePhase, ...onePhase].sort());
  });

  it("of a refresh that finds the whole package deleted do not grow with its versions", async () => {
    await start(200);
    const known = await create(byId(200));
    driver.emulator.world.deletePackage("acme", "npm", "lib");
    driver.requests();
    expect(await refresh(known)).toHaveLength(0);
    expect(driver.requests().length).toBeLessThanOrEqual(2 * (1 + 5 * AT_ONCE));
  });

  it("of one resource are one, for a preview and its update together", async () => {
    await start(1000);
    const known = await create(byId(1));
    expect(driver.requests()).toEqual([`GET ${VERSIONS}/10001`]);
    expect(await refresh(known)).toHaveLength(1);
    expect(driver.requests()).toEqual([`GET ${VERSIONS}/10001`]);
  });

  it("of a few resources are not the pages of a long listing", async () => {
    await start(3000);
    const known = await create(byId(5));
    driver.requests();
    await refresh(known);
    expect(driver.requests().length).toBeLessThanOrEqual(6);
  });

  it("for the newest version by its name are one page, however many there are", async () => {
    await start(3000);
    await create([{ version: "1.2999.0" }]);
    expect(driver.requests()).toEqual([`GET ${VERSIONS}?state=active&per_page=100&page=1`]);
  });

  it("see what is published after the preview, when the update looks for it", async () => {
    await start(3);
    const run = driver.startRun();
    const inputs = inputsOf({ version: "2.0.0" });
    await versionIn(run.preview).check(undefined, inputs);
    expect(run.preview.said.join("\n")).toContain("neither active nor restorable");
    const published = driver.emulator.world.publish("acme", "npm", "lib", { name: "2.0.0" });
    const update = versionIn(run.update());
    const { id } = await update.create((await update.check(undefined, inputs)).inputs);
    expect(id).toBe(`acme/npm/lib/${published.id}`);
  });

  it("are made again when the preview is older than a few minutes", async () => {
    await start(200);
    const known = await create(byId(200));
    driver.requests();
    const run = driver.startRun();
    await together(known, ({ id, state }) => versionIn(run.preview).read(id, state));
    driver.emulator.world.deleteVersion("acme", "npm", "lib", "1.7.0");
    driver.emulator.world.advance(6 * 60 * 1000);
    const update = run.update();
    const found = await together(known, ({ id, state }) => versionIn(update).read(id, state));
    expect(found.filter(({ id }) => id === undefined)).toHaveLength(1);
  });

  it("are made again after this run has changed something", async () => {
    await start(200);
    const known = await create(byId(200));
    const run = driver.startRun();
    await together(known, ({ id, state }) => versionIn(run.preview).read(id, state));
    const update = run.update();
    const [first, second] = known as [Known, Known];
    await versionIn(update).delete(first.id, first.state);
    await expect(versionIn(update).read(first.id, first.state)).resolves.toEqual({});
    await expect(versionIn(update).read(second.id, second.state)).resolves.toMatchObject({ id: second.id });
  });

  // A list of packages doesn't tell how long it is, and the engine's checks come one by one, here from the end of the list.
  it.each([
    [30, 3, 3],
    [1000, 40, 20],
    [9000, 250, 300],
  ])(
    "of %d packages grow like the owner's list of packages, for a preview with its update and for a refresh",
    async (count, forUp, forRefresh) => {
      const packages = Array.from({ length: count }, (_, index) =>
        npmPackage("acme", `p${index}`, 20_000 + index * 10, ["1.0.0"]),
      );
      await start(1, { packages });
      const names = packages.map(({ name }) => name);
      const inputs = (name: string): PropertyMap => ({
        owner: "acme",
        ownerType: "organization",
        packageType: "npm",
        name,
      });
      const resource = ({ session }: Phase) => new PackageResource(() => session);
      const run = driver.startRun();
      for (const name of names) await resource(run.preview).check(undefined, inputs(name));
      const update = run.update();
      const created = await together(names, async (name) =>
        resource(update).create((await resource(update).check(undefined, inputs(name))).inputs),
      );
      expect(new Set(created.map(({ id }) => id)).size).toBe(count);
      expect(driver.requests().length).toBeLessThanOrEqual(forUp);
      const refresh = driver.startRun().preview;
      const read = await together(created, ({ id, state }) => resource(refresh).read(id, state));
      expect(read.filter(({ id }) => id !== undefined)).toHaveLength(count);
      expect(driver.requests().length).toBeLessThanOrEqual(forRefresh);
    },
  );
});

describe("requests of a retention policy", () => {
  let driver: Driver;
  afterEach(() => driver.close());

  const names = (count: number) => Array.from({ length: count }, (_, index) => `1.${index}.0`);
  const start = async (sizes: readonly number[], config: Record<string, string> = {}) => {
    const packages = sizes.map((size, index) => npmPackage("acme", `lib${index}`, 10_000 * (index + 1), names(size)));
    driver = await startDriver({ emulator: { seed: smallWorld({ packages }) }, config });
  };
  const listings = (index: number) =>
    driver.emulator.requests.filter(({ path }) => path.includes(`/lib${index}/versions?`)).length;

  it("are the pages of each package, once for preview and update together, where nothing goes", async () => {
    await start([120, 250, 30]);
    const { error, failures } = await driver.up(
      "p",
      policyIn,
      keepNewest(500, { ownerType: "organization", packages: ["lib*"] }),
    );
    expect([error, failures]).toEqual([undefined, []]);
    expect([0, 1, 2].map(listings)).toEqual([2, 3, 1]);
  });

  it("are a look at the first page more where something goes, until the package is read again before its deletions", async () => {
    await start([120, 250]);
    await driver.up("p", policyIn, keepNewest(200, { ownerType: "organization", packages: ["lib*"] }));
    const deletions = driver.emulator.requests.filter(({ method }) => method === "DELETE");
    expect(deletions).toHaveLength(50);
    const firstDeletion = driver.emulator.requests.findIndex(({ method }) => method === "DELETE");
    const before = driver.emulator.requests.slice(0, firstDeletion);
    const pages = before.filter(({ path }) => path.includes("/lib1/versions?"));
    // Preview: three pages, and the first once more. Update: the first. Before deleting: three pages, and the first once more.
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 304, 304]);
    expect(listings(0)).toBe(2);
  });
});
