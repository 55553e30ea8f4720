import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type DriverOptions, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";
import { adoptOne, apiPackage, apiVersion, type Declared, type Known, type Make, upWhole } from "../support/whole-run";

describe("a deletion", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const start = async (options: DriverOptions["emulator"] = {}) => {
    driver = await startDriver({ emulator: { seed: smallWorld(), ...options } });
  };

  const up = (program: readonly Declared[], removed?: readonly Known[]) => upWhole(driver, program, removed);
  const adopt = (make: Make, inputs: PropertyMap) => adoptOne(driver, make, inputs);

  const api = { owner: "acme", packageType: "container", name: "api" };
  const versionOfApi = (handle: PropertyMap) => ({
    owner: "acme",
    packageType: "container",
    packageName: "api",
    ...handle,
  });
  const PACKAGE = "/orgs/acme/packages/container/api";

  describe("of a package whose versions the program still declares", () => {
    it("is refused, and the versions are named", async () => {
      await start();
      const known = await adopt(apiPackage, api);
      const tagged = await adopt(apiVersion, versionOfApi({ tag: "v1" }));
      const program = [
        { make: apiVersion, inputs: tagged.inputs, known: tagged },
        { make: apiVersion, inputs: versionOfApi({ versionId: 303 }) },
      ];
      const { errors, changes } = await up(program, [known]);
      expect(errors).toEqual([
        "delete container package acme/api: the program still declares versions of it, which would be deleted with it: tag v1, version id 303. Remove them from the " +
          "program too. Or, to forget the package without deleting it, declare it once more with retainOnDelete: true, run `pulumi up`, and remove it then.",
      ]);
      expect(changes).toEqual([]);
    });

    it("counts them when there are many", async () => {
      await start();
      const known = await adopt(apiPackage, api);
      const tags = ["v1", "v2", "latest"].map((tag) => ({ make: apiVersion, inputs: versionOfApi({ tag }) }));
      const ids = [301, 302, 303].map((versionId) => ({ make: apiVersion, inputs: versionOfApi({ versionId }) }));
      const { errors } = await up([...tags, ...ids], [known]);
      expect(errors.join()).toContain(": tag v1, tag v2, tag latest, version id 301, version id 302, 1 more. Remove");
    });

    it("goes on when the package is gone already, or is another one", async () => {
      await start();
      const known = await adopt(apiPackage, api);
      const program = [{ make: apiVersion, inputs: versionOfApi({ tag: "v1" }) }];
      const other = { ...known, state: { ...known.state, packageId: 299 } };
      expect(await up(program, [other])).toMatchObject({ errors: [], changes: [] });
    });

    it("is not held up by a version of another package", async () => {
      await start();
      const known = await adopt(apiPackage, api);
      const web = { owner: "acme", packageType: "container", packageName: "repo/web", tag: "main" };
      expect(await up([{ make: apiVersion, inputs: web }], [known])).toMatchObject({
        errors: [],
        changes: [`DELETE ${PACKAGE}`],
      });
    });
  });

  describe("of a version whose tag has moved to another one", () => {
    const moved = async () => {
      await start();
      const known = await adopt(apiVersion, versionOfApi({ tag: "v1" }));
      driver.emulator.world.tag("acme", "container", "api", "v1", 302);
      const read = await apiVersion(() => driver.startRun().preview.session).read(known.id, known.state);
      expect(read.state).toMatchObject({ versionId: 301, tags: [] });
      return { ...known, state: read.state as PropertyMap };
    };

    it("is a hand-over while the program declares that tag, under another name or place", async () => {
      const known = await moved();
      const { state, changes, errors, said } = await up([{ make: apiVersion, inputs: known.inputs }], [known]);
      expect(state.map(({ id }) => id)).toEqual(["acme/container/api/302"]);
      expect({ errors, changes }).toEqual({ errors: [], changes: [] });
      expect(said.update).toContain(
        "info: container package acme/api, version id 301 is not deleted: the program still declares tag v1, by which it was found. The tag names another version now.",
      );
    });

    it("is a deletion when the program declares another one in its place", async () => {
      const known = await moved();
      const { changes } = await up([{ make: apiVersion, inputs: versionOfApi({ tag: "v2" }), known }]);
      expect(changes).toEqual([`DELETE ${PACKAGE}/versions/301`]);
    });
  });

  /** GitHub documents that `docker` finds images that have been migrated to the container registry: one object, two types. */
  describe("of what the program declares by another type", () => {
    const migrated = () => start({ behaviors: { dockerTypeOfContainers: "accepted" } });
    const asDocker = (inputs: PropertyMap) => ({ ...inputs, packageType: "docker" });

    it.each([
      ["package", apiPackage, api],
      ["version", apiVersion, versionOfApi({ tag: "v1" })],
    ])("a migrated %s, is a hand-over", async (_, make, inputs) => {
      await migrated();
      const known = await adopt(make, asDocker(inputs));
      const { state, errors, requests, said } = await up([{ make, inputs, known }]);
      expect(state.map(({ state: { packageType } }) => packageType)).toEqual(["container"]);
      expect({ errors, requests }).toEqual({ errors: [], requests: [] });
      expect(said.update.join()).toMatch(
        /docker package acme\/api.* is not deleted: the program still declares it, under another name/,
      );
    });

    it.each([
      ["package", apiPackage, api],
      ["version", apiVersion, versionOfApi({ versionId: 301 })],
    ])("a %s that the state already has by that type, is a hand-over", async (_, make, inputs) => {
      await migrated();
      const known = await adopt(make, inputs);
      const old = await adopt(make, asDocker(inputs));
      expect(await up([{ make, inputs, known }], [old])).toMatchObject({ errors: [], requests: [] });
    });

    it("a migrated package that is to be deleted before the other is created, is a hand-over", async () => {
      await migrated();
      const { id, state } = await adopt(apiPackage, asDocker(api));
      const run = driver.startRun();
      await apiPackage(() => run.preview.session).check(undefined, api);
      driver.requests();
      await apiPackage(() => run.update().session).delete(id, state);
      expect(driver.requests()).toEqual([]);
    });

    it("another package of that name, is a deletion", async () => {
      const docker = { ...npmPackage("acme", "api", 900, ["1.0.0"]), packageType: "docker" as const };
      await start({ seed: smallWorld({ packages: [docker] }), behaviors: { dockerTypeOfContainers: "accepted" } });
      const known = await adopt(apiPackage, asDocker(api));
      const { changes } = await up([{ make: apiPackage, inputs: api, known }]);
      expect(changes).toEqual(["DELETE /orgs/acme/packages/docker/api"]);
    });
  });

  describe("of what the program declares by its owner's new name", () => {
    it.each([
      ["package", apiPackage, api],
      ["version", apiVersion, versionOfApi({ tag: "v1" })],
    ])("a %s, is a hand-over", async (_, make, inputs) => {
      await start();
      const known = await adopt(make, inputs);
      await driver.close();
      const renamed = JSON.parse(JSON.stringify(smallWorld()).replaceAll('"acme"', '"acme-inc"'));
      await start({ seed: renamed });
      const { errors, requests } = await up([{ make, inputs: { ...inputs, owner: "acme-inc" }, known }]);
      expect({ errors, requests }).toEqual({ errors: [], requests: [] });
    });
  });
});
