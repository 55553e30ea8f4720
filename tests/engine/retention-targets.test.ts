import type { SeedPackage } from "../../emulator/seed";
import { changesOf, expectSuccess } from "../support/engine";
import { type Scenario, startScenario, urnOf } from "../support/scenario";
import { ADMIN_TOKEN, digest, npmPackage, smallWorld } from "../support/small-world";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(300_000);

const versions = (count: number) => Array.from({ length: count }, (_, index) => `1.${index}.0`);
const TARGET = ["--target", urnOf("RetentionPolicy", "old")];
const declared = (name: string, version: string, rest = "{}") =>
  `new PackageVersion("${name}", { packageType: "npm", packageName: "lib", version: "${version}" }, ${rest});`;
const POLICY = `new RetentionPolicy("old", {
  owner: "acme", packageType: "npm", packages: ["lib"], minAge: "0s",
  rules: { rest: { action: "delete", match: { versionNames: ["*"] } }, newest: { action: "keep", mostRecent: { count: 2 } } },
});`;

describe("a retention policy that is targeted alone", () => {
  let scenario: Scenario;
  const names = () => scenario.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const start = async (body: string, packages: SeedPackage[] = []) => {
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 1000, versions(6)), ...packages] });
    scenario = await startScenario(body, {
      emulator: { seed },
      workspace: { config: { "github-packages:owner": "acme" } },
    });
  };
  const up = async (args: string[] = []) => {
    const result = await scenario.workspace.up(args);
    expectSuccess(result);
    return result;
  };
  const policyInState = async () => {
    const { resources = [] } = (await scenario.workspace.exportState()).deployment;
    return resources.find(({ urn }: { urn: string }) => urn.endsWith("RetentionPolicy::old"));
  };
  afterEach(() => scenario.close());

  it("keeps what the program declares, whether or not that is in the state; other declarations change nothing of it", async () => {
    await start(declared("first", "1.0.0") + declared("newest", "1.5.0", "{ retainOnDelete: true }") + POLICY);
    await up(["--skip-preview"]);
    expect(names()).toEqual(["1.5.0", "1.4.0", "1.0.0"]);
    await up(TARGET);
    expect(names()).toEqual(["1.5.0", "1.4.0", "1.0.0"]);
    expect((await policyInState()).inputs).not.toHaveProperty("__declared");

    scenario.emulator.world.restoreVersion("acme", "npm", "lib", 1002);
    await scenario.program(declared("first", "1.0.0") + declared("second", "1.1.0") + POLICY);
    await up(TARGET);
    expect(names()).toEqual(["1.5.0", "1.4.0", "1.1.0", "1.0.0"]);

    expect(changesOf(await up())).toEqual(["create second", "delete newest"]);
  });

  it("keeps a version whose tag has moved away since it was looked up", async () => {
    const images = (rest: string) => `
      new PackageVersion("v1", { packageType: "docker", packageName: "api", tag: "v1" });
      new RetentionPolicy("old", {
        owner: "acme", packageType: "docker", packages: ["api"], minAge: "0s", ${rest}
        rules: { untagged: { action: "delete", match: { tagState: "untagged" } } },
      });`;
    const api = { ...npmPackage("acme", "api", 2000, ["a", "b", "c"].map(digest)), packageType: "docker" as const };
    await start(images("previewOnly: true,"), [api]);
    const { world } = scenario.emulator;
    world.tag("acme", "docker", "api", "v1", 2001);
    await up(["--skip-preview"]);
    world.tag("acme", "docker", "api", "v1", 2002);
    await scenario.program(images(""));
    await up(TARGET);
    expect(world.versions("acme", "docker", "api").map(({ id }) => id)).toEqual([2002, 2001]);
  });

  it("keeps what the program declares by another spelling of the server's address", async () => {
    await start("");
    const baseUrl = `http://localhost:${new URL(scenario.emulator.url).port}`;
    const provider = `{ provider: new Provider("spelt", { baseUrl: "${baseUrl}", token: "${ADMIN_TOKEN}" }) }`;
    await scenario.program(`${declared("first", "1.0.0", provider)} ${POLICY}`);
    await up(TARGET);
    expect(names()).toEqual(["1.5.0", "1.4.0", "1.0.0"]);
  });

  it("does not delete a declared package as a whole, nor keep what is declared on another host", async () => {
    const twin = declared("twin", "1.1.0", "{ provider: new Provider('ghes', { baseUrl: 'ghes.invalid' }) }");
    const body = `
      new Package("lib", { packageType: "npm", name: "lib" });
      ${twin}
      new RetentionPolicy("old", {
        owner: "acme", packageType: "npm", packages: ["lib"], minAge: "0s", onAllMatched: "deletePackage",
        rules: { all: { action: "delete", match: { versionNames: ["*"] } } },
      });`;
    await start(body);
    await up(TARGET);
    expect(names()).toEqual(["1.5.0"]);
  });
});
