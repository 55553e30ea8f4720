import type { FaultSpec } from "../../emulator";
import { findPackageOrConfirmAbsence, findVersionOrConfirmAbsence, locatePackage } from "../../provider/lookup/absence";
import type { Owner } from "../../provider/model/owner";
import type { Visibility } from "../../provider/model/package";
import type { PackageRef } from "../../provider/model/reference";
import { type Driver, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const acme: Owner = { kind: "organization", login: "acme" };
const BY_ORGANIZATION = "GET /orgs/acme/packages?package_type=npm&per_page=100&page=1";
const BY_USERNAME = "GET /users/acme/packages?package_type=npm&per_page=100&page=1";

/** Of a package that GitHub says 404 for, what the absence rests on. */
describe("the lists that a package's absence rests on", () => {
  let driver: Driver;
  const start = async (...visible: Visibility[]) => {
    const packages = visible.map((visibility, index) => ({
      ...npmPackage("acme", `other-${index}`, 1000 * (index + 1), ["1.0.0"]),
      visibility,
    }));
    const world = smallWorld();
    driver = await startDriver({
      config: { "github-packages:maxRetries": "0" },
      emulator: { seed: { ...world, packages } },
    });
  };
  const fail = (path: string, fault: Partial<FaultSpec>) =>
    driver.emulator.faults.add({ method: "GET", route: new RegExp(`^/${path}/packages$`), times: 99, ...fault });
  const refusal = { status: 403, body: { message: "Must have admin rights." } };
  const look = (owner: Owner = acme) => {
    const ref: PackageRef = { owner, packageType: "npm", name: "gone" };
    return findPackageOrConfirmAbsence(driver.startRun().preview.session, ref, "private");
  };
  const lists = () => driver.requests().filter((request) => request.includes("?package_type"));
  afterEach(() => driver.close());

  it("suffice of an organization, also when they show only public ones", async () => {
    await start("public");
    await expect(look()).resolves.toBeUndefined();
    expect(lists()).toEqual([BY_ORGANIZATION]);
  });

  it("are asked for by username where those of the organization are refused, and suffice with one that is not public", async () => {
    await start("public", "private");
    fail("orgs/acme", refusal);
    await expect(look()).resolves.toBeUndefined();
    expect(lists()).toEqual([BY_ORGANIZATION, BY_USERNAME]);
  });

  it("are none where both are refused, and GitHub's words say why", async () => {
    await start("private");
    fail("orgs/acme", refusal);
    fail("users/acme", refusal);
    await expect(look()).rejects.toMatchObject({
      code: "access_denied",
      message: expect.stringContaining("may not list acme's npm packages (Must have admin rights.)"),
      cause: expect.objectContaining({ status: 403 }),
    });
  });

  it.each(["orgs", "users"])("are none while GitHub is not well, which is no refusal: %s", async (family) => {
    await start("private");
    if (family === "users") fail("orgs/acme", refusal);
    fail(`${family}/acme`, { status: 503, body: { message: "Unavailable" } });
    await expect(look()).rejects.toMatchObject({ code: "unavailable", status: 503 });
    expect(lists()).toEqual(family === "users" ? [BY_ORGANIZATION, BY_USERNAME] : [BY_ORGANIZATION]);
  });

  it("are not asked for by username where the token's own are refused", async () => {
    await start("private");
    fail("user", refusal);
    await expect(look({ kind: "authenticatedUser", login: "octocat" })).rejects.toMatchObject({
      code: "access_denied",
    });
    expect(lists()).toEqual(["GET /user/packages?package_type=npm&per_page=100&page=1"]);
  });
});

describe("what is looked for by its name or number alone", () => {
  let driver: Driver;
  const session = () => driver.startRun().preview.session;
  beforeEach(async () => {
    const old = { ...npmPackage("acme", "old", 900, ["1.0"]), packageType: "docker" } as const;
    driver = await startDriver({ emulator: { seed: smallWorld({ packages: [old] }) } });
  });
  afterEach(() => driver.close());

  it("is a version that is there, and none that is deleted", async () => {
    const ui = { owner: acme, packageType: "npm", name: "ui" } as const;
    const find = () => findVersionOrConfirmAbsence(session(), { ...ui, versionId: 101 });
    expect(await find()).toMatchObject({ id: 101, name: "1.0.0" });
    driver.emulator.world.deleteVersion("acme", "npm", "ui", "1.0.0");
    expect(await find()).toBeUndefined();
  });

  it("is the docker package of that name, where no number says that another has become a container", async () => {
    const ref = { owner: acme, packageType: "docker", name: "old" } as const;
    const byName = { packageId: undefined, visibility: undefined };
    expect(await locatePackage(session(), ref, byName)).toMatchObject({ ref, facts: { id: 900 } });
    expect(await locatePackage(session(), { ...ref, name: "gone" }, byName)).toBeUndefined();
  });
});
