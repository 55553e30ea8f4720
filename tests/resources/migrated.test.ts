import type { Behaviors } from "../../emulator/behaviors";
import { buildImage } from "../../emulator/images";
import type { SeedPackage } from "../../emulator/seed";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type Kept, type Phase, packageIn, policyIn, startDriver, versionIn } from "../support/run-driver";
import { daysAgo, digest, npmPackage, smallWorld } from "../support/small-world";

const old: SeedPackage = {
  ...npmPackage("acme", "old", 500, []),
  packageType: "docker",
  versions: ["1.0", "1.1"].map((tag, index) => {
    const { digest: name, ...manifest } = buildImage({ content: tag });
    return { id: 501 + index, name, tags: [tag], createdAt: daysAgo(90 - index), manifest };
  }),
};

const docker = { owner: "acme", packageType: "docker" };
const container = { owner: "acme", packageType: "container" };

/** What GitHub's Docker registry had, GitHub has moved to the Container registry, where it keeps its numbers. */
describe("an image that GitHub migrated", () => {
  let driver: Driver;
  afterEach(() => driver.close());

  const adopt = async (dockerTypeOfContainers: Behaviors["dockerTypeOfContainers"] = "accepted") => {
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages: [old] }), behaviors: { dockerTypeOfContainers } },
    });
    await up("old", packageIn, { ...docker, name: "old" });
    await up("1.0", versionIn, { ...docker, packageName: "old", versionId: 501 });
    driver.emulator.world.migrateToContainer("acme", "old");
  };
  const up = async (...[name, make, inputs]: Parameters<Driver["up"]>) => {
    const { failures, error, said } = await driver.up(name, make, inputs);
    expect({ failures, error }).toEqual({ failures: [], error: undefined });
    return said;
  };
  const publishAsDocker = () =>
    driver.emulator.world.publish("acme", "docker", "old", { name: digest("5"), tags: ["2.0"] });
  const refresh = async () => {
    await driver.refresh("old", packageIn);
    await driver.refresh("1.0", versionIn);
  };
  const remove = async (name: "old" | "1.0", phase = driver.startRun().preview) => {
    const { id, outputs } = driver.kept.get(name) as Kept;
    const make = name === "old" ? packageIn : versionIn;
    await make(() => phase.session).delete(id, outputs);
    return phase.said;
  };
  const live = (type: "docker" | "container") =>
    driver.emulator.world.package("acme", type, "old") &&
    driver.emulator.world.versions("acme", type, "old").map(({ id }) => id);

  describe.each([
    ["whose name somebody publishes again as docker", "accepted", () => publishAsDocker()],
    ["on a server that does not find it as docker any more", "not found", () => {}],
  ] as const)("%s", (_, dockerTypeOfContainers, happen) => {
    beforeEach(async () => {
      await adopt(dockerTypeOfContainers);
      happen();
    });

    it("stays in the state, and so do its versions, since they are there as a container", async () => {
      const before = new Map(driver.kept);
      await refresh();
      const ids = (kept: ReadonlyMap<string, Kept>) =>
        [...kept].map(([name, { id, outputs }]) => [name, id, outputs.packageId ?? outputs.versionId]);
      expect(ids(driver.kept)).toEqual(ids(before));
    });

    it("gives no diff after a refresh that found it as a container", async () => {
      await refresh();
      await refresh();
      expect((await driver.up("old", packageIn, { ...docker, name: "old" })).changes).toBe(false);
      expect((await driver.up("1.0", versionIn, { ...docker, packageName: "old", versionId: 501 })).changes).toBe(
        false,
      );
    });

    it("is deleted as the container that it is", async () => {
      const republished = live("docker");
      await remove("1.0");
      expect(live("container")).toEqual([502]);
      await remove("old");
      expect([live("container"), live("docker")]).toEqual([undefined, republished]);
    });

    it("leaves the state when the container is deleted", async () => {
      driver.emulator.world.deletePackage("acme", "container", "old");
      await refresh();
      expect(driver.kept.size).toBe(0);
    });

    it("leaves the state when the container is deleted and its name is published again", async () => {
      driver.emulator.world.deletePackage("acme", "container", "old");
      driver.emulator.world.publish("acme", "container", "old", { name: digest("4"), tags: ["3.0"] });
      await refresh();
      expect(driver.kept.size).toBe(0);
    });

    it("stays in the state while the container's absence is not confirmed", async () => {
      driver.emulator.world.deletePackage("acme", "container", "old");
      driver.emulator.faults.add({
        route: /\/packages$/,
        status: 403,
        body: { message: "Forbidden", status: "403" },
        times: Number.POSITIVE_INFINITY,
      });
      await expect(refresh()).rejects.toThrow(/this token may not list acme's \w+ packages/);
      expect([...driver.kept.keys()]).toEqual(["old", "1.0"]);
    });
  });

  it("says where it is now, when another docker package has its name", async () => {
    await adopt();
    publishAsDocker();
    const { preview } = driver.startRun();
    const { id, outputs } = driver.kept.get("old") as Kept;
    await packageIn(() => preview.session).read(id, outputs);
    expect(preview.said).toEqual([
      expect.stringMatching(
        /^warning: docker package acme\/old \(id 500\) is container package acme\/old now: GitHub migrated it.* stays with it.*packageType: "container"/,
      ),
    ]);
  });

  it("is not deleted as docker when the program declares the container by its name alone", async () => {
    await adopt();
    const { preview } = driver.startRun();
    await packageIn(() => preview.session).check({ ...container, name: "old" }, { ...container, name: "old" });
    expect(await remove("old", preview)).toEqual([
      expect.stringContaining("is not deleted: the program still declares"),
    ]);
    expect(live("container")).toEqual([501, 502].reverse());
  });

  it("is not deleted as docker with a version that the program declares of the container", async () => {
    await adopt();
    const { preview } = driver.startRun();
    const inputs = { ...container, packageName: "old", tag: "1.1" };
    await versionIn(() => preview.session).check(undefined, inputs);
    await expect(remove("old", preview)).rejects.toThrow(/the program still declares versions of it.*tag 1\.1/);
    expect(live("container")).toEqual([501, 502].reverse());
  });
});

