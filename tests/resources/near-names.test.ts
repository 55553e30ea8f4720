import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type Make, packageIn, policyIn, startDriver, versionIn } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const container = { owner: "acme", packageType: "container" };
const npm = { owner: "acme", packageType: "npm" };

describe("the preview of a name that GitHub does not know", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages: [npmPackage("acme", "tokens", 500, ["1.0.0"])] }) },
    });
  });
  afterEach(() => driver.close());

  async function preview(make: Make, inputs: PropertyMap) {
    const { session, said, notes } = driver.startRun().preview;
    await make(() => session).check(undefined, inputs);
    const [outlook] = notes.filter(({ kind }) => kind === "outlook");
    return { said: said.join("\n"), outlook };
  }

  it.each<[string, PropertyMap, string, string]>([
    ["with two letters swapped", { ...npm, name: "toknes" }, "restoreOrFail", "Did you mean tokens?"],
    ["in another case", { ...container, name: "API" }, "restoreOrFail", "Did you mean api?"],
    ["without its repository", { ...container, name: "web" }, "restoreOrFail", "Did you mean repo/web?"],
    ["with registry and owner", { ...container, name: "ghcr.io/ACME/api" }, "restoreOrFail", 'in it: write "api".'],
    ["with a tag", { ...container, name: "api:v1" }, "fail", 'nor a tag in it: write "api".'],
    ["with a tag, and misspelt", { ...container, name: "apy:v1" }, "fail", 'write "apy". Did you mean api?'],
  ])("warns of a package's, %s, with what was meant", async (_, inputs, expects, words) => {
    const { said, outlook } = await preview(packageIn, inputs);
    expect(said).toMatch(/^warning: .* not there; the update tries to restore it/);
    expect(said).toContain(words);
    expect(outlook).toMatchObject({ expects, looksWrong: true, says: expect.stringContaining(words) });
  });

  it("of a package that may just be deleted is no warning", async () => {
    driver.emulator.world.deletePackage("acme", "container", "api");
    const { said, outlook } = await preview(packageIn, { ...container, name: "api" });
    expect(said).toMatch(/^info: .* not there; .* and fails when it can't\.$/);
    expect(outlook).not.toHaveProperty("looksWrong");
  });

  it.each<[string, PropertyMap, string]>([
    ["a tag", { ...container, packageName: "api", tag: "v3" }, "Did you mean v0, v1 or v2?"],
    ["a tag in another case", { ...container, packageName: "api", tag: "LATEST" }, "Did you mean latest?"],
    [
      "a tag with its image",
      { ...container, packageName: "api", tag: "ghcr.io/acme/api:latest" },
      "Did you mean latest?",
    ],
    [
      "a tag that is given as version",
      { ...container, packageName: "api", version: "v1" },
      'v1 is a tag: name it by "tag".',
    ],
    ["a version", { ...npm, packageName: "ui", version: "v1.0.0" }, "Did you mean 1.0.0?"],
    ["a version of a misspelt package", { ...npm, packageName: "toknes", version: "1.0.0" }, "Did you mean tokens?"],
  ])("warns of %s, with what was meant", async (_, inputs, words) => {
    const { said, outlook } = await preview(versionIn, inputs);
    expect(said).toMatch(/^warning: .* fails unless that has changed\. /);
    expect(said).toContain(words);
    expect(outlook).toMatchObject({ expects: "fail", looksWrong: true });
  });

  it("suggests nothing where nothing is near", async () => {
    const { said, outlook } = await preview(versionIn, { ...container, packageName: "api", tag: "production" });
    expect(said).toMatch(/^warning: .* fails unless that has changed\.$/);
    expect(outlook).not.toHaveProperty("looksWrong");
  });

  it("asks GitHub nothing that it has not been asked already, of a tag; one list a run, of packages", async () => {
    const { session } = driver.startRun().preview;
    const tag = (name: string) =>
      versionIn(() => session).check(undefined, { ...container, packageName: "api", tag: name });
    await tag("v3");
    const listings = driver.requests().filter((line) => line.includes("/container/api/versions"));
    expect(listings).toHaveLength(2);
    await tag("v4");
    expect(driver.requests()).toEqual([]);
    for (const name of ["toknes", "tokesn"]) await packageIn(() => session).check(undefined, { ...npm, name });
    expect(driver.requests().filter((line) => line.includes("/packages?") || line.endsWith("/packages"))).toHaveLength(
      1,
    );
  });

  it("warns without a suggestion where the token may not list", async () => {
    driver.emulator.faults.add({ route: /\/packages$/, status: 400, body: { message: "Invalid argument." } });
    const { said } = await preview(packageIn, { ...npm, name: "toknes" });
    expect(said).toMatch(/^info: .* not there; /);
  });

  it("warns of a retention policy's, with what was meant", async () => {
    const rules = { old: { action: "delete", match: { versionNames: ["*"], olderThan: "30d" } } };
    const { session, said } = driver.startRun().preview;
    const policy = policyIn(() => session);
    await policy.check(undefined, { ...container, packages: ["ghcr.io/acme/api", "wbe", "nothing-like-it"], rules });
    expect(said.filter((line) => line.includes("matches no package"))).toEqual([
      expect.stringMatching(/"ghcr\.io\/acme\/api" matches no package.* in it: write "api"\.$/),
      expect.stringMatching(/"nothing-like-it" matches no package[^?]*$/),
      expect.stringMatching(/"wbe" matches no package/),
    ]);
  });

  it("is repeated by the error of the update", async () => {
    const { session } = driver.startRun().update();
    const create = (make: Make, inputs: PropertyMap) => make(() => session).create(inputs);
    await expect(create(packageIn, { ...npm, name: "toknes", whenDeleted: "restore" })).rejects.toThrow(
      "Did you mean tokens?",
    );
    const tag = { ...container, packageName: "api", tag: "v3", whenDeleted: "restore" };
    await expect(create(versionIn, tag)).rejects.toThrow("Did you mean v0, v1 or v2?");
  });
});
