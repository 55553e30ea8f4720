import { reportHtml } from "../../../cli/report/html/report-html";
import { reportMarkdown } from "../../../cli/report/markdown/report-markdown";
import { policyKey } from "../../../provider/resources/retention-policy/plan/plan-details";
import { linesOf, policyInputs, said, step } from "./events";
import { policyOf, reportOf, total } from "./report-of";

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

  it("is what its deletions free, as long as they are what was counted, and of every package", () => {
    const lines = { 901: "[old] 2026-01-01 a", 902: "[old] 2026-01-01 b" };
    const inputs = {
      ...policyInputs(1, lines),
      runs: { 1: { delete: { lib: lines, web: { 7: "[old] 2026-01-01 c" } } } },
    };
    const freed = (bytes: number, isAtMost = false) => ({ freed: { bytes, unknown: 0, isAtMost } });
    const plain = { total: 9, days: [], spared: [], partial: [], blocked: [], unjudgeable: [] };
    const reported = (web: object, oldOutputs: object = {}) => {
      const lib = { ...plain, package: "lib", deleted: 2, ...freed(3_000_000_000) };
      const packages = [lib, { ...plain, package: "web", deleted: 1, ...web }];
      const details = { ...noDetails, key: policyKey(inputs), packages };
      return policyOf([
        said("debug", `retention plan details: ${JSON.stringify(details)}`),
        step("update", "RetentionPolicy", "old", { inputs, oldOutputs: { ...oldOutputs } }),
      ]);
    };
    expect(reported(freed(140_000_000, true))?.freed).toEqual({ bytes: 3_140_000_000, unknown: 0, isAtMost: true });
    expect(reported({})?.freed).toBeUndefined();
    const refused = reported(freed(5), { blocked: { lib: { 902: "more than 5,000 downloads" } } });
    expect(refused?.packages.map((one) => one.freed?.bytes)).toEqual([undefined, 5]);
    expect(refused?.freed).toBeUndefined();
  });

  it("tells of what is in use by what, and of what is used and gone, in words of others that stay words", () => {
    const inputs = policyInputs(1, {});
    const by = "deploy/<b>.yaml:12";
    const version = { id: 9, deletedDaysAgo: 3, restorableUntil: "2026-12-27T00:00:00.000Z" };
    const lib = {
      ...{
        package: "lib",
        total: 9,
        deleted: 0,
        restored: 0,
        deletedBy: {},
        keptByRule: {},
        days: [],
        deletesPackage: false,
      },
      ...{
        partial: [],
        blocked: [],
        rescued: [],
        incomplete: [],
        unjudgeable: [],
        keptOtherwise: { inUse: 1, unmatched: 8 },
      },
      spared: [{ versionId: 7, what: "v1", rule: "old", keptBy: { kind: "inUse", by } }],
      inUse: [{ versionId: 7, what: "v1", by }],
      goneInUse: [{ reference: "ghcr.io/acme/lib:v9", by, version, deletedBy: "old" }],
    };
    const report = reportOf([
      said(
        "debug",
        `retention plan details: ${JSON.stringify({ ...noDetails, key: policyKey(inputs), packages: [lib] })}`,
      ),
      step("update", "RetentionPolicy", "old", { inputs }),
    ]);
    const gone = "uses ghcr.io/acme/lib:v9, deleted 3 days ago by [old]; it can be restored until 2026-12-27";
    const page = reportHtml(report);
    const markdown = reportMarkdown(report);
    expect(page).toContain(`<strong>used, and gone:</strong> deploy/&lt;b&gt;.yaml:12 ${gone}`);
    expect(page).toContain("in use: <code>deploy/&lt;b&gt;.yaml:12</code>");
    expect(page).not.toContain("<b>.yaml");
    expect(markdown).toContain("used, and gone:");
    expect(markdown).toContain("in use: `deploy/<b>.yaml:12` |");
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
