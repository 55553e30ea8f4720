import { buildReport } from "../../../cli/report/build-report";
import { parsePreview } from "../../../cli/report/preview";
import { policyKey } from "../../../provider/resources/retention-policy/plan-details";
import { linesOf, outcome, policyInputs, said, step, stream, urnOf, violated } from "./events";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const reportOf = (events: readonly object[], result?: string) => buildReport(parsePreview(stream(events, result)), NOW);
const policyOf = (events: readonly object[]) => reportOf(events).policies[0];
const total = (count: number, go: number) =>
  said("info", `lib: of ${count} versions ${go} go (${go} by [old]), ${count - go} stay (…)`);

/** The details of a plan that nothing more is told of. */
const noDetails = { schema: 1, packages: [], unmatched: [], violations: [], failures: [] };

describe("what a report says of a retention policy", () => {
  it("is what the preview has bound: version by version, with age, rule and image", () => {
    const inputs = policyInputs(
      1,
      {
        1: "[old] 2026-01-30 sha256:0123456789ab, part of v1",
        2: "[old] 2026-01-30 v1, v1-debug",
        3: "[old] 2026-02-01 signature sha256:0123456789ab, attached to v1",
      },
      { packageType: "container" },
    );
    const report = policyOf([step("create", "RetentionPolicy", "images", { inputs })]);
    expect(report).toMatchObject({
      name: "images",
      owner: "acme",
      packageType: "container",
      op: "create",
      deletions: 3,
      previewOnly: false,
    });
    expect(report?.packages[0]).toMatchObject({ name: "lib", deletesPackage: false, deletedBy: { old: 3 } });
    expect(report?.packages[0]?.deletions).toEqual([
      { versionId: 2, rule: "old", created: "2026-01-30", ageDays: 30, what: "v1, v1-debug" },
      { versionId: 1, rule: "old", created: "2026-01-30", ageDays: 30, what: "sha256:0123456789ab", with: "v1" },
      {
        versionId: 3,
        rule: "old",
        created: "2026-02-01",
        ageDays: 28,
        what: "signature sha256:0123456789ab",
        with: "v1",
      },
    ]);
  });

  it("leaves out what earlier runs have done, and what GitHub is known to refuse", () => {
    const earlier = { 1: { delete: { lib: linesOf(40) } } };
    const inputs = policyInputs(2, { 901: "[old] 2026-01-01 a", 902: "[old] 2026-01-01 b" });
    const runs = { ...earlier, ...(inputs.runs as object) };
    const oldOutputs = { __run: 1, blocked: { lib: { 902: "more than 5,000 downloads" } } };
    const report = policyOf([
      step("update", "RetentionPolicy", "old", {
        inputs: { ...inputs, runs },
        oldOutputs,
        oldInputs: { runs: earlier },
      }),
    ]);
    expect(report?.packages[0]?.deletions.map(({ versionId }) => versionId)).toEqual([901]);
  });

  it("is what a replacement does, once: it takes up nothing of what the old resource has done or was refused", () => {
    const inputs = policyInputs(1, linesOf(3));
    const before = {
      oldInputs: inputs,
      oldOutputs: { __run: 1, blocked: { lib: { 100: "more than 5,000 downloads" } } },
    };
    const details = (evaluatedAt: string) =>
      said("debug", `retention plan details: ${JSON.stringify({ ...noDetails, key: policyKey(inputs), evaluatedAt })}`);
    const { policies } = reportOf([
      details("2026-01-11T00:00:00Z"),
      details("2026-01-21T00:00:00Z"),
      step("create-replacement", "RetentionPolicy", "old", { inputs, ...before }),
      step("replace", "RetentionPolicy", "old", { inputs, ...before }),
      step("delete-replaced", "RetentionPolicy", "old", before),
    ]);
    expect(policies).toMatchObject([{ op: "create-replacement", deletions: 3 }]);
    expect(policies[0]?.packages[0]?.deletions.map(({ ageDays }) => ageDays)).toContain(20);
  });

  it("measures ages against asOf", () => {
    const inputs = policyInputs(1, linesOf(1), { asOf: "2026-01-11T00:00:00Z" });
    const report = policyOf([step("create", "RetentionPolicy", "old", { inputs })]);
    expect([report?.asOf, report?.packages[0]?.deletions[0]?.ageDays]).toEqual(["2026-01-11T00:00:00Z", 10]);
  });

  it("knows restorations, with what keeps them now", () => {
    const inputs = {
      ...policyInputs(1, {}),
      runs: { 1: { restore: { lib: { 7: "2026-01-02 1.0.0: [old] deleted it, [new] keeps it" } } } },
    };
    const report = policyOf([step("update", "RetentionPolicy", "old", { inputs, oldOutputs: { __run: 0 } })]);
    expect(report).toMatchObject({ deletions: 0, restorations: 1 });
    expect(report?.packages[0]?.restorations).toEqual([
      { versionId: 7, created: "2026-01-02", what: "1.0.0", because: "[old] deleted it, [new] keeps it" },
    ]);
  });

  it("knows a package that goes as a whole", () => {
    const runs = {
      1: {
        delete: { lib: linesOf(1) },
        deletePackages: { lib: "the whole package: the rules match every version of it" },
      },
    };
    const report = policyOf([step("create", "RetentionPolicy", "old", { inputs: { ...policyInputs(1, {}), runs } })]);
    expect(report?.packages[0]).toMatchObject({ deletesPackage: true });
    expect(report?.warnings).toEqual([{ package: "lib", words: "the package is deleted as a whole", versions: [] }]);
  });
});

