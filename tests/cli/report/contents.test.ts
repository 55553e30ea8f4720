import { buildReport } from "../../../cli/report/build-report";
import { reportHtml } from "../../../cli/report/html/report-html";
import { reportMarkdown } from "../../../cli/report/markdown/report-markdown";
import { verdictLine } from "../../../cli/report/phrases";
import { parsePreview } from "../../../cli/report/preview";
import type { DeclaredNote, Note, OutlookNote } from "../../../provider/notes";
import { policyKey } from "../../../provider/resources/retention-policy/plan/plan-details";
import { instance, linesOf, noted, outcome, policyInputs, said, step, stream, urnOf, violated } from "./events";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const reportOf = (events: readonly object[], result?: string) => buildReport(parsePreview(stream(events, result)), NOW);
const policyOf = (events: readonly object[]) => reportOf(events).policies[0];
const total = (count: number, go: number) =>
  said("info", `old (acme, npm): lib: of ${count} versions ${go} go (${go} by [old]), ${count - go} stay (…)`);

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
    expect(report?.warnings).toEqual([
      { kind: "package", package: "lib", words: "the package is deleted as a whole", versions: [] },
    ]);
  });
});

describe("totals without details", () => {
  const creation = step("create", "RetentionPolicy", "old", { inputs: policyInputs(1, linesOf(3)) });

  it("come from the message that a preview tells of each package", () => {
    expect(policyOf([total(12, 3), creation])).toMatchObject({ versions: 12 });
    expect(
      policyOf([said("info", "old (acme, npm): lib: of 4 versions 3 go (3 by [old]), 1 stays (…)"), creation]),
    ).toMatchObject({
      versions: 4,
    });
  });

  it.each([
    ["nothing tells them", []],
    ["the message is about another plan", [total(12, 4)]],
    ["two packages have the name", [total(12, 3), total(30, 3)]],
    [
      "a rule's name only looks like it",
      [said("info", "old (acme, npm): other: of 9 versions 3 go (3 by [old (acme, npm): lib: of 5 versions 3 go (])")],
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
    expect(warningsOf(linesOf(1, () => tag))).toEqual([
      { kind: "releases", package: "lib", words: "1 release goes", versions: [tag] },
    ]);
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
      { kind: "half", package: "lib", words: "more than half goes: 30 of 59 versions", versions: [] },
    ]);
    expect(warningsOf(linesOf(30), {}, [total(60, 30)])).toEqual([]);
    const done = (count: number) => ({ oldInputs: policyInputs(1, linesOf(count)), oldOutputs: { __run: 1 } });
    expect(warningsOf(linesOf(30), done(14))).toEqual([
      {
        kind: "usual",
        words: "more than usual: 30 versions would go, and no run on record deleted more than 14",
        versions: [],
      },
    ]);
    expect(warningsOf(linesOf(30), done(15))).toEqual([]);
  });
});

