import type { PropertyMap } from "../../provider/resources/resource";
import { aPackage, aVersion, type Declared, type Kept, urnOf } from "../support/in-process/program";
import { type Driver, type DriverOptions, packageIn, startDriver } from "../support/run-driver";
import { digest, npmPackage, smallWorld } from "../support/small-world";

describe("a deletion", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const start = async (options: DriverOptions["emulator"] = {}) => {
    driver = await startDriver({ emulator: { seed: smallWorld(), ...options } });
  };

  /** What an update with that program shows and comes to, and what its deletions ask for. */
  const up = async (...program: readonly Declared[]) => {
    const { preview, errors, said } = await driver.engine.up(program, { beforeDeletions: () => driver.requests() });
    const requests = driver.requests();
    const steps = preview.filter(({ operation }) => operation !== "same");
    const shown = steps.map(({ operation, declared }) => `${operation} ${declared.name}`);
    return { shown, errors, said, requests, changes: requests.filter((line) => !line.startsWith("GET ")) };
  };
  const adopt = async (...program: readonly Declared[]) => expect((await up(...program)).errors).toEqual([]);
  const kept = (declared: Declared) => driver.engine.state.get(urnOf(declared)) as Kept;

  const api = { owner: "acme", packageType: "container", name: "api" };
  const versionOfApi = (handle: PropertyMap) => ({
    owner: "acme",
    packageType: "container",
    packageName: "api",
    ...handle,
  });
  const PACKAGE = "/orgs/acme/packages/container/api";

  /** Because `create` adopts, each of these would delete what the program still declares, if deletion were taken at its word. */
  describe("of what the program still declares, is a hand-over: nothing is deleted for", () => {
    const v1 = versionOfApi({ tag: "v1" });
    const both = [aPackage("api", api), aVersion("v1", v1)];
    const anewAs = (name: string) => [`create ${name}`, "delete v1"];

    it.each<[string, old: readonly Declared[], program: readonly Declared[], steps: string[]]>([
      [
        "a package that is renamed",
        both,
        [aPackage("images", api), aVersion("v1", v1)],
        ["create images", "delete api"],
      ],
      ["a version that is renamed", both, [aPackage("api", api), aVersion("first", v1)], anewAs("first")],
      [
        "a version that is renamed, and named by another handle as well",
        both,
        [aPackage("api", api), aVersion("first", versionOfApi({ versionId: 301 }))],
        anewAs("first"),
      ],
      [
        "a version that is renamed, and named by a tag that it gained since",
        both,
        [aPackage("api", api), aVersion("first", versionOfApi({ tag: "stable" }))],
        anewAs("first"),
      ],
      [
        "a package and a version that move to another provider instance",
        both,
        [aPackage("images", api, { provider: "bot" }), aVersion("v1", v1, { provider: "bot" })],
        ["create images", "replace v1", "delete api"],
      ],
      [
        "one of two resources that mean the same package",
        [...both, aPackage("twin", api)],
        [aPackage("twin", api), aVersion("v1", v1)],
        ["delete api"],
      ],
      [
        "a package whose owner is spelled another way, with no step at all",
        both,
        [aPackage("api", { ...api, owner: "ACME" }), aVersion("v1", v1)],
        [],
      ],
      [
        "a version whose tag becomes a digest, with no replacement at all",
        both,
        [aPackage("api", api), aVersion("v1", versionOfApi({ digest: digest("a") }))],
        ["update v1"],
      ],
    ])("%s", async (_, old, program, steps) => {
      await start();
      await adopt(...old);
      driver.emulator.world.tag("acme", "container", "api", "stable", 301);
      const before = driver.emulator.world.snapshot();
      const { shown, errors, changes } = await up(...program);
      expect({ shown, errors, changes }).toEqual({ shown: steps, errors: [], changes: [] });
      expect(driver.emulator.world.snapshot()).toEqual(before);
      expect((await up(...program)).shown).toEqual([]);
    });

    it("a version that was declared with its package, as the message of the package's hand-over says", async () => {
      await start();
      await adopt(aPackage("api", api), aVersion("v1", v1, { deletedWith: "api" }));
      const { said, errors, changes } = await up(aPackage("images", api));
      expect({ errors, changes }).toEqual({ errors: [], changes: [] });
      expect(said.update.join()).toContain("removed together with it are not deleted either");
    });
  });

  it("of what is declared no more goes through, also when something beside it is renamed", async () => {
    await start();
    await adopt(aPackage("api", api), aVersion("v1", versionOfApi({ tag: "v1" })));
    expect(await up(aPackage("images", api))).toMatchObject({
      errors: [],
      changes: [`DELETE ${PACKAGE}/versions/301`],
    });
  });

  describe("of a package whose versions the program still declares", () => {
    it("is refused, whichever provider instance declares them", async () => {
      await start();
      await adopt(aPackage("api", api), aVersion("v1", versionOfApi({ tag: "v1" })));
      const before = driver.emulator.world.snapshot();
      const { errors, changes } = await up(aVersion("v1", versionOfApi({ tag: "v1" }), { provider: "bot" }));
      expect(errors).toEqual([expect.stringContaining("the program still declares versions of it")]);
      expect(changes).toEqual([]);
      expect(driver.emulator.world.snapshot()).toEqual(before);
    });

    it("is refused, and the versions are named", async () => {
      await start();
      const v1 = aVersion("v1", versionOfApi({ tag: "v1" }));
      await adopt(aPackage("api", api), v1);
      const { errors, changes } = await up(v1, aVersion("303", versionOfApi({ versionId: 303 })));
      expect(errors).toEqual([
        "delete container package acme/api: the program still declares versions of it, which would be deleted with it: tag v1, version id 303. Remove them from the " +
          "program too. Or, to forget the package without deleting it, declare it once more with retainOnDelete: true, run `pulumi up`, and remove it then.",
      ]);
      expect(changes).toEqual([]);
    });

    it("counts them when there are many", async () => {
      await start();
      await adopt(aPackage("api", api));
      const tags = ["v1", "v2", "latest"].map((tag) => aVersion(tag, versionOfApi({ tag })));
      const ids = [301, 302, 303].map((versionId) => aVersion(String(versionId), versionOfApi({ versionId })));
      const { errors } = await up(...tags, ...ids);
      expect(errors.join()).toContain(": tag v1, tag v2, tag latest, version id 301, version id 302, 1 more. Remove");
    });

    it("goes on when the package is gone already, or is another one", async () => {
      await start();
      const old = aPackage("api", api);
      await adopt(old);
      const { outputs, ...rest } = kept(old);
      driver.engine.state.set(urnOf(old), { ...rest, outputs: { ...outputs, packageId: 299 } });
      expect(await up(aVersion("v1", versionOfApi({ tag: "v1" })))).toMatchObject({ errors: [], changes: [] });
    });

    it("is not held up by a version of another package", async () => {
      await start();
      await adopt(aPackage("api", api));
      const web = { owner: "acme", packageType: "container", packageName: "repo/web", tag: "main" };
      expect(await up(aVersion("main", web))).toMatchObject({ errors: [], changes: [`DELETE ${PACKAGE}`] });
    });
  });

  describe("of a version whose tag has moved to another one", () => {
    const v1 = versionOfApi({ tag: "v1" });
    beforeEach(async () => {
      await start();
      await adopt(aVersion("v1", v1));
      driver.emulator.world.tag("acme", "container", "api", "v1", 302);
      await driver.engine.refresh();
      expect(kept(aVersion("v1", v1)).outputs).toMatchObject({ versionId: 301, tags: [] });
    });

    it("is a hand-over while the program declares that tag, under another name or place", async () => {
      const renamed = aVersion("first", v1);
      const { changes, errors, said } = await up(renamed);
      expect({ id: kept(renamed).id, errors, changes }).toEqual({
        id: "acme/container/api/302",
        errors: [],
        changes: [],
      });
      expect(said.update).toContain(
        "info: container package acme/api, version id 301 is not deleted: the program still declares tag v1, by which it was found. The tag names another version now.",
      );
    });

    it("is a deletion when the program declares another one in its place", async () => {
      const { changes } = await up(aVersion("v1", versionOfApi({ tag: "v2" })));
      expect(changes).toEqual([`DELETE ${PACKAGE}/versions/301`]);
    });
  });

  /** GitHub documents that `docker` finds images that have been migrated to the container registry: one object, two types. */
  describe("of what the program declares by another type", () => {
    const migrated = () => start({ behaviors: { dockerTypeOfContainers: "accepted" } });
    const asDocker = (inputs: PropertyMap) => ({ ...inputs, packageType: "docker" });

    it.each([
      ["package", aPackage, api],
      ["version", aVersion, versionOfApi({ tag: "v1" })],
    ])("a migrated %s, is a hand-over", async (_, declare, inputs) => {
      await migrated();
      await adopt(declare("one", asDocker(inputs)));
      const { errors, requests, said } = await up(declare("one", inputs));
      expect(kept(declare("one", inputs)).outputs.packageType).toBe("container");
      expect({ errors, requests }).toEqual({ errors: [], requests: [] });
      expect(said.update.join()).toMatch(
        /docker package acme\/api.* is not deleted: the program still declares it, under another name/,
      );
    });

    it.each([
      ["package", aPackage, api],
      ["version", aVersion, versionOfApi({ versionId: 301 })],
    ])("a %s that the state already has by that type, is a hand-over", async (_, declare, inputs) => {
      await migrated();
      await adopt(declare("one", inputs), declare("old", asDocker(inputs)));
      expect(await up(declare("one", inputs))).toMatchObject({ errors: [], requests: [] });
    });

    it("a migrated package that is to be deleted before the other is created, is a hand-over", async () => {
      await migrated();
      const old = aPackage("old", asDocker(api));
      await adopt(old);
      const run = driver.startRun();
      await packageIn(() => run.preview.session).check(undefined, api);
      driver.requests();
      await packageIn(() => run.update().session).delete(kept(old).id, kept(old).outputs);
      expect(driver.requests()).toEqual([]);
    });

    it("another package of that name, is a deletion", async () => {
      const docker = { ...npmPackage("acme", "api", 900, ["1.0.0"]), packageType: "docker" as const };
      await start({ seed: smallWorld({ packages: [docker] }), behaviors: { dockerTypeOfContainers: "accepted" } });
      await adopt(aPackage("one", asDocker(api)));
      const { changes } = await up(aPackage("one", api));
      expect(changes).toEqual(["DELETE /orgs/acme/packages/docker/api"]);
    });
  });

  describe("of what the program declares by its owner's new name", () => {
    it.each([
      ["package", aPackage, api],
      ["version", aVersion, versionOfApi({ tag: "v1" })],
    ])("a %s, is a hand-over", async (_, declare, inputs) => {
      await start();
      await adopt(declare("one", inputs));
      driver.emulator.world.renameAccount("acme", "acme-inc");
      const { errors, requests } = await up(declare("one", { ...inputs, owner: "acme-inc" }));
      expect({ errors, requests }).toEqual({ errors: [], requests: [] });
    });
  });
});
