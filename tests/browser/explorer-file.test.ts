import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { encodeSnapshot, type Snapshot } from "../../explorer/snapshot";
import { startChromium } from "../support/explorer-page";
import { repositoryRoot } from "../support/imports";

const SNAPSHOT: Snapshot = {
  takenAt: Date.parse("2026-09-01T00:00:00Z"),
  server: "github.com",
  owner: "acme",
  packages: [
    {
      packageType: "npm",
      name: "</script><script>document.title='run'</script>",
      versions: [
        { id: 1, name: "1.0.0", createdAt: "2026-08-01T00:00:00Z", updatedAt: "2026-08-01T00:00:00Z", tags: [] },
      ],
    },
  ],
  policies: [],
  missing: [],
};

let browser: Browser;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "github-packages-explorer-"));
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The built page with this data inside, opened as a file; everything that it asks for or breaks is in the lists. */
async function open(data: string) {
  const file = join(directory, "page.html");
  const page = readFileSync(join(repositoryRoot, "dist", "explorer", "index.html"), "utf8");
  writeFileSync(
    file,
    page.replace('id="data">', (start) => start + data),
  );
  const context = await browser.newContext();
  const requests: string[] = [];
  const complaints: string[] = [];
  await context.addInitScript({ path: require.resolve("axe-core/axe.min.js") });
  const opened = await context.newPage();
  opened.on("request", (request) => requests.push(request.url()));
  opened.on("console", (message) => complaints.push(message.text()));
  opened.on("pageerror", (error) => complaints.push(error.message));
  const url = pathToFileURL(file).href;
  await opened.goto(url);
  return {
    page: opened,
    complaints,
    others: () => requests.filter((one) => one !== url && !/^(?:blob|data):/.test(one)),
  };
}

describe("the explorer's page as a file", () => {
  it("shows its packages from a disk, asks for nothing, and breaks none of its rules", async () => {
    const { page, complaints, others } = await open(gzipSync(encodeSnapshot(SNAPSHOT)).toString("base64"));
    await page.getByText("document.title").first().waitFor();
    expect(await page.title()).not.toBe("run");
    expect(
      await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
      ),
    ).toEqual([]);
    expect([others(), complaints]).toEqual([[], []]);
  });

  it.each([
    ["broken off", gzipSync(encodeSnapshot(SNAPSHOT)).subarray(0, -20).toString("base64")],
    ["no base64", "<p>"],
    ["something else", gzipSync("{}").toString("base64")],
  ])("says in one sentence what to do where its data is %s", async (_, data) => {
    const { page } = await open(data);
    expect(await page.getByRole("alert").textContent()).toMatch(/^[^.]+: make it again with `explore`\.$/);
  });

  it("says so where the data is of a later version", async () => {
    const { page } = await open(gzipSync(encodeSnapshot(SNAPSHOT).with(4, 2)).toString("base64"));
    expect(await page.getByRole("alert").textContent()).toMatch(/^This data has the format 2/);
  });
});
