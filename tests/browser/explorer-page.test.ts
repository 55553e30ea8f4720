import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { encodeSnapshot, type Snapshot } from "../../explorer/snapshot";
import { startChromium } from "../support/explorer-page";
import { explorerWorld } from "../support/explorer-world";
import { repositoryRoot } from "../support/imports";

let browser: Browser;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "github-packages-explorer-page-"));
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What the page and its worker have asked for besides the page, and what they said or broke. */
  readonly complaints: readonly string[];
}

/** The built page with a snapshot inside, opened as a file. */
async function open(snapshot: Snapshot, options: BrowserContextOptions = {}, hash = ""): Promise<Opened> {
  const file = join(directory, "page.html");
  const built = readFileSync(join(repositoryRoot, "dist", "explorer", "index.html"), "utf8");
  const data = gzipSync(encodeSnapshot(snapshot)).toString("base64");
  writeFileSync(
    file,
    built.replace('id="data">', (start) => start + data),
  );
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.addInitScript({ path: require.resolve("axe-core/axe.min.js") });
  await context.addInitScript(`
    addEventListener("securitypolicyviolation", (event) => console.log("violation", event.violatedDirective, event.blockedURI));
    const RealWorker = Worker;
    globalThis.Worker = class extends RealWorker {
      constructor(url) { super(url); this.addEventListener("error", (event) => console.log("worker", event.message)); }
    };
    const RealBlob = Blob;
    globalThis.Blob = function (parts, options) {
      const listening = 'addEventListener("securitypolicyviolation", (event) => console.log("violation in worker", event.violatedDirective, event.blockedURI));\\n';
      return options?.type === "text/javascript" ? new RealBlob([listening, ...parts], options) : new RealBlob(parts, options);
    };
    globalThis.Blob.prototype = RealBlob.prototype;
  `);
  const page = await context.newPage();
  const complaints: string[] = [];
  const url = pathToFileURL(file).href + hash;
  page.on("request", (request) => {
    if (request.url() !== url && !/^(?:blob|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

/** The number before a word in the summary: `449 go`. */
async function counted(page: Page, words: RegExp): Promise<number> {
  const chip = page.getByRole("group", { name: "Show" }).getByRole("button", { name: words });
  return Number((await chip.locator("b").textContent())?.replaceAll(",", ""));
}

const violations = (page: Page) =>
  page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
  );

describe("the explorer's page", () => {
  it("plans anew with each change of a rule, without a request, and breaks none of its rules", async () => {
    const { page, complaints } = await open(explorerWorld(1000, 8));
    await page.getByText("449", { exact: true }).waitFor();
    const age = page.getByLabel("olderThan").first();
    await age.fill("1d");
    await page.waitForFunction("document.querySelector('.chip.main b').textContent !== '449'");
    expect(await counted(page, /go(?:es)?$/)).toBeGreaterThan(449);
    expect(complaints).toEqual([]);
  });

  it.each(["light", "dark"] as const)("has nothing that axe finds, in %s colours", async (colorScheme) => {
    const { page } = await open(explorerWorld(1000, 8), { colorScheme });
    await page.getByText("449", { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("row").nth(5).click();
    await page.getByRole("heading", { name: "What each rule says" }).waitFor();
    for (const tab of ["Text", "Program", "Start from"]) {
      await page.getByRole("tab", { name: tab }).click();
      expect([tab, await violations(page)]).toEqual([tab, []]);
    }
  });
});
