import { buildReport } from "../../../cli/report/build-report";
import { reportHtml } from "../../../cli/report/html/report-html";
import { reportMarkdown } from "../../../cli/report/markdown/report-markdown";
import { verdictLine } from "../../../cli/report/phrases";
import { parsePreview } from "../../../cli/report/preview";
import { linesOf, noted, outcome, policyInputs, said, step, stream, urnOf, violated } from "./events";
import { NOW, reportOf } from "./report-of";

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
    const objection = violated("mandatory", "too many", urnOf("RetentionPolicy", "old"));
    expect(reportOf([objection, summary], "failed").endedEarly).toBe(false);
    expect(reportOf([objection, said("error", "boom"), summary], "failed").endedEarly).toBe(true);
    expect(reportOf([], "canceled").endedEarly).toBe(true);
    expect(reportOf([]).endedEarly).toBe(false);
  });

  it("the policies that were planned before one that is stopped, and that there may be more", () => {
    const urn = urnOf("RetentionPolicy", "greedy");
    const error =
      "pulumi-nodejs:dynamic/github-packages:RetentionPolicy resource 'greedy' has a problem: maxDeletions: would delete 7 versions (lib: 7), which is more than 5.";
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
    const objection = violated("mandatory", "too many", urnOf("RetentionPolicy", "old"));
    expect(reportOf([objection, summary], "failed").errors).toEqual([]);
    expect(reportOf([summary], "failed").errors).toEqual(["preview failed"]);
  });

  it("the reason of a policy that a guard stops, whatever its resource is called", () => {
    const name = "it's {odd} has a problem: ";
    const urn = urnOf("RetentionPolicy", name);
    const error = `pulumi-nodejs:dynamic/github-packages:RetentionPolicy resource '${name}' has a problem: maxDeletions: would delete 7 versions (lib: 7), which is more than 5.`;
    const report = reportOf([said("error", error, urn)], "failed");
    expect(report.errors).toEqual([]);
    expect(report.policies).toMatchObject([
      { name, op: "failed", isOverLimits: true, limits: ["would delete 7 versions (lib: 7), which is more than 5."] },
    ]);
  });
});
