import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultBehaviors, defaultRegistryBehaviors, startEmulator } from "../../emulator";
import { behaviorChoices } from "../../emulator/behavior-choices";
import { dataSetNames, loadDataSet } from "../../emulator/data-sets";
import { operationHandlers } from "../../emulator/rest/operation-handlers";

const text = readFileSync(join(__dirname, "..", "..", "docs", "emulator.md"), "utf8");

describe("docs/emulator.md", () => {
  it("says how well each operation is known", () => {
    const rows = Object.entries(operationHandlers).map(
      ([name, { success, refusals }]) => `| ${name} | ${success} | ${refusals} |`,
    );
    for (const row of rows) expect(text).toContain(row);
  });

  it("has every behavior with its values and its default", () => {
    const rows = Object.entries(behaviorChoices).map(
      ([name, [first, ...others]]) => `| \`${name}\` | **${first}**, ${others.join(", ")} |`,
    );
    expect(text.match(/^\| `\w+` \| \*\*.*$/gm)).toEqual(rows);
  });

  it("names every data set", () => {
    for (const name of dataSetNames) expect(text).toContain(`\`${name}\``);
  });

  it.each(dataSetNames)("names every token of the data set %s, with its kind", (name) => {
    const { tokens } = loadDataSet(name);
    const documented = [...text.matchAll(/^\| `(emulator-[\w-]+)` \| ([\w-]+)/gm)].map(([, token, kind]) => [
      token,
      kind,
    ]);
    expect(documented).toEqual(tokens.map(({ token, kind }) => [token, kind]));
    expect(new Set(tokens.map(({ login }) => login))).toEqual(new Set(["octocat"]));
  });

  it("has every action of the control surface", async () => {
    const emulator = await startEmulator({ seed: "empty" });
    const response = await fetch(`${emulator.registryUrl}/_emulator/nothing`);
    await emulator.close();
    const { message } = (await response.json()) as { message: string };
    const actions = [...message.matchAll(/(?:GET|POST|DELETE) \/(\w+)/g)].map(([, name]) => name).slice(1);
    expect(actions).toHaveLength(12);
    for (const name of actions) expect(text).toContain(`/_emulator/${name}`);
  });
});

describe("the choices of behaviors", () => {
  it("begin with the defaults, and leave none out", () => {
    const { retiredApiVersions, ...chosen } = { ...defaultBehaviors, ...defaultRegistryBehaviors };
    expect(Object.fromEntries(Object.entries(behaviorChoices).map(([name, [first]]) => [name, first]))).toEqual(chosen);
    expect(retiredApiVersions).toEqual([]);
  });
});