describe("totals without details", () => {
  const creation = step("create", "RetentionPolicy", "old", { inputs: policyInputs(1, linesOf(3)) });

  it("come from the message that a preview tells of each package", () => {
    expect(policyOf([total(12, 3), creation])).toMatchObject({ versions: 12 });
    expect(policyOf([said("info", "lib: of 4 versions 3 go (3 by [old]), 1 stays (…)"), creation])).toMatchObject({
      versions: 4,
    });
  });

  it.each([
    ["nothing tells them", []],
    ["the message is about another plan", [total(12, 4)]],
    ["two packages have the name", [total(12, 3), total(30, 3)]],
    [
      "a rule's name only looks like it",
      [said("info", "other: of 9 versions 3 go (3 by [lib: of 5 versions 3 go (])")],
    ],
  ])("are unknown when %s", (_, messages) => {
    expect(policyOf([...messages, creation])?.versions).toBeUndefined();
  });
});

describe("warnings", () => {
  const warningsOf = (lines: Record<number, string>, before: object = {}, messages: readonly object[] = []) =>
    policyOf([...messages, step("update", "RetentionPolicy", "old", { inputs: policyInputs(2, lines), ...before })])
      ?.warnings;

  it.each(["1.0.0", "v1.0.0", "10.20.30+build.5"])("tell of the release %s", (tag) => {
    expect(warningsOf(linesOf(1, () => tag))).toEqual([{ package: "lib", words: "1 release goes", versions: [tag] }]);
  });

  it.each(["1.0.0-rc.1", "1.0", "1", "main", "release-1.0.0", "v1.0.0.0"])("do not take %s for a release", (tag) => {
    expect(warningsOf(linesOf(1, () => tag))).toEqual([]);
  });

  it("name five releases and count the others", () => {
    const found = warningsOf(linesOf(8, (index) => `1.0.${index}`));
    expect(found?.[0]).toMatchObject({
      words: "8 releases go",
      versions: expect.arrayContaining(["1.0.0", "and 3 more"]),
    });
    expect(found?.[0]?.versions).toHaveLength(6);
  });

  it("tell of names that move, and not of what only looks like them", () => {
    expect(warningsOf({ 1: "[old] 2026-01-01 latest, main" })).toHaveLength(1);
    expect(
      warningsOf({ 1: "[old] 2026-01-01 latest-debug", 2: "[old] 2026-01-01 sha256:0123456789ab, part of latest" }),
    ).toEqual([]);
  });

  it("tell of more than half of a package, and of more than usual", () => {
    expect(warningsOf(linesOf(30), {}, [total(59, 30)])).toEqual([
      { package: "lib", words: "more than half goes: 30 of 59 versions", versions: [] },
    ]);
    expect(warningsOf(linesOf(30), {}, [total(60, 30)])).toEqual([]);
    const done = (count: number) => ({ oldInputs: policyInputs(1, linesOf(count)), oldOutputs: { __run: 1 } });
    expect(warningsOf(linesOf(30), done(14))).toEqual([
      { words: "more than usual: 30 versions would go, and no run on record deleted more than 14", versions: [] },
    ]);
    expect(warningsOf(linesOf(30), done(15))).toEqual([]);
  });
});

