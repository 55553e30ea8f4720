import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "./surroundings";

const report = pathToFileURL(join(repositoryRoot, "scripts", "setup", "report.mjs")).href;

/** Set-up at work for so many seconds, of a clock that the test turns. */
function saidIn(seconds: number): string[] {
  const code = `
    import { mock } from "node:test";
    import { reportWhile } from ${JSON.stringify(report)};
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    let finish;
    const done = reportWhile("Building", () => new Promise((resolve) => { finish = resolve; }));
    for (let second = 0; second < ${seconds}; second += 1) mock.timers.tick(1000);
    finish();
    await done;
  `;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
  return stderr.split("\n").filter((line) => line !== "" && !/ExperimentalWarning|trace-warnings/.test(line));
}

describe("what set-up says while something takes long", () => {
  it.each([
    [2, ["Building …"]],
    [20, ["Building …", "  took 20 s"]],
    [45, ["Building …", "  still at it: Building (30 s)", "  took 45 s"]],
    [
      215,
      [
        "Building …",
        "  still at it: Building (30 s)",
        "  still at it: Building (90 s)",
        "  still at it: Building (210 s)",
        "  took 215 s",
      ],
    ],
  ])("is a reminder at growing intervals: of %i seconds", (seconds, lines) => {
    expect(saidIn(seconds)).toEqual(lines);
  });
});
