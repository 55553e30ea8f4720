import { type Emulator, startEmulator } from "../../emulator";
import { InProcessEngine } from "../support/in-process/engine";
import { aPackage, aVersion, type Declared, urnOf } from "../support/in-process/program";
import { ADMIN_TOKEN, digest, npmPackage, smallWorld } from "../support/small-world";
import { VirtualTime } from "../support/virtual-time";

const user = { kind: "classic" as const, login: "octocat" };
const reader = { ...user, token: "reader", scopes: ["repo", "read:packages"] };
const noAdmin = {
  ...user,
  token: "no-admin",
  scopes: ["repo", "read:packages", "write:packages", "delete:packages"],
  admin: false,
};

const api = aPackage("api", { owner: "acme", packageType: "container", name: "api" });
const versionOfApi = (tag: string) =>
  aVersion(tag, { owner: "acme", packageType: "container", packageName: "api", tag });
const npmVersion = (packageName: string) =>
  aVersion("old", { owner: "acme", packageType: "npm", packageName, version: "1.0.0" });

describe("a deletion of what the program has no more", () => {
  let emulator: Emulator;
  let engine: InProcessEngine;
  let token: string;
  beforeEach(async () => {
    const seed = smallWorld({ packages: [npmPackage("acme", "single", 600, ["1.0.0"])], tokens: [reader, noAdmin] });
    emulator = await startEmulator({ seed });
    token = ADMIN_TOKEN;
    engine = new InProcessEngine(() => ({ emulator, token, requestClock: new VirtualTime(() => emulator.world) }));
  });
  afterEach(() => emulator.close());

  const adopt = async (...program: readonly Declared[]) => expect((await engine.up(program)).errors).toEqual([]);
  const packages = () => emulator.world.snapshot().packages;
  const popular = ({ world }: Emulator) => {
    world.setVisibility("acme", "container", "api", "public");
    world.setDownloads("acme", "container", "api", 301, 5001);
  };

  it.each<[string, Declared, (emulator: Emulator) => void, RegExp]>([
    [
      "the last version",
      npmVersion("single"),
      () => {},
      /^delete npm package acme\/single, version id 601: You cannot delete the last version of a package\. You must delete the package instead\. \(400 DELETE .*\)\. .*delete the whole package/,
    ],
    [
      "the last tagged version of a container",
      versionOfApi("v2"),
      ({ world }) => world.deleteVersion("acme", "container", "api", 301),
      /You cannot delete the last tagged version of a package\. .* \(400 DELETE .*\)\. \S/,
    ],
    [
      "a public version with more than 5,000 downloads",
      versionOfApi("v1"),
      popular,
      /more than 5000 downloads cannot be deleted\..* \(400 DELETE .*\)\. .*[Ss]upport/s,
    ],
    [
      "a public package with a version of more than 5,000 downloads",
      api,
      popular,
      /5000 downloads cannot be deleted\..* \(400 DELETE .*\)\. .*private/is,
    ],
    [
      "a version, to a token without the scope, which is named,",
      versionOfApi("v1"),
      () => (token = reader.token),
      /delete:packages/,
    ],
    ["a package, to a token without the scope, which is named,", api, () => (token = reader.token), /delete:packages/],
    ...[versionOfApi("v1"), api].map((declared): [string, Declared, () => void, RegExp] => [
      `a ${declared.type} that answers 404 to the deletion and is there to be read: a missing right, not an absence,`,
      declared,
      () => (token = noAdmin.token),
      /not found\. \(404 DELETE .*\)\. It was not deleted\. It is there and can be read, so the token's user lacks the Admin role/,
    ]),
  ])("of %s is refused with the way out, and the state keeps it", async (_, declared, arrange, message) => {
    await adopt(declared);
    const kept = engine.state.get(urnOf(declared));
    arrange(emulator);
    const before = packages();
    expect((await engine.up([])).errors).toEqual([expect.stringMatching(message)]);
    expect(packages()).toEqual(before);
    expect([...engine.state.values()]).toEqual([kept]);
  });

  const expectDone = async () => {
    const { errors, said } = await engine.up([]);
    expect({ errors, kept: [...engine.state] }).toEqual({ errors: [], kept: [] });
    return said.update.join("\n");
  };

  it("is done when somebody was faster: a confirmed absence is what was wanted", async () => {
    await adopt(api, npmVersion("ui"));
    emulator.world.deletePackage("acme", "container", "api");
    emulator.world.deleteVersion("acme", "npm", "ui", "1.0.0");
    const before = packages();
    await expectDone();
    expect(packages()).toEqual(before);
  });

  it("leaves a package alone that was published again under the same name", async () => {
    await adopt(api);
    emulator.world.deletePackage("acme", "container", "api");
    emulator.world.publish("acme", "container", "api", { name: digest("7"), tags: ["v9"] });
    const before = packages();
    expect(await expectDone()).toMatch(
      /acme\/api is left alone: the live package has id \d+, .* that one is not ours to delete/,
    );
    expect(packages()).toEqual(before);
  });

  it("goes through although the answer to it is lost", async () => {
    await adopt(npmVersion("ui"));
    emulator.faults.add({
      method: "DELETE",
      status: 502,
      html: "<html>Bad gateway</html>",
      takesEffect: true,
      times: 1,
    });
    await expectDone();
    expect(emulator.world.versions("acme", "npm", "ui").map(({ name }) => name)).toEqual(["2.0.0", "1.1.0"]);
  });
});
