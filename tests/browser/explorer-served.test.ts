import type { Browser } from "playwright-core";
import { type Emulator, startEmulator } from "../../emulator";
import { ADMIN_TOKEN } from "../adapter/github/support/seed";
import { runExplore } from "../cli/explore/exploring";
import { startChromium } from "../support/explorer-page";
import { ImageWorld, multiPlatform } from "../support/image-world";

let browser: Browser;
let emulator: Emulator;
beforeAll(async () => {
  const world = new ImageWorld();
  world.package("web").push(multiPlatform("web").all, { daysAgo: 3, tags: ["v1"] });
  emulator = await startEmulator({ seed: world.seed() });
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  await emulator?.close();
});

describe("the page that explore serves", () => {
  it("shows its packages, asks its own server for its data and nobody for anything else, and breaks none of its rules", async () => {
    const token = emulator.world.tokens()[0]?.token ?? ADMIN_TOKEN;
    const context = await browser.newContext();
    const page = await context.newPage();
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    const meanwhile = async (url: string) => {
      const { origin, pathname } = new URL(url);
      const [bare, data] = [`${origin}${pathname}`, `${origin}${pathname}data`];
      await page.goto(url);
      await page.getByText("web", { exact: true }).first().waitFor();
      expect(page.url().split("#")[0]).toBe(bare);
      await page.reload();
      await page.getByText("web", { exact: true }).first().waitFor();
      const asked = new Set(requests.filter((one) => !/^(?:blob|data):/.test(one)).map((one) => one.split("#")[0]));
      expect(asked).toEqual(new Set([url, bare, data]));
      expect(complaints).toEqual([]);
      expect(await page.evaluate("document.cookie")).toBe("");
      expect(await page.content()).not.toContain(token);

      const stranger = await (await browser.newContext()).newPage();
      await stranger.goto(bare);
      expect(await stranger.textContent("body")).toContain("Open the whole address that the command has printed");
      const elsewhere = await context.newPage();
      await elsewhere.goto(bare.replace("127.0.0.1", "localhost"));
      expect(await elsewhere.textContent("body")).toContain("Open the whole address that the command has printed");
    };
    expect((await runExplore(emulator, ["--owner", "acme"], { token, meanwhile })).code).toBe(0);
    await expect(page.reload()).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  });
});