describe("what a report says of declared packages and versions", () => {
  const lib = { owner: "acme", packageType: "npm", name: "lib" };
  const version = { owner: "acme", packageType: "npm", packageName: "lib", version: "1.0.0", versionId: 5, tags: [] };
  const changesOf = (...events: object[]) => reportOf(events).resources;

  const API = { owner: "acme", packageType: "container", name: "api" };
  const outlook = (expects: OutlookNote["expects"], rest: Partial<OutlookNote> = {}): OutlookNote => ({
    kind: "outlook",
    host: "github.com",
    subject: { package: "acme/container/api" },
    expects,
    says: "container package acme/api: so it will be",
    ...rest,
  });

  it.each([
    ["adopt", { action: "adopt" }],
    ["restore", { action: "restore", remark: "so it will be" }],
    ["restoreOrFail", { action: "restore", remark: "so it will be", mayFail: true }],
    ["fail", { action: "fail", remark: "so it will be" }],
  ] as const)("a new resource of which the provider notes %s", (expects, told) => {
    expect(changesOf(noted(outlook(expects)), step("create", "Package", "p", { inputs: API }))).toEqual([
      { name: "p", kind: "Package", what: "container package acme/api", ...told },
    ]);
  });

  it("nothing of a new resource that no note is about, whatever sentences say", () => {
    const sentence = "container package acme/api: there (id 5, private); it will be adopted.";
    const others = [
      outlook("adopt", { subject: { package: "acme/container/web" } }),
      outlook("adopt", { subject: { package: "acme/container/api", handle: { kind: "tag", value: "v1" } } }),
    ];
    const events = [said("info", sentence), noted(...others), step("create", "Package", "p", { inputs: API })];
    expect(changesOf(...events)).toMatchObject([{ name: "p", action: "unknown" }]);
    expect(verdictLine(reportOf(events))).toBe(
      "Nothing is deleted on GitHub. What becomes of 1 new resource is not told.",
    );
  });

  it("the gravest of what is noted of one name on two hosts", () => {
    const notes = noted(outlook("adopt"), outlook("fail", { host: "ghes", says: "it fails" }), outlook("restore"));
    expect(changesOf(notes, step("create", "Package", "p", { inputs: API }))).toMatchObject([
      { action: "fail", remark: "so it will be it fails" },
    ]);
  });

  it("a version by the handle that names it", () => {
    const inputs = { owner: "ACME", packageType: "npm", packageName: "@acme/lib", version: "1.0.0" };
    const subject = { package: "acme/npm/lib", handle: { kind: "version" as const, value: "1.0.0" } };
    const create = step("create", "PackageVersion", "v", { inputs });
    expect(changesOf(noted(outlook("fail", { subject })), create)).toMatchObject([
      { action: "fail", what: "version 1.0.0 of npm package ACME/lib" },
    ]);
    expect(
      changesOf(noted(outlook("fail", { subject: { ...subject, package: "acme/npm/lab" } })), create),
    ).toMatchObject([{ action: "unknown" }]);
  });

  it("a deletion, with all versions of a package", () => {
    expect(changesOf(step("delete", "Package", "p", { oldOutputs: lib }))).toEqual([
      { name: "p", kind: "Package", action: "delete", what: "npm package acme/lib", remark: "with all its versions" },
    ]);
    expect(changesOf(step("delete", "PackageVersion", "v", { oldOutputs: version }))).toEqual([
      { name: "v", kind: "PackageVersion", action: "delete", what: "version 1.0.0 (id 5) of npm package acme/lib" },
    ]);
  });

  it("no deletion of what is retained", () => {
    expect(changesOf(step("delete", "Package", "p", { oldOutputs: lib, retainOnDelete: true }))).toMatchObject([
      { action: "state" },
    ]);
  });

  const declares = (liveId: number | undefined, host = "github.com"): DeclaredNote => ({
    kind: "declared",
    host,
    declaration: { type: "package", package: "acme/npm/lib", ...(liveId !== undefined && { liveId }) },
  });
  const at = (host: string | undefined, packageId = 5) => ({ oldOutputs: { ...lib, packageId, __host: host } });
  const actionsOf = (...events: object[]) => changesOf(...events).map(({ action }) => action);

  it.each([
    ["by its name", declares(undefined), at("github.com")],
    ["by its id, under another name", declares(5), { oldOutputs: { ...at("github.com").oldOutputs, name: "old" } }],
  ])("a hand-over of what the provider notes to be declared on its host, %s", (_, note, before) => {
    expect(changesOf(noted(note), step("delete", "Package", "p", before))).toMatchObject([
      { action: "state", remark: "handed over: the program still declares it" },
    ]);
  });

  it.each<[string, object[], ReturnType<typeof at>]>([
    ["is declared on another host", [noted(declares(6, "ghes.example.com"))], at("github.com")],
    ["has the same id on another host", [noted(declares(5, "ghes.example.com"))], at("github.com")],
    ["has a state that tells no host", [noted(declares(5))], at(undefined)],
    [
      "is created anew at another host, by a step of the same inputs",
      [noted(declares(6, "ghes.example.com")), step("create", "Package", "q", { inputs: lib })],
      at("github.com"),
    ],
    [
      "stands in a step that nothing was noted of, as one that is no target",
      [step("same", "Package", "q", { inputs: lib })],
      at("github.com"),
    ],
    [
      "is only said to stay",
      [
        said(
          "info",
          "npm package acme/lib is not deleted: the program still declares it, under another name or place.",
        ),
      ],
      at("github.com"),
    ],
  ])("a deletion of what %s", (_, events, before) => {
    expect(actionsOf(...events, step("delete", "Package", "p", before))[0]).toBe("delete");
    expect(verdictLine(reportOf([...events, step("delete", "Package", "p", before)]))).toMatch(
      /^Deletes 1 declared resource\./,
    );
  });

  describe("of two servers on this machine, which one host stands for in a state,", () => {
    const onPort = (port: number): Note => ({
      ...declares(undefined, "localhost"),
      server: `localhost:${port}`,
      usualServer: "localhost:1111",
    });
    const baseUrl = (url: string) => ({ "github-packages-provider:baseUrl": url });
    const gone = (provider?: string) =>
      step("delete", "Package", "p", { ...at("localhost"), ...(provider !== undefined && { provider }) });

    it.each<[it: string, events: object[], action: string]>([
      [
        "the one that its instance is given",
        [instance("same", "two", baseUrl("http://localhost:2222")), gone("two")],
        "state",
      ],
      [
        "that one by another spelling",
        [instance("same", "two", baseUrl("http://127.0.0.1:2222/api/v3")), gone("two")],
        "state",
      ],
      [
        "that one, of an instance that goes too",
        [instance("delete", "two", baseUrl("127.0.0.1:2222")), gone("two")],
        "state",
      ],
      [
        "that one by the stack's configuration",
        [instance("same", "two", { "github-packages:baseUrl": "127.0.0.1:2222" }), gone("two")],
        "state",
      ],
      [
        "another than its instance is given",
        [instance("same", "three", baseUrl("http://localhost:3333")), gone("three")],
        "delete",
      ],
      ["another than instances without an address speak to", [gone()], "delete"],
      ["another than an instance without an address speaks to", [instance("same", "bot", {}), gone("bot")], "delete"],
    ])("declared at %s: a hand-over there alone", (_, events, action) => {
      expect(actionsOf(noted(onPort(2222)), ...events)).toEqual([action]);
    });

    it("declared at the one that instances without an address speak to: a hand-over", () => {
      expect(actionsOf(noted(onPort(1111)), gone())).toEqual(["state"]);
    });
  });

  it("a failure where the provider refuses to delete a package for versions that are declared", () => {
    const handle = { kind: "tag" as const, value: "v1" };
    const note: Note = {
      kind: "declared",
      host: "github.com",
      declaration: { type: "version", package: "acme/npm/lib", handle },
    };
    const events = [noted(note), step("delete", "Package", "p", at("github.com"))];
    expect(changesOf(...events)).toMatchObject([
      {
        action: "fail",
        remark: expect.stringMatching(/^it is not deleted: the program still declares versions.*tag v1/),
      },
    ]);
    expect(verdictLine(reportOf(events))).toBe("The update will fail for 1 resource.");
  });

  it("both halves of a replacement", () => {
    const events = [
      step("create-replacement", "Package", "p", { inputs: { ...lib, name: "new" }, oldOutputs: lib }),
      step("replace", "Package", "p", { inputs: { ...lib, name: "new" }, oldOutputs: lib }),
      step("delete-replaced", "Package", "p", { oldOutputs: lib }),
    ];
    const adopted = noted({ ...outlook("adopt"), subject: { package: "acme/npm/new" } });
    expect(changesOf(adopted, ...events)).toMatchObject([
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

  it("that the preview ended early at an error, and not where a policy pack has only objected", () => {
    const summary = said("error", "preview failed");
    const abortReason = violated("mandatory", "too many", urnOf("RetentionPolicy", "old"));
    expect(reportOf([abortReason, summary], "failed").endedEarly).toBe(false);
    expect(reportOf([abortReason, said("error", "boom"), summary], "failed").endedEarly).toBe(true);
    expect(reportOf([], "canceled").endedEarly).toBe(true);
    expect(reportOf([]).endedEarly).toBe(false);
  });

  it("the policies that were planned before one that is stopped, and that there may be more", () => {
    const urn = urnOf("RetentionPolicy", "greedy");
    const error =
      "pulumi-nodejs:dynamic/github-packages:RetentionPolicy resource 'greedy': property maxDeletions value {5} has a problem: would delete 7 versions (lib: 7), which is more than 5.";
    const planned = step("create", "RetentionPolicy", "modest", { inputs: policyInputs(1, linesOf(3)) });
    const report = reportOf([planned, said("error", error, urn)], "failed");
    expect(report.policies.map(({ name, deletions }) => [name, deletions])).toEqual([
      ["greedy", 0],
      ["modest", 3],
    ]);
    for (const text of [reportMarkdown(report), reportHtml(report)]) {
      expect(text).toContain("The preview ended early, at an error.");
      expect(text).toMatch(/modest.*delete 3 versions/);
    }
  });

  it("packages that a policy leaves alone: in the headline, and why", () => {
    const says = "retention: api is left alone: read manifest sha256:0: unknown media type";
    const place = { owner: "acme", packageType: "container" as const, package: "api" };
    const report = reportOf([noted({ kind: "skipped", host: "github.com", ...place, says }), said("warning", says)]);
    expect(report.skipped).toEqual([{ what: "container package acme/api", why: says }]);
    expect(report.messages).toEqual([]);
    expect(report.verdict).toBe("changes");
    expect(verdictLine(report)).toBe("Nothing is deleted on GitHub. 1 package left alone: not judged.");
    for (const text of [reportMarkdown(report), reportHtml(report)]) expect(text).toContain("unknown media type");
  });

  it("scopes that the token lacks: a verdict that fails, unless the update has another token, in the headline, and in the provider's words", () => {
    const says = "the token has no delete:packages: an update with it is refused.";
    const lacking = noted({ kind: "lacking", host: "github.com", scopes: ["delete:packages"], says });
    const report = reportOf([lacking, said("warning", says)]);
    expect([report.lackingScopes, report.messages]).toEqual([["delete:packages"], [`warning: ${says}`]]);
    expect(verdictLine(report)).toContain("lacks scopes for it");
    expect(report.verdict).toBe("failed");
    const ofReader = buildReport(parsePreview(stream([lacking, said("warning", says)])), NOW, { readsOnly: true });
    expect(ofReader).toMatchObject({ verdict: "nothing", lackingScopes: [] });
  });

  it("that the preview failed, only where nothing says why", () => {
    const summary = said("error", "preview failed");
    const abortReason = violated("mandatory", "too many", urnOf("RetentionPolicy", "old"));
    expect(reportOf([abortReason, summary], "failed").errors).toEqual([]);
    expect(reportOf([summary], "failed").errors).toEqual(["preview failed"]);
  });

  it.each([
    ["a value of its own", ": property maxDeletions value {5} has a problem: "],
    ["its default value", " has a problem: maxDeletions: "],
  ])("the reason of a policy that a guard with %s stops, whatever its resource is called", (_, put) => {
    const name = "it's {odd} has a problem: ";
    const urn = urnOf("RetentionPolicy", name);
    const error = `pulumi-nodejs:dynamic/github-packages:RetentionPolicy resource '${name}'${put}would delete 7 versions (lib: 7), which is more than 5.`;
    const report = reportOf([said("error", error, urn)], "failed");
    expect(report.errors).toEqual([]);
    expect(report.policies).toMatchObject([
      { name, op: "failed", isOverLimits: true, limits: ["would delete 7 versions (lib: 7), which is more than 5."] },
    ]);
  });
});
