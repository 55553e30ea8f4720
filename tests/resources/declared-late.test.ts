import { type Emulator, startEmulator } from "../../emulator";
import { type PropertyMap, UNKNOWN } from "../../provider/resources/resource";
import { InProcessEngine } from "../support/in-process/engine";
import type { Declared } from "../support/in-process/program";
import { smallWorld } from "../support/small-world";

const policy = (inputs: PropertyMap = {}): Declared => ({
  name: "releases",
  type: "RetentionPolicy",
  inputs: {
    owner: "acme",
    packageType: "npm",
    packages: ["ui"],
    minAge: "0s",
    rules: {
      rest: { action: "delete", match: { versionNames: ["*"] } },
      newest: { action: "keep", mostRecent: { count: 1 } },
    },
    ...inputs,
  },
});

const version = (name: string): Declared => ({
  name: `v${name}`,
  type: "PackageVersion",
  inputs: { owner: "acme", packageType: "npm", packageName: "ui", version: name },
});

const wholePackage: Declared = {
  name: "ui",
  type: "Package",
  inputs: { owner: "acme", packageType: "npm", name: "ui" },
};

describe("a policy that nobody tells what its program declares", () => {
  let emulator: Emulator;
  let engine: InProcessEngine;
  const left = () => emulator.world.versions("acme", "npm", "ui").map(({ name }) => name);
  const shown = ({ preview }: Awaited<ReturnType<InProcessEngine["preview"]>>) =>
    preview.map(({ inputs }) => inputs?.runs).find((runs) => runs !== undefined);

  beforeEach(async () => {
    emulator = await startEmulator({ seed: smallWorld() });
    engine = new InProcessEngine(() => ({ emulator, tellsPolicies: false }));
  });
  afterEach(() => emulator.close());

  it("leaves what is declared before it, and shows no more than what goes", async () => {
    const result = await engine.up([version("1.0.0"), policy()]);
    expect(result.errors).toEqual([]);
    expect(shown(result)).toEqual({ 1: { delete: { ui: { 102: expect.stringContaining("1.1.0") } } } });
    expect(left()).toEqual(["2.0.0", "1.0.0"]);
  });

  it.each([
    [
      "a version that is there",
      [version("1.0.0")],
      /declare version "?1\.0\.0.* policy releases \(acme, npm\) .* would delete it\./,
    ],
    [
      "a version that is not there",
      [version("9.9.9")],
      /declare version .*9\.9\.9.* would delete versions that it may need\./,
    ],
    ["a package that goes as a whole", [wholePackage], /declare the package acme\/ui: .* would delete it\./],
  ])("fails a preview that would show too much: %s is declared after it", async (what, later, message) => {
    const goesAsAWhole = {
      rules: { all: { action: "delete", match: { versionNames: ["*"] } } },
      onAllMatched: "deletePackage",
    };
    const before = emulator.world.snapshot();
    const { errors } = await engine.up([policy(what.includes("whole") ? goesAsAWhole : {}), ...later]);
    expect(errors).toEqual([expect.stringMatching(message)]);
    expect(errors[0]).toContain("Give the policy the id of this resource, in the list `keep`. Nothing was deleted.");
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("fails as well where the version is in the state already, whether it is still there or not", async () => {
    await engine.up([version("1.0.0")]);
    const { errors } = await engine.up([policy(), version("1.0.0")]);
    expect(errors).toEqual([expect.stringContaining("would delete it.")]);
    emulator.world.deleteVersion("acme", "npm", "ui", "1.0.0");
    const gone = await engine.up([policy(), version("1.0.0")]);
    expect(gone.errors).toEqual([expect.stringContaining("would delete versions that it may need.")]);
    expect(left()).toEqual(["2.0.0", "1.1.0"]);
  });

  it("leaves what the program names in keep, in any order of the resources", async () => {
    await engine.up([version("1.0.0")]);
    const result = await engine.up([policy({ keep: ["acme/npm/ui/101"] }), version("1.0.0")]);
    expect(result.errors).toEqual([]);
    expect(shown(result)).toEqual({ 1: { delete: { ui: { 102: expect.stringContaining("1.1.0") } } } });
    expect(left()).toEqual(["2.0.0", "1.0.0"]);
    const again = await engine.up([policy({ keep: ["acme/npm/ui/101"] }), version("1.0.0")]);
    expect(again.preview.map(({ operation }) => operation)).toEqual(["same", "same"]);
  });

  it("does not delete a package as a whole that keep names", async () => {
    const rules = { all: { action: "delete", match: { versionNames: ["*"] } } };
    const kept = policy({ rules, onAllMatched: "deletePackage", keep: ["acme/npm/ui"] });
    await engine.up([kept, wholePackage]);
    expect(emulator.world.package("acme", "npm", "ui")).toBeDefined();
  });

  it("plans nothing while an id is not known yet", async () => {
    const { errors, said, preview } = await engine.preview([policy({ keep: [UNKNOWN] }), version("1.0.0")]);
    expect(errors).toEqual([]);
    expect(said.preview.join("\n")).toContain("keep[0] is not known before the update, which will delete nothing");
    expect(preview.map(({ inputs }) => inputs?.runs)).toEqual([undefined, undefined]);
  });

  it("does nothing without a preview, unless keep says what the program declares", async () => {
    const options = { skipsPreview: true, isEager: true };
    const { errors } = await engine.up([policy(), version("1.0.0")], options);
    expect(errors).toEqual([expect.stringContaining("without a preview it can't know what else the program declares")]);
    expect(left()).toEqual(["2.0.0", "1.1.0", "1.0.0"]);
    const told = await engine.up([policy({ keep: ["acme/npm/ui/101"] }), version("1.0.0")], options);
    expect(told.errors).toEqual([]);
    expect(left()).toEqual(["2.0.0", "1.0.0"]);
  });

  it("refuses what is no id of a resource", async () => {
    const { errors } = await engine.preview([policy({ keep: ["acme/npm/ui/101", "ui@1.0.0"] })]);
    expect(errors).toEqual([
      expect.stringMatching(/^keep\[1\]: is no id of a Package or a PackageVersion: "ui@1\.0\.0"/),
    ]);
  });
});
