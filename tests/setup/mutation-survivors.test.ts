import { execFileSync } from "node:child_process";
import { dirname } from "node:path";

const repositoryRoot = dirname(dirname(__dirname));

const one = { file: "provider/a.ts", line: "if (a < b) return 1;", from: "a < b", to: "a <= b" };
const other = { ...one, to: "true" };

/** What `npm run mutate` says of these survivors, with these explained. */
function compared(survivors: readonly object[], explained: readonly object[]): unknown {
  const code = `
    import { compare } from "./scripts/mutation/survivors.mjs";
    console.log(JSON.stringify(compare(...${JSON.stringify([survivors, explained])})));
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: repositoryRoot });
  return JSON.parse(output.toString());
}

describe("npm run mutate", () => {
  it.each<[string, object[], object[], object]>([
    ["passes where what survives is explained", [one, other], [other, one], { unexplained: [], killed: [] }],
    ["fails on a survivor that nobody has explained", [one, other], [one], { unexplained: [other], killed: [] }],
    [
      "fails on an explained survivor that a test notices by now",
      [one],
      [one, other],
      { unexplained: [], killed: [other] },
    ],
    ["counts alike survivors", [one, one, one], [one, one], { unexplained: [one], killed: [] }],
    ["counts alike explanations", [one], [one, one], { unexplained: [], killed: [one] }],
  ])("%s", (_, survivors, explained, expected) => {
    expect(compared(survivors, explained)).toEqual(expected);
  });

  it("knows a survivor by its text, wherever its line stands and however it is broken", () => {
    const source = "\n  const a = b &&\n    c;\n";
    const location = { start: { line: 2, column: 13 }, end: { line: 3, column: 6 } };
    const mutants = [
      { location, replacement: "b ||\n    c", status: "Survived" },
      { location, replacement: "true", status: "Killed" },
      { location, replacement: "false", status: "Timeout" },
      { location, replacement: "c", status: "NoCoverage" },
      { location, replacement: "b", status: "Ignored" },
    ];
    const code = `
      import { readReport } from "./scripts/mutation/survivors.mjs";
      console.log(JSON.stringify(readReport(${JSON.stringify({ files: { "a.ts": { source, mutants } } })})));
    `;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: repositoryRoot });
    expect(JSON.parse(output.toString())).toEqual({
      counts: { killed: 2, survived: 2 },
      survivors: ["b || c", "c"].map((to) => ({ file: "a.ts", line: "const a = b &&", from: "b && c", to })),
    });
  });
});
