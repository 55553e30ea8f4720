import { detachProviders } from "../support/detached-provider";
import { changesOf, diagnosticsOf, stepsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const VERSIONS = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"];

const policy = (rest: string) =>
  `new RetentionPolicy("old", { owner: "acme", packageType: "npm", packages: ["lib"], minAge: "0s", ${rest} });`;
const keepNewest = (count: number) => `rules: {
  rest: { action: "delete", match: { versionNames: ["*"] } },
  newest: { action: "keep", mostRecent: { count: ${count} } },
}`;

describe("a retention policy", () => {
  let scenario: Scenario | undefined;
  const start = async (body: string, workspace: { engineName?: string } = {}) => {
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 1000, VERSIONS)] });
    scenario = await startScenario(body, { emulator: { seed }, workspace });
    return scenario;
  };
  const names = ({ emulator }: Scenario) => emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const plannedRuns = async ({ workspace }: Scenario, args: string[] = []) => {
    const preview = await workspace.preview(args);
    const [step] = stepsOf(preview);
    return { preview, op: step?.op, runs: step?.metadata.new?.inputs?.runs };
  };
  afterEach(() => scenario?.close());

  it("shows what goes, by which rule, before it goes, and as + lines with --diff; then nothing is pending; its own end deletes nothing", async () => {
    const one = await start(policy(keepNewest(4)));
    const { preview, op, runs } = await plannedRuns(one);
    expect(op).toBe("create");
    expect(runs).toEqual({
      1: {
        delete: {
          lib: { 1001: expect.stringMatching(/^\[rest\] .* 1\.0\.0$/), 1002: expect.stringMatching(/1\.1\.0$/) },
        },
      },
    });
    expect(diagnosticsOf(preview).join("\n")).toContain(
      "old (acme, npm): lib: of 6 versions 2 go (2 by [rest]), 4 stay (4 by [newest])",
    );
    expect(names(one)).toHaveLength(6);
    const up = await one.workspace.up();
    expect(up.code).toBe(0);
    expect(names(one)).toEqual(["1.5.0", "1.4.0", "1.3.0", "1.2.0"]);

    one.emulator.world.publish("acme", "npm", "lib", { name: "1.6.0" });
    const next = await plannedRuns(one, ["--diff"]);
    expect(Object.keys(next.runs ?? {})).toEqual(["1", "2"]);
    const changed = next.preview.stdout.split("\n").filter((line) => /^\s*[-+~] .*1\.\d\.0/.test(line));
    expect(changed).toEqual([expect.stringMatching(/^\s*\+ 1003: /)]);
    expect((await one.workspace.up()).code).toBe(0);
    expect(names(one)).toEqual(["1.6.0", "1.5.0", "1.4.0", "1.3.0"]);
    expect(changesOf(await one.workspace.preview(["--expect-no-changes"]))).toEqual([]);
    expect(changesOf(await one.workspace.refresh(["--expect-no-changes"]))).toEqual([]);
    expect(changesOf(await one.workspace.preview(["--expect-no-changes"]))).toEqual([]);

    const before = one.emulator.world.snapshot();
    expect((await one.workspace.destroy()).code).toBe(0);
    expect(one.emulator.world.snapshot()).toEqual(before);
  });

  it("names what goes in red where there are colours, and without a mark of either elsewhere, whatever it is called", async () => {
    const one = await start(policy(keepNewest(6)));
    one.emulator.world.publish("acme", "npm", "lib", { name: "<{%reset%}>1.6.0<{%no colour%}>" });
    const line = "  lib 1001 [rest] ";
    const inColour = await one.workspace.preview(["--color", "always"]);
    expect(inColour.stdout).toContain(`\u001b[38;5;1m${line}`);
    for (const args of [["--color", "never"], [], ["--json"]]) {
      const { code, stdout } = await one.workspace.preview(args);
      expect(code).toBe(0);
      expect(stdout).toContain(line);
      for (const mark of ["\u001b", "\\u001b", "<{%"]) expect(stdout).not.toContain(mark);
    }
    one.emulator.world.publish("acme", "npm", "lib", { name: "1.7.0" });
    await one.program(policy(keepNewest(1)));
    const hostile = await one.workspace.preview(["--color", "always"]);
    expect(hostile.code).toBe(0);
    expect(hostile.stdout).toContain("< {%reset%}>1.6.0< {%no colour%}>");
  });

  // https://github.com/NixOS/nixpkgs wraps programs under such names.
  it.each(["pulumi", ".pulumi-wrapped"])(
    "deletes nothing that its own preview did not show, though published to meanwhile (%s)",
    async (engineName) => {
      const one = await start(policy(keepNewest(4)), { engineName });
      let listings = 0;
      one.emulator.faults.add({
        method: "GET",
        route: /\/versions$/,
        times: Number.POSITIVE_INFINITY,
        run: (world) => {
          listings += 1;
          if (listings === 3) world.publish("acme", "npm", "lib", { name: "1.6.0" });
        },
      });
      const up = await one.workspace.up();
      expect(up.code).toBe(0);
      expect(names(one)).toEqual(["1.6.0", "1.5.0", "1.4.0", "1.3.0", "1.2.0"]);
    },
  );

  it("deletes nothing where its provider can't tell which engine it works for, unless no preview was wanted", async () => {
    const one = await start(policy(`keep: [], ${keepNewest(4)}`));
    detachProviders(one.workspace);
    const up = await one.workspace.up();
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toContain(
      "the provider knows nothing of a preview that showed what it would do (2 entries)",
    );
    expect(names(one)).toHaveLength(6);
    expect((await one.workspace.up([], { env: { PULUMI_OPTION_SKIP_PREVIEW: "true" } })).code).toBe(0);
    expect(names(one)).toHaveLength(4);
  });

  it("deletes nothing with previewOnly after a first update that failed half-way", async () => {
    const one = await start(policy(`keep: [], ${keepNewest(2)}`));
    const forbidden = { status: 403, body: { message: "Forbidden", status: "403" } };
    one.emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/1002$/ });
    expect((await one.workspace.up(["--skip-preview"])).code).not.toBe(0);
    const left = names(one);
    await one.program(policy(`previewOnly: true, keep: [], ${keepNewest(2)}`));
    const up = await one.workspace.up();
    expect({ code: up.code, changes: changesOf(up) }).toEqual({ code: 0, changes: ["update old"] });
    expect(names(one)).toEqual(left);
  });
});
