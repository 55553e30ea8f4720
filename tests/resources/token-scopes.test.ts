import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type Make, packageIn, policyIn, startDriver, versionIn } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

const container = { owner: "acme", packageType: "container" };
const deleting = {
  owner: "acme",
  packageType: "npm",
  packages: ["ui"],
  rules: { old: { action: "delete", match: { versionNames: ["1.*"] } } },
};

const token = (name: string, scopes: string[]) => ({ token: name, kind: "classic" as const, login: "octocat", scopes });
const TOKENS = [
  token("reads", ["read:packages"]),
  token("reads-and-writes", ["read:packages", "write:packages"]),
  { token: "of-actions", kind: "github-actions" as const, login: "octocat", scopes: [] },
];

describe("a preview with a token", () => {
  let driver: Driver;
  afterEach(() => driver.close());

  async function preview(name: string, ...program: Array<readonly [make: Make, inputs: PropertyMap]>) {
    driver = await startDriver({ emulator: { seed: smallWorld({ tokens: TOKENS }) }, ...(name && { token: name }) });
    const { session, said, notes } = driver.startRun().preview;
    for (const [make, inputs] of program) await make(() => session).check(undefined, inputs);
    return {
      said: said.filter((line) => line.includes("the token lacks")),
      notes: notes.filter(({ kind }) => kind === "lacking"),
    };
  }

  it("that lacks delete:packages says that its deletions will be refused, for people and for the report", async () => {
    const { said, notes } = await preview("reads", [policyIn, deleting]);
    const says =
      "npm packages of acme: this preview shows deletions, and the token lacks delete:packages. It has read:packages: GitHub refuses an update with it.";
    expect(said).toEqual([`warning: ${says}`]);
    expect(notes).toEqual([{ kind: "lacking", host: "localhost", scopes: ["delete:packages"], says }]);
  });

  it.each<[string, Make, PropertyMap]>([
    ["a version", versionIn, { ...container, packageName: "api", tag: "v0" }],
    ["a package", packageIn, { ...container, name: "billing" }],
  ])("that lacks write:packages says so where %s is to be restored", async (_, make, inputs) => {
    const { notes } = await preview("reads", [make, inputs], [make, inputs]);
    expect(notes).toMatchObject([{ scopes: ["write:packages"] }]);
  });

  it.each<[string, string, Make, PropertyMap]>([
    ["has the scopes", "", policyIn, deleting],
    ["has no scopes, because its kind has none,", "of-actions", policyIn, deleting],
    ["lacks them, but nothing is deleted", "reads", policyIn, { ...deleting, previewOnly: true }],
    [
      "lacks the one to delete, but a version is restored",
      "reads-and-writes",
      versionIn,
      { ...container, packageName: "api", tag: "v0" },
    ],
    ["lacks them, but a version is adopted", "reads", versionIn, { ...container, packageName: "api", tag: "v1" }],
  ])("that %s says nothing", async (_, name, make, inputs) => {
    expect(await preview(name, [make, inputs])).toEqual({ said: [], notes: [] });
  });
});