describe("what a report says of declared packages and versions", () => {
  const lib = { owner: "acme", packageType: "npm", name: "lib" };
  const version = { owner: "acme", packageType: "npm", packageName: "lib", version: "1.0.0", versionId: 5, tags: [] };
  const changesOf = (...events: object[]) => reportOf(events).resources;

  it.each([
    ["is there and is adopted", "container package acme/api: there (id 5, private); it will be adopted.", "adopt"],
    ["is not named among many", "More is there and will be adopted; it is not listed one by one.", "adopt"],
    [
      "is deleted and comes back",
      "container package acme/api: not there; the update will try to restore it, which GitHub allows for 30 days after a deletion, and fail when it can't.",
      "restore",
    ],
    [
      "can't come back",
      'container package acme/api: not there, and whenDeleted is "fail": the update will fail unless it is published before.',
      "fail",
    ],
  ])("a new resource whose package %s", (_, message, action) => {
    const inputs = { owner: "acme", packageType: "container", name: "api" };
    expect(changesOf(said("info", message), step("create", "Package", "p", { inputs }))).toMatchObject([
      { name: "p", kind: "Package", action, what: "container package acme/api" },
    ]);
  });

  it("a version that comes back, and one that nobody finds", () => {
    const inputs = { owner: "acme", packageType: "npm", packageName: "lib", version: "1.0.0" };
    const create = step("create", "PackageVersion", "v", { inputs });
    const what = "version 1.0.0 of npm package acme/lib";
    expect(
      changesOf(said("info", `${what}: deleted at 2026-01-01T00:00:00Z (id 5); it will be restored.`), create),
    ).toMatchObject([{ action: "restore", what }]);
    expect(
      changesOf(
        said(
          "info",
          `${what}: neither active nor restorable; the update will look again, and fail unless that has changed.`,
        ),
        create,
      ),
    ).toMatchObject([{ action: "fail", what }]);
  });

  it("a deletion, with all versions of a package", () => {
    expect(changesOf(step("delete", "Package", "p", { oldOutputs: lib }))).toEqual([
      { name: "p", kind: "Package", action: "delete", what: "npm package acme/lib", remark: "with all its versions" },
    ]);
    expect(changesOf(step("delete", "PackageVersion", "v", { oldOutputs: version }))).toEqual([
      { name: "v", kind: "PackageVersion", action: "delete", what: "version 1.0.0 (id 5) of npm package acme/lib" },
    ]);
  });

  it("no deletion of what is retained, or declared by another resource", () => {
    expect(changesOf(step("delete", "Package", "p", { oldOutputs: lib, retainOnDelete: true }))).toMatchObject([
      { action: "state" },
    ]);
    const renamed = step("create", "Package", "q", { inputs: { ...lib, owner: "ACME", name: "@acme/lib" } });
    expect(changesOf(renamed, step("delete", "Package", "p", { oldOutputs: lib }))).toMatchObject([
      { name: "q", action: "adopt" },
      { name: "p", action: "state", remark: "q declares it, so it stays on GitHub" },
    ]);
    const byId = step("same", "PackageVersion", "w", {
      inputs: { owner: "acme", packageType: "npm", packageName: "lib", versionId: 5 },
    });
    expect(changesOf(byId, step("delete", "PackageVersion", "v", { oldOutputs: version }))).toMatchObject([
      { name: "v", action: "state" },
    ]);
    const other = step("same", "PackageVersion", "w", {
      inputs: { owner: "acme", packageType: "npm", packageName: "lib", versionId: 6 },
    });
    expect(changesOf(other, step("delete", "PackageVersion", "v", { oldOutputs: version }))).toMatchObject([
      { name: "v", action: "delete" },
    ]);
  });

  it("both halves of a replacement", () => {
    const events = [
      step("create-replacement", "Package", "p", { inputs: { ...lib, name: "new" }, oldOutputs: lib }),
      step("replace", "Package", "p", { inputs: { ...lib, name: "new" }, oldOutputs: lib }),
      step("delete-replaced", "Package", "p", { oldOutputs: lib }),
    ];
    expect(changesOf(...events)).toMatchObject([
      { action: "delete", what: "npm package acme/lib" },
      { action: "adopt", what: "npm package acme/new" },
    ]);
  });
});

