import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { changesOf, createWorkspace, diagnosticsOf, type PulumiResult, type Workspace } from "../support/engine";
import { ADMIN_TOKEN } from "../support/small-world";

const statesDirectory = join(__dirname, "..", "fixtures", "states");
const schemas = readdirSync(statesDirectory).filter((name) => name.startsWith("schema-"));
const pluginClasses = require.resolve("../support/plugin-classes.cjs");

describe.each(schemas)("a state of %s, made with the classes of the dynamic provider", (schema) => {
  const directory = join(statesDirectory, schema);
  let emulator: Emulator;
  let workspace: Workspace;
  const text = (file: string) => readFileSync(join(directory, file), "utf8");
  const onPlugin = (program: string) =>
    program.replace('require("pulumi-github-packages")', `require(${JSON.stringify(pluginClasses)})`);
  const begin = async (program: string, state: string) => {
    workspace = await createWorkspace({ program, emulatorUrl: emulator.url, token: ADMIN_TOKEN, usesPlugin: true });
    await workspace.importState(JSON.parse(text(state)));
  };
  const ofPackages = async () =>
    (await workspace.exportState()).deployment.resources.filter(({ type }: { type: string }) =>
      type.includes("github-packages:"),
    );
  const types = async () => [...new Set((await ofPackages()).map(({ type }: { type: string }) => type))].sort();
  const unchanged = (result: PulumiResult) =>
    expect({
      code: result.code,
      changes: changesOf(result),
      said: result.code === 0 ? [] : diagnosticsOf(result),
    }).toEqual({ code: 0, changes: [], said: [] });

  beforeEach(async () => {
    emulator = await startEmulator({ seed: join(directory, "seed.json") });
  });
  afterEach(async () => {
    await workspace?.close();
    await emulator.close();
  });

  it("moves to the plugin without a change or a request, and back by updates that change nothing on GitHub", async () => {
    const program = text("program.js");
    await begin(onPlugin(program), "packages.json");
    const ids = (resources: { id: string }[]) => resources.map(({ id }) => id).sort();
    const before = ids(await ofPackages());
    unchanged(await workspace.up(["--expect-no-changes"]));
    expect(await types()).toEqual(["github-packages:index:Package", "github-packages:index:PackageVersion"]);
    expect(ids(await ofPackages())).toEqual(before);
    expect(emulator.requests).toEqual([]);
    unchanged(await workspace.refresh(["--skip-preview"]));
    await workspace.write("index.js", program);
    const back = await workspace.up();
    expect({ code: back.code, changes: changesOf(back).filter((change) => !change.startsWith("update ")) }).toEqual({
      code: 0,
      changes: [],
    });
    expect(await types()).toEqual([
      "pulumi-nodejs:dynamic/github-packages:Package",
      "pulumi-nodejs:dynamic/github-packages:PackageVersion",
    ]);
    unchanged(await workspace.refresh(["--skip-preview"]));
    expect(emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("is destroyed by the plugin after it has moved: what it declares goes, and nothing else", async () => {
    await begin(onPlugin(text("program.js")), "packages.json");
    unchanged(await workspace.up(["--expect-no-changes"]));
    const destroy = await workspace.destroy(["--skip-preview"]);
    expect({ code: destroy.code, said: destroy.code === 0 ? "" : destroy.stdout }).toEqual({ code: 0, said: "" });
    expect(emulator.world.packages("acme", "container")).toEqual([]);
    expect(emulator.world.packages("acme", "npm")).toEqual([]);
    expect(emulator.world.versions("acme", "rubygems", "octo").map(({ id }) => id)).toEqual([502]);
  });

  it("of a policy moves, restores by looser rules what it deleted before, and moves back", async () => {
    for (const id of [101, 102]) emulator.world.deleteVersion("acme", "npm", "ui", id);
    const program = text("retention.js");
    await begin(onPlugin(program), "retention.json");
    unchanged(await workspace.up(["--expect-no-changes"]));
    await workspace.write("index.js", onPlugin(program.replace("count: 1", "count: 2")));
    const looser = await workspace.up();
    expect({ code: looser.code, changes: changesOf(looser) }).toEqual({ code: 0, changes: ["update releases"] });
    expect(emulator.world.versions("acme", "npm", "ui").map(({ id }) => id)).toEqual([103, 102]);
    await workspace.write("index.js", program.replace("count: 1", "count: 2"));
    expect(changesOf(await workspace.up())).toEqual(["update releases"]);
    unchanged(await workspace.refresh(["--skip-preview"]));
    expect(await types()).toEqual(["pulumi-nodejs:dynamic/github-packages:RetentionPolicy"]);
  });
});
