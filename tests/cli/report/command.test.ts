import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportCommand } from "../../../cli/report/command";
import type { Report } from "../../../cli/report/model";
import { linesOf, ofPlugin, outcome, policyInputs, said, step, stream, urnOf, violated } from "./events";

const NOW = Date.parse("2026-03-01T12:00:00Z");

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "github-packages-report-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function run(input: string, argv: readonly string[] = ["--json", "-"], env: Record<string, string> = {}) {
  const texts = { out: "", err: "" };
  const code = await reportCommand(argv, {
    print: (text) => {
      texts.out += text;
    },
    printError: (text) => {
      texts.err += text;
    },
    env,
    directory,
    clock: { now: () => NOW, sleep: async () => {} },
    readInput: async () => input,
  });
  return { code, ...texts };
}

/** Of the plugin's resources it is the same. */
async function reportOf(input: string): Promise<{ code: number; report: Report }> {
  const { code, out, err } = await run(input);
  expect(err).toBe("");
  expect(await run(ofPlugin(input))).toEqual({ code, out: ofPlugin(out), err });
  return { code, report: JSON.parse(out) };
}

const stopped = said(
  "error",
  "pulumi-nodejs:dynamic/github-packages:RetentionPolicy resource 'old' has a problem: maxDeletions: would delete 7 versions (lib: 7), which is more than 5.",
  urnOf("RetentionPolicy", "old"),
);

const stoppedByDefault = said(
  "error",
  "pulumi-nodejs:dynamic/github-packages:RetentionPolicy resource 'old' has a problem: maxDeletions: would delete 612 versions (lib: 612), which is more than 500.",
  urnOf("RetentionPolicy", "old"),
);

const bucket = {
  resourcePreEvent: {
    metadata: {
      op: "create",
      urn: "urn:pulumi:dev::infra::aws:s3:Bucket::b",
      type: "aws:s3:Bucket",
      old: null,
      new: {},
    },
  },
};

