import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { changesOf, createWorkspace, diagnosticsOf, expectSuccess, stepsOf, type Workspace } from "../support/engine";
import { ownResources, withOtherProviderCode } from "../support/provider-code";
import { ADMIN_TOKEN } from "../support/small-world";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(180_000);

const statesDirectory = join(__dirname, "..", "fixtures", "states");
const schemas = readdirSync(statesDirectory).filter((name) => name.startsWith("schema-"));

describe.each(schemas)("a state of %s", (schema) => {
  const directory = join(statesDirectory, schema);
  const program = readFileSync(join(directory, "program.js"), "utf8");
  const state = JSON.parse(readFileSync(join(directory, "packages.json"), "utf8"));
  let emulator: Emulator;
  let workspace: Workspace;
  beforeEach(async () => {
    emulator = await startEmulator({ seed: join(directory, "seed.json") });
    workspace = await createWorkspace({ program, emulatorUrl: emulator.url, token: ADMIN_TOKEN });
    await workspace.importState(state);
  });
  afterEach(async () => {
    await workspace?.close();
    await emulator.close();
  });

  it("is what it was: nothing to update, by no request, and nothing to refresh; then it is refreshed, updated and destroyed", async () => {
    const up = await workspace.up(["--skip-preview", "--expect-no-changes"]);
    expectSuccess(up);
    expect(emulator.requests).toEqual([]);
    const quiet = await workspace.refresh(["--skip-preview"]);
    expect(changesOf(quiet)).toEqual([]);
    expect(stepsOf(quiet, { phase: "after" })).toHaveLength(ownResources(state).length);
    expect(withOtherProviderCode(await workspace.exportState())).toEqual([]);

    emulator.world.deleteVersion("acme", "container", "api", 303);
    emulator.world.setVisibility("acme", "container", "repo/web", "public");
    const refresh = await workspace.refresh(["--skip-preview"]);
    expect(changesOf(refresh).sort()).toEqual(["delete by-digest", "update web"]);

    const changed = program.replace('tag: "v1"', "versionId: 301").replace(/^new PackageVersion\("by-version".*$/m, "");
    await workspace.write("index.js", changed);
    const update = await workspace.up(["--skip-preview"]);
    expectSuccess(update);
    expect(changesOf(update).sort()).toEqual(["create by-digest", "delete by-version", "update by-tag"]);
    expect(emulator.world.versions("acme", "npm", "ui").map(({ id }) => id)).toEqual([103, 102]);
    expect(emulator.world.versions("acme", "container", "api").map(({ id }) => id)).toEqual([303, 302, 301]);

    const destroy = await workspace.destroy(["--skip-preview"]);
    expectSuccess(destroy);
    expect(emulator.world.packages("acme", "container")).toEqual([]);
    expect(emulator.world.packages("acme", "npm")).toEqual([]);
    expect(emulator.world.versions("acme", "rubygems", "octo").map(({ id }) => id)).toEqual([502]);
  });
});

describe.each(schemas)("a retention policy in a state of %s", (schema) => {
  const directory = join(statesDirectory, schema);
  const program = readFileSync(join(directory, "retention.js"), "utf8");
  let emulator: Emulator;
  let workspace: Workspace;
  beforeEach(async () => {
    emulator = await startEmulator({ seed: join(directory, "seed.json") });
    for (const id of [101, 102]) emulator.world.deleteVersion("acme", "npm", "ui", id);
    workspace = await createWorkspace({ program, emulatorUrl: emulator.url, token: ADMIN_TOKEN });
    await workspace.importState(JSON.parse(readFileSync(join(directory, "retention.json"), "utf8")));
  });
  afterEach(async () => {
    await workspace?.close();
    await emulator.close();
  });

  it("is what it was; looser rules restore what it deleted, and its end deletes nothing", async () => {
    const left = () => emulator.world.versions("acme", "npm", "ui").map(({ id }) => id);
    const up = await workspace.up(["--skip-preview", "--expect-no-changes"]);
    expectSuccess(up);
    expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
    expect(withOtherProviderCode(await workspace.exportState())).toEqual([]);

    await workspace.write("index.js", program.replace("count: 1", "count: 2"));
    const looser = await workspace.up(["--skip-preview"]);
    expectSuccess(looser);
    expect(changesOf(looser)).toEqual(["update releases"]);
    expect(left()).toEqual([103, 102]);

    expect((await workspace.destroy(["--skip-preview"])).code).toBe(0);
    expect(left()).toEqual([103, 102]);
  });
});

const TOKENS = {
  environment: "ghp_tokenOfTheEnvironment0123456789abcd",
  configuration: "ghp_tokenOfTheConfiguration0123456789a",
};

describe("a state that is written now", () => {
  let emulator: Emulator;
  let workspace: Workspace;
  beforeAll(async () => {
    const directory = join(statesDirectory, schemas.sort().at(-1) ?? "");
    const seed = JSON.parse(readFileSync(join(directory, "seed.json"), "utf8"));
    for (const token of Object.values(TOKENS)) seed.tokens.push({ ...seed.tokens[0], token });
    emulator = await startEmulator({ seed });
    const program = readFileSync(join(directory, "program.js"), "utf8");
    workspace = await createWorkspace({ program, emulatorUrl: emulator.url, token: TOKENS.environment });
    await workspace.pulumi(["config", "set", "--secret", "github-packages:token", TOKENS.configuration]);
  });
  afterAll(async () => {
    await workspace?.close();
    await emulator.close();
  });

  it("holds one short line of code for each resource, and less than 2,500 bytes in all", async () => {
    expect((await workspace.up(["--skip-preview"])).code).toBe(0);
    const state = await workspace.exportState();
    expect(withOtherProviderCode(state)).toEqual([]);
    const sizes = ownResources(state).map((resource) => JSON.stringify(resource).length);
    expect(sizes).toHaveLength(9);
    expect(Math.max(...sizes)).toBeLessThan(2500);
  });

  it("holds no token in clear text, and neither does anything else that a run leaves behind or says", async () => {
    const said: string[] = [];
    for (const token of [TOKENS.environment, ""]) {
      const env = { GITHUB_TOKEN: token };
      await workspace.write(
        "index.js",
        readFileSync(join(workspace.dir, "index.js"), "utf8").replace('tag: "v1"', "versionId: 301"),
      );
      emulator.world.setVisibility("acme", "npm", "ui", token === "" ? "private" : "public");
      for (const results of [
        await workspace.up(["--diff"], { env }),
        await workspace.refresh(["--diff", "--skip-preview"], { env }),
      ]) {
        expect(results.code).toBe(0);
        said.push(results.stdout, results.stderr, JSON.stringify(results.events));
      }
    }
    const failed = await workspace.refresh(["--skip-preview"], { env: { GITHUB_TOKEN: `${TOKENS.environment}x` } });
    expect(diagnosticsOf(failed).join("\n")).toContain("Bad credentials");
    said.push(failed.stdout, failed.stderr, JSON.stringify(failed.events));
    expect(emulator.requests.some(({ status }) => status === 401)).toBe(true);

    const left = filesBelow(dirname(workspace.dir)).map((file) => readFileSync(file, "utf8"));
    expect(left.length).toBeGreaterThan(10);
    expect(left.join("\n")).toMatch(/github-packages:token:\s+secure: v1:/);
    const leaks = [...said, ...left].filter((text) => Object.values(TOKENS).some((token) => text.includes(token)));
    expect(leaks).toEqual([]);
  });
});

/** Links are not followed: they lead to the package itself, and some versions of Node's own recursion would. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}
