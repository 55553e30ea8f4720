import { changesOf, diagnosticsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { digest, npmPackage, smallWorld } from "../support/small-world";

const reader = { token: "reader", kind: "classic" as const, login: "octocat", scopes: ["repo", "read:packages"] };
const noAdmin = {
  token: "no-admin",
  kind: "classic" as const,
  login: "octocat",
  scopes: ["repo", "read:packages", "write:packages", "delete:packages"],
  admin: false,
};

const container = (name: string, handle: string) =>
  `new PackageVersion("${name}", { owner: "acme", packageType: "container", packageName: "api", ${handle} });`;
const npm = (name: string, packageName: string, version: string) =>
  `new PackageVersion("${name}", { owner: "acme", packageType: "npm", packageName: "${packageName}", version: "${version}" });`;

describe("deleting", () => {
  let scenario: Scenario | undefined;
  const start = async (body: string) => {
    const seed = smallWorld({ packages: [npmPackage("acme", "single", 600, ["1.0.0"])], tokens: [reader, noAdmin] });
    scenario = await startScenario(body, { emulator: { seed } });
    expect((await scenario.workspace.up()).code).toBe(0);
    return scenario;
  };
  afterEach(() => scenario?.close());

  /** Empties the program and updates: the deletion is refused, the state keeps the resource, the world is as it was. */
  async function expectRefusal(
    { workspace, emulator, program }: Scenario,
    message: RegExp,
    env: Record<string, string> = {},
  ) {
    const before = emulator.world.snapshot();
    await program("");
    const up = await workspace.up([], { env });
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toMatch(message);
    expect(emulator.world.snapshot()).toEqual(before);
    const kept = (await workspace.exportState()).deployment.resources.filter(({ urn }: { urn: string }) =>
      urn.includes("github-packages"),
    );
    expect(kept).toHaveLength(1);
  }

  it("the last version is refused with the rule and the way out", async () => {
    await expectRefusal(
      await start(npm("only", "single", "1.0.0")),
      /delete npm package acme\/single, version id 601: You cannot delete the last version of a package\. You must delete the package instead\. \(400 DELETE .*\)\. .*delete the whole package/,
    );
  });

  it("the last tagged version of a container is refused with the rule and the way out", async () => {
    const one = await start(container("v2", "tag: 'v2'"));
    one.emulator.world.deleteVersion("acme", "container", "api", 301);
    await expectRefusal(one, /You cannot delete the last tagged version of a package\. .* \(400 DELETE .*\)\. \S/);
  });

  it("a public version with more than 5,000 downloads is refused with the rule and the way out", async () => {
    const one = await start(container("v1", "tag: 'v1'"));
    one.emulator.world.setVisibility("acme", "container", "api", "public");
    one.emulator.world.setDownloads("acme", "container", "api", 301, 5001);
    await expectRefusal(one, /more than 5000 downloads cannot be deleted\..* \(400 DELETE .*\)\. .*[Ss]upport/s);
  });

  it("a public package with a version of more than 5,000 downloads is refused with the rule and the way out", async () => {
    const one = await start(`new Package("api", { owner: "acme", packageType: "container", name: "api" });`);
    one.emulator.world.setVisibility("acme", "container", "api", "public");
    one.emulator.world.setDownloads("acme", "container", "api", 301, 5001);
    await expectRefusal(one, /5000 downloads cannot be deleted\..* \(400 DELETE .*\)\. .*private/is);
  });

  it.each([
    ["version", container("v1", "tag: 'v1'")],
    ["package", `new Package("api", { owner: "acme", packageType: "container", name: "api" });`],
  ])("a %s is refused to a token without the scope, which is named", async (_, body) => {
    await expectRefusal(await start(body), /delete:packages/, { GITHUB_TOKEN: reader.token });
  });

  it.each([
    ["version", container("v1", "tag: 'v1'")],
    ["package", `new Package("api", { owner: "acme", packageType: "container", name: "api" });`],
  ])(
    "a %s that answers 404 to the deletion and is there to be read is a missing right, not an absence",
    async (_, body) => {
      await expectRefusal(
        await start(body),
        /not found\. \(404 DELETE .*\)\. It was not deleted\. It is there and can be read, so the token's user lacks the Admin role/,
        {
          GITHUB_TOKEN: noAdmin.token,
        },
      );
    },
  );

  it("is done when somebody was faster: a confirmed absence is what was wanted", async () => {
    const { workspace, emulator, program } = await start(
      `const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
       ${npm("old", "ui", "1.0.0")}`,
    );
    emulator.world.deletePackage("acme", "container", "api");
    emulator.world.deleteVersion("acme", "npm", "ui", "1.0.0");
    await program("");
    const up = await workspace.up();
    expect(up.code).toBe(0);
    expect(changesOf(up).sort()).toEqual(["delete api", "delete old"]);
  });

  it("leaves a package alone that was published again under the same name", async () => {
    const { workspace, emulator, program } = await start(
      `new Package("api", { owner: "acme", packageType: "container", name: "api" });`,
    );
    emulator.world.deletePackage("acme", "container", "api");
    emulator.world.publish("acme", "container", "api", { name: digest("7"), tags: ["v9"] });
    const before = emulator.world.snapshot();
    await program("");
    const up = await workspace.up();
    expect(up.code).toBe(0);
    expect(changesOf(up)).toEqual(["delete api"]);
    expect(diagnosticsOf(up).join("\n")).toMatch(
      /acme\/api is left alone: the live package has id \d+, .* that one is not ours to delete/,
    );
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("goes through although the answer to the deletion is lost", async () => {
    const { workspace, emulator, program } = await start(npm("old", "ui", "1.0.0"));
    emulator.faults.add({
      method: "DELETE",
      status: 502,
      html: "<html>Bad gateway</html>",
      takesEffect: true,
      times: 1,
    });
    await program("");
    const up = await workspace.up();
    expect(up.code).toBe(0);
    expect(emulator.world.versions("acme", "npm", "ui").map(({ name }) => name)).toEqual(["2.0.0", "1.1.0"]);
  });
});
