import { createHash } from "node:crypto";
import fc from "fast-check";
import { buildReport } from "../../../cli/report/build-report";
import { reportHtml } from "../../../cli/report/html/report-html";
import { reportMarkdown } from "../../../cli/report/markdown/report-markdown";
import type { PolicyReport, Report } from "../../../cli/report/model";
import { parsePreview } from "../../../cli/report/preview";
import { hostileText } from "../../support/hostile-text";
import { sampleReport } from "../../support/sample-report";
import { arbitraryReport, harmlessTexts, hostileTexts, withTexts } from "./arbitrary-report";
import { type Element, elementsOf, textOf } from "./elements";
import { outcome, step, stream } from "./events";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 120) };
const twenty = sampleReport(20);
const page = reportHtml(twenty);

const named = (elements: readonly Element[], ...names: string[]) => elements.filter(({ name }) => names.includes(name));
const linksOf = (elements: readonly Element[]) => elements.flatMap(({ attributes }) => attributes.href ?? []);

describe("the page of a report, whatever is in it", () => {
  it("has the same elements whatever others' texts are", () => {
    const tags = (text: string) => text.match(/<[^>]*>/g);
    fc.assert(
      fc.property(arbitraryReport(), hostileTexts, (report, texts) => {
        const hostile = tags(reportHtml(withTexts(report, texts)));
        expect(hostile).toEqual(tags(reportHtml(withTexts(report, harmlessTexts))));
      }),
      RUNS,
    );
  });

  it("loads nothing, and runs nothing but a script that its policy names by hash", () => {
    fc.assert(
      fc.property(arbitraryReport(), (report) => {
        const text = reportHtml(withTexts(report, harmlessTexts));
        const [, script = "", ...more] = text.split(/<script>([\s\S]*?)<\/script>/);
        const hash = createHash("sha256").update(script).digest("base64");
        expect(more).toHaveLength(1);
        expect(text).toContain(
          `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
        );
        expect(script).not.toMatch(/fetch|XMLHttp|import|innerHTML|eval|WebSocket|sendBeacon|cookie|storage/i);
        expect(text.replace(script, "")).not.toMatch(/<link|<img|<iframe|<object|\bsrc=|url\(|@import|\bon\w+=/i);
      }),
      { numRuns: 50 },
    );
  });

  it("has headings in order, ids that are there once, links that lead somewhere, headers with a scope, and landmarks", () => {
    fc.assert(
      fc.property(arbitraryReport(), hostileTexts, (report, texts) => {
        const elements = elementsOf(reportHtml(withTexts(report, texts)));
        const levels = elements.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
        expect(levels[0]).toBe(1);
        for (const [index, level] of levels.slice(1).entries()) expect(level - (levels[index] ?? 0)).toBeLessThan(2);
        const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        for (const link of linksOf(elements)) {
          if (link.startsWith("#")) expect(ids).toContain(link.slice(1));
          else expect(link).toMatch(/^https:\/\/github\.com\//);
        }
        for (const { attributes } of named(elements, "th")) expect(["col", "row"]).toContain(attributes.scope);
        expect(named(elements, "html")[0]?.attributes.lang).toBe("en");
        for (const landmark of ["header", "main", "footer"]) expect(named(elements, landmark)).toHaveLength(1);
      }),
      RUNS,
    );
  });

  it("has no column that is empty in every row, and no table without a row; nor has the Markdown", () => {
    fc.assert(
      fc.property(arbitraryReport(), (report) => {
        const filled = withTexts(report, harmlessTexts);
        for (const { inside } of named(elementsOf(reportHtml(filled)), "table")) {
          const rows = named(elementsOf(inside), "tr").map((row) =>
            named(elementsOf(row.inside), "th", "td").map((cell) => textOf(cell.inside)),
          );
          for (const [column, title] of (rows[0] ?? []).entries()) {
            expect(title).not.toBe("");
            expect(rows.slice(1).some((cells) => cells[column] !== "")).toBe(true);
          }
        }
        for (const [table] of reportMarkdown(filled, 1_000_000).matchAll(/^\|.*(?:\n\|.*)+/gm)) {
          const [titles = [], , ...rows] = table.split("\n").map((row) => row.split(/ ?\| ?/).slice(1, -1));
          for (const [column, title] of titles.entries()) {
            expect(title).not.toBe("");
            expect(rows.some((cells) => cells[column] !== "")).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });
});

describe("the page of a report on twenty packages", () => {
  const elements = elementsOf(page);

  it("leads from its contents to every policy, and from each policy's table to every package", () => {
    const contents = linksOf(elementsOf(named(elements, "nav")[0]?.inside ?? ""));
    expect(contents).toEqual(["#policy-1", "#policy-2"]);
    const tables = elements.filter(({ attributes }) => attributes.class === "overview");
    for (const [index, { packages }] of twenty.policies.entries()) {
      const links = named(elementsOf(tables[index]?.inside ?? ""), "a");
      expect(links.map(({ inside }) => textOf(inside))).toEqual(packages.map(({ name }) => name));
      for (const { attributes, inside } of links) {
        const part = elements.find(({ attributes: { id } }) => `#${id}` === attributes.href);
        expect(textOf(named(elementsOf(part?.inside ?? ""), "h3")[0]?.inside ?? "")).toBe(textOf(inside));
      }
    }
  });

  it("says of each package that more than half of it goes, once, in its place, and above how many there are", () => {
    const half = twenty.policies.flatMap(({ warnings }) => warnings.filter(({ kind }) => kind === "half"));
    expect(half.length).toBeGreaterThan(5);
    expect(page.match(/more than half goes/g)).toHaveLength(half.length);
    expect(page.match(/lose more than half/g)).toHaveLength(1);
    expect(page).toContain(`${half.length} packages lose more than half of their versions: `);
    for (const { package: name, words } of half) {
      const part = elements.find(
        ({ attributes, inside }) =>
          attributes.class === "package" && textOf(named(elementsOf(inside), "h3")[0]?.inside ?? "") === name,
      );
      expect(part?.inside).toContain(words);
    }
  });

  it("folds away packages of which nothing goes, and shows a picture of a package only where it tells more than its table", () => {
    const quiet = twenty.policies.flatMap((policy) => policy.quiet.map(({ name }) => name));
    const folds = elements.filter(({ name, attributes }) => name === "details" && attributes.class === "quiet");
    const rows = folds.flatMap(({ inside }) => named(elementsOf(inside), "a").map((link) => textOf(link.inside)));
    expect([rows, folds.some(({ attributes }) => "open" in attributes)]).toEqual([quiet, false]);
    const figures = (text: string) => named(elementsOf(text), "figure").length;
    const parts = elements.filter(({ attributes }) => attributes.class === "package");
    const ofPackages = parts.reduce((sum, { inside }) => sum + figures(inside), 0);
    expect(figures(page) - ofPackages).toBe(2);
    expect(ofPackages).toBeLessThan(parts.length);
    expect(figures(reportHtml(sampleReport(1)))).toBe(1);
  });

  it("offers to filter what it has, and nothing else, once its script shows the form", () => {
    const form = elements.find(({ attributes }) => attributes.id === "filter");
    expect(form?.attributes).toHaveProperty("hidden");
    expect(named(elementsOf(form?.inside ?? ""), "option").map(({ inside }) => inside)).toEqual([
      ...["all", "container", "npm"],
      ...["everything", "something goes", "to look at twice", "nothing goes"],
    ]);
    expect(reportHtml(sampleReport(3))).not.toContain("<form");
  });

  it("says for those who don't see a picture what is in it, with numbers and days", () => {
    const fate = { fate: "deleted", by: { kind: "rule", rule: 'old "<b>"' }, count: 1 } as const;
    const days = ["2026-01-01", "2026-02-01"].map((day) => ({ ...fate, day }));
    const [policy] = twenty.policies as [PolicyReport];
    const items = named(elementsOf(reportHtml({ ...twenty, policies: [{ ...policy, packages: [], days }] })), "li");
    expect(items.map(({ inside }) => textOf(inside))).toContainEqual(
      expect.stringMatching(/^2 deleted by old "<b>", created 2026-01-01 to 2026-02-01/),
    );
  });
});

describe("the size of a page", () => {
  it("of 300 packages is less than what a mail takes, and grows with what there is to tell", () => {
    const report = sampleReport(300);
    const told = report.policies.reduce((sum, { deletions, packages }) => sum + deletions + 5 * packages.length, 0);
    const { length } = reportHtml(report);
    expect(length / told).toBeLessThan(500);
    expect(length).toBeLessThan(4_000_000);
  });
});

describe("links of a page", () => {
  const outside = (report: Report) => linksOf(elementsOf(reportHtml(report))).filter((link) => !link.startsWith("#"));
  const pageOf = (place: string) => (type: string, name: string) =>
    `${place}/packages/${type}/package/${encodeURIComponent(name)}`;

  it.each([
    ["an organization", "github.com", "https://github.com/orgs/acme"],
    ["a user", "github.com", "https://github.com/users/octocat"],
    ["an enterprise server", "ghes.example.com", "https://ghes.example.com/orgs/acme"],
    ["an enterprise with data residency", "octo.ghe.com", "https://octo.ghe.com/orgs/acme"],
  ])("lead to the pages of each package and version of %s", (_, host, place) => {
    const report = sampleReport(20, { host, page: pageOf(place) });
    const links = outside(report);
    for (const { packageType, packages, quiet } of report.policies) {
      for (const { name } of [...packages, ...quiet]) expect(links).toContain(pageOf(place)(packageType, name));
      for (const { name, deletions } of packages)
        for (const { versionId } of deletions)
          expect(links).toContain(`${place}/packages/${packageType}/${encodeURIComponent(name)}/${versionId}`);
    }
    expect(links.every((link) => link.startsWith(`${place}/packages/`))).toBe(true);
  });

  it("lead to the versions of a package of a repository by their names", () => {
    const report = sampleReport(20, { page: () => "https://github.com/acme/monorepo/packages/43752" });
    const [, libraries] = report.policies;
    const named = libraries?.packages.flatMap(({ deletions }) => deletions.map(({ what }) => what)) ?? [];
    expect(named).toContain("1.7.0-beta.7");
    for (const what of named)
      expect(outside(report)).toContain(`https://github.com/acme/monorepo/packages/43752?version=${what}`);
  });

  it("lead to what a state is about, where that names its page", () => {
    const state = {
      __host: "github.com",
      owner: "acme",
      packageType: "npm",
      packageName: "lib",
      version: "1.0.0",
      versionId: 5,
      tags: [],
    };
    const place = "https://github.com/orgs/acme/packages/npm";
    const version = { ...state, packageHtmlUrl: `${place}/package/lib`, htmlUrl: `${place}/lib/5` };
    const lib = { ...state, name: "lib", versionId: undefined, htmlUrl: `${place}/package/lib` };
    const events = [
      step("delete", "PackageVersion", "v", { oldOutputs: version }),
      step("delete", "Package", "p", { oldOutputs: lib }),
      step("delete", "Package", "elsewhere", { oldOutputs: { ...lib, __host: "ghes.example.com" } }),
      step("refresh", "Package", "q", { oldOutputs: lib, outputs: { ...lib, visibility: "public" } }),
      outcome("update", "Package", "q", { oldOutputs: lib, outputs: { ...lib, visibility: "public" } }),
      step("refresh", "Package", "gone", { oldOutputs: lib }),
      outcome("delete", "Package", "gone", { oldOutputs: lib }),
    ];
    const links = outside(buildReport(parsePreview(stream(events)), 0));
    expect(links).toEqual([`${place}/package/lib`, `${place}/lib/5`, `${place}/package/lib`]);
  });

  it.each([
    ["another scheme", "javascript:alert(1)//github.com/orgs/acme/packages/npm/package/api"],
    ["plain http", "http://github.com/orgs/acme/packages/npm/package/api"],
    ["another host", "https://github.com.evil.example/orgs/acme/packages/npm/package/api"],
    ["another port", "https://github.com:8443/orgs/acme/packages/npm/package/api"],
    ["a user name", "https://github.com@evil.example/orgs/acme/packages/npm/package/api"],
    ["something of another kind", "https://github.com/logout"],
    ["a way out of the folder", "https://github.com/orgs/acme/packages/npm/package/../../../../../logout"],
    ["a query", "https://github.com/orgs/acme/packages/npm/package/api?return_to=x"],
    ["no address", "api"],
    ["an address without an end", `https://github.com/orgs/acme/packages/npm/package/${"a".repeat(4_000)}`],
  ])("do not lead to %s", (_, address) => {
    expect(outside(sampleReport(1, { page: () => address }))).toEqual([]);
  });

  it("lead to pages of packages on the very host alone, whatever a server says", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          hostileText,
          hostileText.map((text) => `https://github.com/${text}`),
        ),
        (address) => {
          for (const link of outside(sampleReport(1, { page: () => address })))
            expect(link).toMatch(/^https:\/\/github\.com\/[^"<>]+\/packages\/[^"<>]+$/);
        },
      ),
      { numRuns: 60 },
    );
  });
});
