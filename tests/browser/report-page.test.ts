import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { reportHtml } from "../../cli/report/html/report-html";
import type { Report } from "../../cli/report/model";
import { arbitraryReport, hostileTexts, withTexts } from "../cli/report/arbitrary-report";
import { type Browser, type BrowserPage, type PageOptions, startBrowser } from "../support/browser";
import { sampleReport } from "../support/sample-report";
import { contrasts, LEAST_CONTRAST, overflowing, unfoldAll } from "./measures";

const WIDTHS = [375, 768, 1280];
const SCHEMES = ["light", "dark"] as const;

let browser: Browser;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "github-packages-pages-"));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await rm(directory, { recursive: true, force: true });
});

async function looking<Result>(
  report: Report,
  options: PageOptions,
  look: (page: BrowserPage) => Promise<Result>,
): Promise<Result> {
  const file = join(directory, "report.html");
  await writeFile(file, reportHtml(report));
  const page = await browser.open(file, options);
  try {
    return await look(page);
  } finally {
    await page.close();
  }
}

/** Reports of every shape, with what others may have called things: the same ones every time. */
const odd = fc.sample(fc.tuple(arbitraryReport(), hostileTexts), { numRuns: 12, seed: 7 });

describe("the page of a report", () => {
  it.each([1, 20, 300].flatMap((packages) => WIDTHS.map((width) => [packages, width] as const)))(
    "on %d packages fits into %d pixels with everything unfolded, asks for nothing, and breaks none of its rules",
    async (packages, width) => {
      await looking(sampleReport(packages), { width }, async (page) => {
        await page.evaluate(unfoldAll);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
        expect(await page.evaluate(overflowing)).toEqual([]);
        expect([page.requests, page.complaints]).toEqual([[], []]);
      });
    },
  );

  it.each(odd.map(([report, texts], index) => [index, withTexts(report, texts)] as const))(
    "fits into 375 pixels, and runs nothing of others, whatever they have called things: %d",
    async (_, report) => {
      await looking(report, { width: 375 }, async (page) => {
        await page.evaluate(unfoldAll);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(375);
        expect(await page.evaluate(overflowing)).toEqual([]);
        expect(await page.evaluate("document.querySelectorAll('img, iframe, script:not(:last-of-type)').length")).toBe(
          0,
        );
        expect([page.requests, page.complaints]).toEqual([[], []]);
      });
    },
  );

  it.each(SCHEMES)("has letters that stand out from what is behind them, in %s colours", async (scheme) => {
    for (const report of [sampleReport(20), ...odd.map(([one, texts]) => withTexts(one, texts))]) {
      await looking(report, { width: 1280, scheme }, async (page) => {
        await page.evaluate(unfoldAll);
        const found = await page.evaluate<{ text: string; contrast: number }[]>(contrasts);
        expect(found.length).toBeGreaterThan(0);
        expect(found.filter(({ contrast }) => contrast < LEAST_CONTRAST)).toEqual([]);
      });
    }
  });

  it("shows a small picture in the place of its words on a phone: each row of the time line is as wide as the page", async () => {
    await looking(sampleReport(20), { width: 375 }, async (page) => {
      const rows = await page.evaluate<number[]>(
        "[...document.querySelectorAll('.timeline svg')].filter((svg) => svg.checkVisibility()).map((svg) => svg.getBoundingClientRect().width)",
      );
      expect(rows.length).toBeGreaterThan(5);
      expect(Math.min(...rows)).toBeGreaterThan(300);
      const sizes = await page.evaluate<number[]>(
        "[...document.querySelectorAll('.timeline span')].map((span) => parseFloat(getComputedStyle(span).fontSize))",
      );
      expect(Math.min(...sizes)).toBeGreaterThan(13);
    });
  });
});

describe("the filter of a page", () => {
  const shown = `[...document.querySelectorAll("[data-fate]")].filter((one) => !one.hidden && !one.closest(".overview"))
    .map((one) => one.querySelector("code").textContent)`;
  const set = (field: string, value: string) =>
    `form.elements.${field}.value = ${JSON.stringify(value)}; form.dispatchEvent(new Event("input")); form.querySelector("output").textContent`;

  it("shows packages by name, type, and what becomes of them, and says how many", async () => {
    const report = sampleReport(20);
    const names = report.policies.flatMap(({ packages, quiet }) => [...packages, ...quiet].map(({ name }) => name));
    await looking(report, { width: 1280 }, async (page) => {
      expect(await page.evaluate("form.checkVisibility()")).toBe(true);
      expect((await page.evaluate<string[]>(shown)).sort()).toEqual([...names].sort());
      const billing = names.filter((name) => name.includes("billing"));
      expect(await page.evaluate(set("text", " BILLing "))).toBe(`${billing.length} of 20 packages`);
      expect((await page.evaluate<string[]>(shown)).sort()).toEqual(billing.sort());
      expect(await page.evaluate(set("type", "npm"))).toBe("1 of 20 packages");
      expect(await page.evaluate("[...document.querySelectorAll('main > section')].map((one) => one.hidden)")).toEqual([
        true,
        false,
      ]);
      await page.evaluate(set("text", ""));
      await page.evaluate(set("type", ""));
      const quiet = report.policies.flatMap((policy) => policy.quiet.map(({ name }) => name));
      expect(await page.evaluate(set("fate", "none"))).toBe(`${quiet.length} of 20 packages`);
      expect(await page.evaluate(shown)).toEqual(quiet);
      expect(await page.evaluate("[...document.querySelectorAll('.quiet')].every((fold) => fold.open)")).toBe(true);
      expect(await page.evaluate(set("fate", ""))).toBe("20 packages");
    });
  });

  it("is not there without scripts, and everything else is", async () => {
    await looking(sampleReport(20), { width: 1280, scripts: false }, async (page) => {
      expect(await page.evaluate("document.getElementById('filter').checkVisibility()")).toBe(false);
      expect(await page.evaluate("document.querySelectorAll('[data-fate][hidden]').length")).toBe(0);
    });
  });

  it("leaves every package to be found by its link, which unfolds it", async () => {
    await looking(sampleReport(300), { width: 375 }, async (page) => {
      const link = "document.querySelector('.overview tbody tr:nth-child(30) a')";
      const place = `document.getElementById(${link}.hash.slice(1))`;
      await page.evaluate(
        `new Promise((resolve) => { ${place}.addEventListener("toggle", () => resolve()); ${link}.click(); })`,
      );
      expect(await page.evaluate(`${place}.open && ${place}.checkVisibility()`)).toBe(true);
      expect(
        await page.evaluate(
          `${place}.getBoundingClientRect().top >= 0 && ${place}.getBoundingClientRect().top < innerHeight`,
        ),
      ).toBe(true);
    });
  });
});