describe("what a report says besides", () => {
  it("drift: what is gone first, then changed outputs, and nothing that no diff shows", () => {
    const state = { owner: "acme", packageType: "npm", name: "lib", visibility: "private", __schema: 1 };
    const changed = { oldOutputs: state, outputs: { ...state, visibility: "public", __schema: 2 } };
    const gone = { oldOutputs: { ...state, name: "gone" } };
    const feared = { ...gone, oldInputs: { whenDeleted: "fail" } };
    const hidden = { oldOutputs: state, outputs: { ...state, __schema: 2 } };
    const events = [
      step("refresh", "Package", "a", changed),
      step("refresh", "Package", "b", gone),
      step("refresh", "Package", "c", hidden),
      step("refresh", "Package", "d", feared),
      outcome("update", "Package", "a", changed),
      outcome("delete", "Package", "b", gone),
      outcome("update", "Package", "c", hidden),
      outcome("delete", "Package", "d", feared),
    ];
    const what = "npm package acme/gone";
    expect(reportOf(events).drift).toEqual([
      { name: "b", kind: "Package", what, gone: true, whenDeleted: "restore", changes: [] },
      { name: "d", kind: "Package", what, gone: true, whenDeleted: "fail", changes: [] },
      {
        name: "a",
        kind: "Package",
        what: "npm package acme/lib",
        gone: false,
        changes: [{ property: "visibility", before: "private", after: "public" }],
      },
    ]);
  });

  it("warnings of the run, errors, and how many other resources change", () => {
    const bucket = {
      metadata: {
        op: "create",
        urn: "urn:pulumi:dev::infra::aws:s3:Bucket::b",
        type: "aws:s3:Bucket",
        old: null,
        new: {},
      },
    };
    const report = reportOf(
      [said("warning", "a token is about to expire"), said("error", "boom"), { resourcePreEvent: bucket }],
      "failed",
    );
    expect(report).toMatchObject({ project: "infra", stack: "dev", errors: ["boom"], otherChanges: { create: 1 } });
    expect(report.messages).toEqual(["warning: a token is about to expire"]);
  });

  it("that the preview failed, only where nothing says why", () => {
    const summary = said("error", "preview failed");
    const objection = violated("mandatory", "too many", urnOf("RetentionPolicy", "old"));
    expect(reportOf([objection, summary], "failed").errors).toEqual([]);
    expect(reportOf([summary], "failed").errors).toEqual(["preview failed"]);
  });

  it("the reason of a stopped policy, whatever its resource is called", () => {
    const name = "it's {odd} has a problem: ";
    const urn = urnOf("RetentionPolicy", name);
    const error = `pulumi-nodejs:dynamic/github-packages:RetentionPolicy resource '${name}': property maxDeletions value {5} has a problem: would delete 7 versions (lib: 7), which is more than 5.`;
    const report = reportOf([said("error", error, urn)], "failed");
    expect(report.errors).toEqual([]);
    expect(report.policies).toMatchObject([
      { name, op: "failed", isOverLimits: true, limits: ["would delete 7 versions (lib: 7), which is more than 5."] },
    ]);
  });
});