/** The old name leads nowhere by then; what the program declares by it was found before. */
describe("a retention policy", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const all = (owner: string, packageType: string, name: string) => ({
    owner,
    packageType,
    packages: [name],
    minAge: "0s",
    rules: { all: { action: "delete", match: packageType === "npm" ? { versionNames: ["*"] } : { tags: ["*"] } } },
    onAllMatched: "deletePackage",
  });
  const runsOf = async ({ session }: Phase, inputs: PropertyMap) => {
    const checked = await policyIn(() => session).check(undefined, inputs);
    expect(checked.failures).toEqual([]);
    return Object.values((checked.inputs.runs ?? {}) as Record<string, PropertyMap>);
  };

  it("keeps a version that the program declares by the former name of its owner", async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
    const { preview } = driver.startRun();
    const inputs = { owner: "acme", packageType: "npm", packageName: "ui", version: "1.0.0" };
    await versionIn(() => preview.session).check(undefined, inputs);
    driver.emulator.world.renameAccount("acme", "acme-inc");
    const [run] = await runsOf(preview, all("acme-inc", "npm", "ui"));
    expect(run).toMatchObject({ delete: { ui: { 102: expect.anything(), 103: expect.anything() } } });
    expect(run?.delete).not.toHaveProperty("ui.101");
  });

  it.each([
    ["deletes a container as a whole", undefined, { deletePackages: { old: expect.anything() } }],
    [
      "does not delete a container as a whole that the program declares as docker",
      { ...docker, name: "old" },
      { delete: { old: { 501: expect.anything() } } },
    ],
  ])("%s", async (_, inputs, run) => {
    const container: SeedPackage = { ...old, packageType: "container" };
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages: [container] }), behaviors: { dockerTypeOfContainers: "accepted" } },
    });
    const { preview } = driver.startRun();
    if (inputs) await packageIn(() => preview.session).check(undefined, inputs);
    expect(await runsOf(preview, all("acme", "container", "old"))).toEqual([expect.objectContaining(run)]);
  });
});

describe("a package of an owner that was renamed", () => {
  let driver: Driver;
  afterEach(() => driver.close());

  it.each([
    ["whose number is known", "v1", /the program still declares versions of it.*tag v1/],
    ["that the run has not found yet", "v2", /.*tag v2.*/],
  ])(
    "is not deleted with a version that the program declares under the other name and %s",
    async (known, tag, words) => {
      driver = await startDriver({ emulator: { seed: smallWorld() } });
      await driver.up("api", packageIn, { ...container, name: "api" });
      const { id, outputs } = driver.kept.get("api") as Kept;
      const { preview } = driver.startRun();
      driver.emulator.world.renameAccount("acme", "acme-inc");
      const inputs = { owner: "acme-inc", packageType: "container", packageName: "api", tag };
      await versionIn(() => preview.session).check(known === "whose number is known" ? undefined : inputs, inputs);
      driver.emulator.world.renameAccount("acme-inc", "acme");
      await expect(packageIn(() => preview.session).delete(id, outputs)).rejects.toThrow(words);
      expect(driver.emulator.world.package("acme", "container", "api")).toBeDefined();
    },
  );
});