describe("the exit code", () => {
  const same = step("same", "Package", "lib", { inputs: { owner: "acme", packageType: "npm", name: "lib" } });
  it.each([
    ["0 when nothing changes", stream([same]), 0, "nothing"],
    [
      "2 when a version goes",
      stream([step("create", "RetentionPolicy", "old", { inputs: policyInputs(1, linesOf(1)) })]),
      2,
      "changes",
    ],
    [
      "2 when a refresh has found a change",
      stream([...refreshOf({ visibility: "private" }, { visibility: "public" })]),
      2,
      "changes",
    ],
    ["2 when only other packages' resources change", stream([bucket]), 2, "changes"],
    ["3 when a guard stops it", stream([stopped], "failed"), 3, "over-limits"],
    ["3 when a guard stops it that has its default value", stream([stoppedByDefault], "failed"), 3, "over-limits"],
    [
      "3 when a mandatory rule of a policy pack stops it",
      stream(
        [same, violated("mandatory", "too many", urnOf("RetentionPolicy", "old")), said("error", "preview failed")],
        "failed",
      ),
      3,
      "over-limits",
    ],
    [
      "0 when only an advisory rule objects, and nothing changes",
      stream([same, violated("advisory", "hm", urnOf("Package", "lib"))]),
      0,
      "nothing",
    ],
    ["1 when the preview failed", stream([said("error", "the program is broken")], "failed"), 1, "failed"],
    [
      "1 when a check failed for another reason than a guard",
      stream(
        [
          said(
            "error",
            "RetentionPolicy resource 'old' has a problem: packages: nothing can be planned for lib",
            urnOf("RetentionPolicy", "old"),
          ),
        ],
        "failed",
      ),
      1,
      "failed",
    ],
    ["1 when somebody interrupted it", stream([same], "canceled"), 1, "failed"],
  ])("is %s", async (_, input, code, verdict) => {
    const result = await reportOf(input);
    expect([result.code, result.report.verdict]).toEqual([code, verdict]);
  });

  it.each([
    ["nothing at all", "", /pulumi has printed nothing/],
    ["text", "error: no stack selected\n", /not JSON/],
    ["half of a digest", '{"steps": [{"op": "create",', /not JSON, or not all of it/],
    ["other JSON", '{"result": "succeeded"}', /not what `pulumi preview --json` prints/],
    ["a list", "[]", /not JSON|not what/],
    ["a stream without an end", stream([]).split("\n")[0] as string, /no end|not what/],
    ["a stream that was cut off", '{"sequence":0,"preludeEvent":{}}\n{"sequence":1,"resourcePre', /cut off/],
    [
      "a refresh without its stream",
      '{"steps":[{"op":"refresh","urn":"urn:pulumi:a::b::c::d"}],"changeSummary":{}}',
      /PULUMI_ENABLE_STREAMING_JSON_PREVIEW/,
    ],
  ])("is 1 for %s, and says what is meant", async (what, input, message) => {
    const { code, out, err } = await run(
      what === "a stream without an end" ? '{"sequence":0,"preludeEvent":{}}\n' : input,
    );
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(message);
  });

  it.each([
    [["--limit", "10"], /2000 or more/],
    [["--limit", "many"], /many is not/],
    [["--format", "pdf"], /Usage: pulumi-github-packages report/],
    [["a.json", "b.json"], /One preview/],
    [["missing.json"], /missing\.json can't be read/],
    [["--html", "no/such/folder/report.html"], /can't be written/],
  ])("is 1 for %j", async (argv, message) => {
    const { code, err } = await run(stream([]), argv);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });
});

const deletion = step("create", "RetentionPolicy", "old", { inputs: policyInputs(1, linesOf(2)) });

describe("the command", () => {
  it("writes Markdown to standard output unless it is told otherwise, and the time that the environment says", async () => {
    const inputs = policyInputs(1, linesOf(2));
    const { out } = await run(stream([step("create", "RetentionPolicy", "old", { inputs })]), [], {
      SOURCE_DATE_EPOCH: "1767225600",
    });
    expect(out).toMatch(
      /^<!-- pulumi-github-packages report infra\/dev -->\n## GitHub Packages: `infra` \/ `dev`\n\n\*\*Deletes 2 versions\.\*\*/,
    );
    expect(out).toContain("can be restored until 31 January 2026");
  });

  it("reads a file, and writes as many forms as it is asked for", async () => {
    await writeFile(join(directory, "preview.json"), stream([]));
    const argv = ["preview.json", "--markdown", "r.md", "--html", "r.html", "--json", "r.json"];
    expect(await run("", argv)).toEqual({ code: 0, out: "", err: "" });
    const read = (name: string) => readFile(join(directory, name), "utf8");
    expect(await read("r.md")).toContain("**Nothing to do on GitHub.**");
    expect(await read("r.html")).toContain("Nothing to do on GitHub.");
    expect(JSON.parse(await read("r.json"))).toMatchObject({ schema: 1, verdict: "nothing" });
  });

  it.each([
    ["what drifted alone", [], "succeeded", "1 resource drifted."],
    ["deletions before it", [deletion], "succeeded", "Deletes 2 versions. 1 resource drifted."],
    [
      "a failure before it",
      [said("error", "boom")],
      "failed",
      "The preview failed: what an update would do is not known. 1 resource drifted.",
    ],
  ])("begins with %s, after a refresh", async (_, events, result, headline) => {
    const refreshed = refreshOf({ visibility: "private" }, { visibility: "public" });
    const { out } = await run(stream([...refreshed, ...events], result), []);
    expect(out.split("\n")[3]).toBe(`${result === "failed" ? "⛔ " : ""}**${headline}**`);
  });

  it("passes over what a program prints between the events", async () => {
    const { code } = await run(`hello\n${stream([])}{ not json\n`);
    expect(code).toBe(0);
  });
});

function refreshOf(before: object, after: object) {
  const state = { owner: "acme", packageType: "npm", name: "lib" };
  const options = { oldOutputs: { ...state, ...before }, outputs: { ...state, ...after } };
  return [step("refresh", "Package", "lib", options), outcome("update", "Package", "lib", options)];
}
