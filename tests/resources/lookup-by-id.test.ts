import { PackageResource } from "../../provider/resources/package/resource";
import { PackageVersionResource } from "../../provider/resources/package-version/resource";
import { type Driver, type Phase, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

/** `Package.get` and `PackageVersion.get`: the engine reads a resource of which there is no state. */
describe("looking up by an id alone", () => {
  let driver: Driver;
  let phase: Phase;
  beforeAll(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  beforeEach(() => {
    phase = driver.startRun().preview;
  });
  afterAll(() => driver.close());

  const readPackage = (id: string) => new PackageResource(() => phase.session).read(id, {});
  const readVersion = (id: string) => new PackageVersionResource(() => phase.session).read(id, {});

  it("finds what is there", async () => {
    await expect(readPackage("acme/container/repo%2Fweb")).resolves.toMatchObject({ state: { packageId: 400 } });
    await expect(readVersion("acme/container/api/301")).resolves.toMatchObject({ state: { versionId: 301 } });
  });

  it("says of what is not there that it is not there, and promises no restoration", async () => {
    await expect(readPackage("acme/container/none")).resolves.toEqual({});
    await expect(readVersion("acme/container/api/999")).resolves.toEqual({});
    expect(phase.said).toEqual([
      "warning: container package acme/none is not there: GitHub neither has it nor lists it; what this token may not see looks the same.",
      "warning: container package acme/api, version id 999 is not there: it is deleted, or GitHub does not list it; what this token may not see looks the same.",
    ]);
  });

  it.each(["acme/npm/100%", "acme/nmp/ui", "acme/npm", "acme/npm/a/b", "//ui", "", "acme/npm/%E0%A4%A"])(
    "refuses %j as an id of a package, and says how to write one",
    async (id) => {
      const rule = 'Write it as "owner/type/name", the type one of npm, maven, rubygems, docker, nuget, container';
      await expect(readPackage(id)).rejects.toThrow(`read package "${id}": this is no id of a package. ${rule}`);
    },
  );

  it.each(["acme/npm/ui", "acme/npm/100%/1", "acme/nmp/ui/1", "acme/npm/ui/0", "acme/npm/ui/1.5", "acme/npm/ui/x"])(
    "refuses %j as an id of a version, and says how to write one",
    async (id) => {
      const rule = 'Write it as "owner/type/name/version-id", the type one of';
      await expect(readVersion(id)).rejects.toThrow(
        `read package version "${id}": this is no id of a version. ${rule}`,
      );
    },
  );
});
