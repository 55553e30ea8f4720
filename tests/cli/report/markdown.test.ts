import fc from "fast-check";
import { reportHtml } from "../../../cli/report/html/report-html";
import { LEAST_LIMIT, marker, reportMarkdown } from "../../../cli/report/markdown/report-markdown";
import type { PolicyReport, Report } from "../../../cli/report/model";
import { sampleReport } from "../../support/sample-report";
import { arbitraryReport, harmlessTexts, hostileTexts, withTexts } from "./arbitrary-report";
import { render } from "./rendered";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 120) };
const UNLIMITED = 10_000_000;

describe("a report in Markdown", () => {
  it("has the same structure whatever others' texts are", () => {
    fc.assert(
      fc.property(arbitraryReport(), hostileTexts, (report, texts) => {
        const hostile = render(reportMarkdown(withTexts(report, texts), UNLIMITED));
        const harmless = render(reportMarkdown(withTexts(report, harmlessTexts), UNLIMITED));
        expect(hostile.structure).toEqual(harmless.structure);
      }),
      RUNS,
    );
  });

  it("is never longer than its limit, and well-formed whatever is left out", () => {
    fc.assert(
      fc.property(
        arbitraryReport(200),
        hostileTexts,
        fc.integer({ min: LEAST_LIMIT, max: 30_000 }),
        (report, texts, limit) => {
          const markdown = reportMarkdown(withTexts(report, texts), limit);
          expect(markdown.length).toBeLessThanOrEqual(limit);
          render(markdown);
        },
      ),
      RUNS,
    );
  });

  it("leaves nothing out that fits", () => {
    fc.assert(
      fc.property(arbitraryReport(), hostileTexts, (report, texts) => {
        const whole = reportMarkdown(withTexts(report, texts), UNLIMITED);
        expect(reportMarkdown(withTexts(report, texts), Math.max(LEAST_LIMIT, whole.length))).toBe(whole);
      }),
      RUNS,
    );
  });

  it("counts what it leaves out, so that shown and not shown are all of them", () => {
    const report = withTexts(reportOf(3_000), harmlessTexts);
    const markdown = reportMarkdown(report);
    const shown = render(markdown).codes.filter((text) => /^v\d+$/.test(text)).length;
    const [, left] = /\*and ([\d,]+) more versions of those that go\*/.exec(markdown) ?? [];
    expect(markdown.length).toBeGreaterThan(60_000);
    expect(shown + Number(left?.replace(",", ""))).toBe(3_000);
  });

  it("shows every policy's totals, packages and rules, and a fair share of its lists, however much another deletes", () => {
    const two = { ...reportOf(720), policies: [policyNamed("images", 720), policyNamed("tools", 250, "tool")] };
    const markdown = reportMarkdown(two);
    const { codes } = render(markdown);
    for (const name of ["images", "tools", "old"]) expect(codes).toContain(name);
    expect(markdown).toContain("### `images`: delete 720 versions");
    expect(markdown).toContain("### `tools`: delete 250 versions");
    const shownOf = (tag: RegExp) => codes.filter((text) => tag.test(text)).length;
    const left = [...markdown.matchAll(/\*and ([\d,]+) more versions of those that go\*/g)].map(([, number]) =>
      Number(number),
    );
    expect(shownOf(/^tool\d+$/)).toBe(250);
    expect(shownOf(/^v\d+$/)).toBeGreaterThan(300);
    expect(shownOf(/^v\d+$/) + (left[0] ?? 0)).toBe(720);
    const small = render(reportMarkdown(two, 20_000)).codes;
    const shares = [/^v\d+$/, /^tool\d+$/].map((tag) => small.filter((text) => tag.test(text)).length);
    expect(Math.min(...shares)).toBeGreaterThan(Math.max(...shares) * 0.8);
  });

  it("has the totals of every policy, package and rule, whatever else there is to tell, and names what it leaves out with its numbers", () => {
    fc.assert(
      fc.property(arbitraryReport(400), (report) => {
        const filled = withTexts(report, harmlessTexts);
        const markdown = reportMarkdown(filled, 40_000);
        for (const { name, packages } of filled.policies) {
          expect(markdown).toContain(`### \`${name}\`: `);
          for (const one of packages) {
            expect(markdown).toContain(`| \`${one.name}\` | `);
            for (const [rule, number] of Object.entries(one.deletedBy))
              expect(markdown).toContain(`${number} by \`${rule}\``);
          }
        }
        expect(markdown).not.toMatch(/\d lists? left out/);
      }),
      RUNS,
    );
  });

  it("tells of policies, packages and resources that have no room how many go and come back", () => {
    const policies = Array.from({ length: 600 }, (_, index) => policyNamed(`p${index}`.padEnd(150, "x"), 2));
    const markdown = reportMarkdown({ ...reportOf(0), policies });
    const [, left = "", go = ""] = /\*and ([\d,]+) more policies: ([\d,]+) versions go\*/.exec(markdown) ?? [];
    expect(markdown.match(/^(?:### |\*)`p\d+x*`: delete 2 versions/gm)?.length).toBe(600 - Number(left));
    expect(Number(go)).toBe(2 * Number(left));
    const resources = Array.from({ length: 2_000 }, (_, index) => ({
      name: `r${index}`,
      kind: "Package" as const,
      action: index < 1_000 ? ("delete" as const) : ("fail" as const),
      what: `npm package acme/r${index}`,
    }));
    const [, more, failing] =
      /\*and ([\d,]+) more resources: ([\d,]+) will fail\*/.exec(reportMarkdown({ ...reportOf(0), resources })) ?? [];
    expect([Number(more) > 0, failing]).toEqual([true, more]);
  });

  it("says once that more than half of so many packages goes", () => {
    expect(reportMarkdown(sampleReport(20)).match(/more than half/g)).toHaveLength(1);
  });

  it("shows a text as it is, but for what has no shape", () => {
    const tag = "v1.0.0-<b>&amp;*_[x](y)@z#1\\";
    const markdown = reportMarkdown(reportOf(1, tag));
    expect(render(markdown).codes).toContain(tag);
  });

  it("shows what turns the direction of text, or has no width", () => {
    expect(render(reportMarkdown(reportOf(1, "v1\u202Egpj.exe\u200B"))).codes).toContain("v1\uFFFDgpj.exe\uFFFD");
  });
});

describe("what has gone without the program", () => {
  it.each([
    ["restore", "the next update restores it"],
    ["fail", "the next update fails"],
  ] as const)("comes back or not, by whenDeleted: %s", (whenDeleted, words) => {
    const gone = { name: "api", kind: "Package", what: "container package acme/api", gone: true, changes: [] };
    const report: Report = { ...reportOf(0), policies: [], drift: [{ ...gone, whenDeleted }] };
    for (const text of [reportMarkdown(report), reportHtml(report)])
      expect(/the next update \w+(?: it)?/.exec(text)?.[0]).toBe(words);
  });
});

describe("the mark of a report", () => {
  it("is another one for each stack, and ends where its comment ends, whatever the names are", () => {
    const names = ["a-b", "a_b", "a--b", "a-_b", "a b", "a/b", "-->", "--!>", "\ud800"];
    const marks = names.map((stack) => marker({ project: "infra", stack }));
    expect(new Set(marks).size).toBe(names.length);
    for (const mark of marks) expect(mark).toMatch(/^<!--(?:(?!--|>).)* -->$/);
  });
});

function policyNamed(name: string, deletions: number, tags = "v"): PolicyReport {
  const deletion = (index: number) => ({
    versionId: index + 1,
    rule: "old",
    created: "2026-01-01",
    ageDays: 243,
    what: `${tags}${index}`,
  });
  const listed = Array.from({ length: deletions }, (_, index) => deletion(index));
  const one = {
    name: "api",
    deletesPackage: false,
    deletions: listed,
    restorations: [],
    deletedBy: { old: deletions },
    messages: [],
  };
  const scope = {
    name,
    owner: "acme",
    packageType: "container",
    op: "update",
    previewOnly: false,
    isOverLimits: false,
  };
  const empty = { limits: [], warnings: [], unmatched: [], untouched: 0, quiet: [], days: [], restorations: 0 };
  return { ...scope, ...empty, deletions, packages: [one] };
}

/** One policy over one package, of which so many versions go. */
function reportOf(deletions: number, tag?: string): Report {
  const policy = policyNamed("images", deletions);
  const named = policy.packages.map((one) => ({
    ...one,
    deletions: one.deletions.map((each) => ({ ...each, what: tag ?? each.what })),
  }));
  return {
    schema: 1,
    verdict: "changes",
    at: "2026-09-01T00:00:00Z",
    restorableUntil: "2026-10-01T00:00:00Z",
    policies: [{ ...policy, packages: named }],
    resources: [],
    drift: [],
    skipped: [],
    lackingScopes: [],
    endedEarly: false,
    otherChanges: {},
    violations: [],
    errors: [],
    messages: [],
  };
}
