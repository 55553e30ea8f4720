import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { encodeSnapshot, type Snapshot, type SnapshotManifest } from "../../explorer/snapshot";
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

/** Says what is refused, in the page and in its worker, where a listener can only come with the program. */
const LISTEN = `
  addEventListener("securitypolicyviolation", (event) => console.log("refused", event.violatedDirective, event.blockedURI));
  const RealWorker = Worker;
  globalThis.Worker = class extends RealWorker {
    constructor(url) { super(url); this.addEventListener("error", (event) => console.log("worker", event.message)); }
  };
  const RealBlob = Blob;
  globalThis.Blob = class extends RealBlob {
    constructor(parts, options) {
      const listen = 'addEventListener("securitypolicyviolation", (event) => console.log("refused in the worker", event.violatedDirective));\\n';
      super(options?.type === "text/javascript" ? [listen, ...parts] : parts, options);
    }
  };
`;

/** The built page with a snapshot inside, opened as a file. At the end it has asked for nothing, and nothing of it was refused or failed. */
async function exploring(
  snapshot: Snapshot,
  explore: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
  hash = "",
): Promise<void> {
  const file = join(directory, "page.html");
  const built = readFileSync(join(repositoryRoot, "dist", "explorer", "index.html"), "utf8");
  const data = gzipSync(encodeSnapshot(snapshot)).toString("base64");
  writeFileSync(
    file,
    built.replace('id="data">', (start) => start + data),
  );
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.addInitScript({ path: require.resolve("axe-core/axe.min.js") });
  await context.addInitScript(LISTEN);
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const url = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(?:blob|data):/.test(request.url()))
      complaints.push(`asked for ${request.url()}`);
  });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  try {
    await page.goto(url + hash);
    await explore(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

const violations = (page: Page) =>
  page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
  );

const chip = (page: Page, name: RegExp) => page.getByRole("group", { name: "Show" }).getByRole("button", { name });
const why = (page: Page) => page.getByRole("complementary", { name: "Why?" });
const grid = (page: Page) => page.getByRole("grid");
const rule = (page: Page, name: string) => page.getByRole("listitem", { name: `Rule ${name}`, exact: true });

/** A layer that every image has. */
const SHARED = { digest: "#0", size: 5_000_000 };

const DAY = 24 * 60 * 60 * 1000;
const TAKEN_AT = Date.parse("2026-09-01T12:00:00Z");

/** One package in which each version's end is plain: two builds, of which one is signed, and three releases. */
function smallWorld(
  names: { readonly package?: string; readonly tag?: string; readonly rule?: string } = {},
): Snapshot {
  const digest = (number: number) => `sha256:${String(number).padStart(64, "0")}`;
  const version = (id: number, days: number, tags: string[]) => {
    const createdAt = new Date(TAKEN_AT - days * DAY).toISOString();
    return { id, name: digest(id), tags, createdAt, updatedAt: createdAt };
  };
  const rules = {
    [names.rule ?? "builds"]: {
      action: "delete",
      match: { tags: ["pr-*", ...(names.tag === undefined ? [] : ["[^v]*"])], olderThan: "14d" },
    },
    newest: { action: "keep", match: { semver: "*" }, mostRecent: { count: 2 } },
    "old releases": { action: "delete", match: { semver: "*", olderThan: "60d" } },
  };
  return {
    takenAt: TAKEN_AT,
    server: "github.com",
    owner: "acme",
    packages: [
      {
        name: names.package ?? "api",
        packageType: "container",
        versions: [
          version(1, 100, ["v1.0.0"]),
          version(2, 80, ["v1.1.0"]),
          version(3, 40, ["v1.2.0"]),
          version(4, 30, [names.tag ?? "pr-1"]),
          version(5, 30, []),
          version(6, 5, ["pr-2"]),
        ],
        manifests: new Map<string, SnapshotManifest>([
          ...[1, 2, 3, 4, 6].map(
            (id) =>
              [
                digest(id),
                {
                  kind: "image" as const,
                  size: 500,
                  blobs: [{ digest: `#${id}`, size: 1_000_000 }, SHARED],
                  children: [],
                },
              ] as const,
          ),
          [digest(5), { kind: "artifact" as const, size: 500, blobs: [], children: [], subject: digest(4) }] as const,
        ]),
      },
    ],
    policies: [{ name: "images", inputs: { packageType: "container", packages: ["**"], rules } }],
    missing: ["The packages of the type npm could not be listed: the token may not."],
  };
}

const counts = async (page: Page) =>
  Object.fromEntries(
    (await page.getByRole("group", { name: "Show" }).getByRole("button").allTextContents()).map((text) => {
      const [number, ...words] = text.trim().split(/\s+/);
      return [words.join(" "), Number(number?.replaceAll(",", ""))];
    }),
  );
const planned = (page: Page, expected: Readonly<Record<string, number>>) =>
  until(async () => expect(await counts(page)).toEqual(expected));

/** Asks again until it holds: a page shows what happened a moment later. */
async function until(hold: () => Promise<void>): Promise<void> {
  for (let left = 100; ; left--) {
    try {
      return await hold();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe("the explorer's page", () => {
  it("plans anew with each change of a rule, by the keyboard", () =>
    exploring(smallWorld(), async (page) => {
      await planned(page, { go: 3, "kept by rules": 2, "match no rule": 1 });
      await rule(page, "builds").getByLabel("olderThan", { exact: true }).focus();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("3d");
      await planned(page, { go: 4, "kept by rules": 2 });
      await rule(page, "newest").getByLabel("count", { exact: true }).press("End");
      await page.keyboard.press("Backspace");
      await page.keyboard.type("1");
      await planned(page, { go: 5, "kept by rules": 1 });
    }));

  it("adds and removes rules, conditions and limits, by the mouse", () =>
    exploring(smallWorld(), async (page) => {
      await page.getByRole("button", { name: "Add a keep rule" }).click();
      await planned(page, { go: 0, "kept by rules": 5, needed: 1 });
      await rule(page, "new keep rule").getByText("Add a condition").click();
      await rule(page, "new keep rule")
        .getByRole("button", { name: /^newerThan/ })
        .click();
      await rule(page, "new keep rule").getByLabel("newerThan", { exact: true }).fill("31d");
      await planned(page, { goes: 1, "kept by rules": 4, needed: 1 });
      await page.getByRole("button", { name: "Remove the rule builds" }).click();
      await page.getByRole("button", { name: "Remove the rule new keep rule" }).click();
      await planned(page, { goes: 1, "kept by rules": 2, needed: 1, "match no rule": 2 });
      await page.getByText("Add a limit or a setting").click();
      await page.getByRole("button", { name: /^maxDeletions/ }).click();
      await page.getByText(/^The preview would stop \(maxDeletions\): it would delete 1 versions/).waitFor();
    }));

  it("shows a mistake where it is, in the words of the preview, beside the documentation", () =>
    exploring(smallWorld(), async (page) => {
      const age = rule(page, "builds").getByLabel("olderThan", { exact: true });
      await age.fill("1y");
      await page
        .getByText(/"1y" is not a duration; write "14d"/)
        .first()
        .waitFor();
      expect(await age.getAttribute("aria-invalid")).toBe("true");
      const ids = (await age.getAttribute("aria-describedby"))?.split(" ") ?? [];
      const described = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()));
      expect(described).toEqual([
        expect.stringMatching(/^A duration, "14d" or "P14D": created longer ago than this\./),
        expect.stringMatching(/"1y" is not a duration/),
      ]);
      await page.getByRole("tab", { name: "Program" }).click();
      await page.getByText("There is no program yet").waitFor();
    }));

  it("says why a version goes or stays, from the list, by the keyboard", () =>
    exploring(smallWorld(), async (page) => {
      await planned(page, { go: 3, "kept by rules": 2, "match no rule": 1 });
      await page.keyboard.press("/");
      await page.keyboard.type("v1.0");
      await grid(page).focus();
      await page.keyboard.press("Enter");
      await why(page).getByText("It goes by the rule “old releases”.").waitFor();
      await why(page).getByText("matches it; it is number 3, and there are 2 slots").waitFor();
      await page.keyboard.press("Escape");
      await why(page).waitFor({ state: "detached" });
      await page.getByRole("searchbox").fill("");
      await grid(page).focus();
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await why(page).getByText("It stays by the rule “newest”.").waitFor();
      await rule(page, "newest").getByLabel("count", { exact: true }).fill("1");
      await why(page).getByText("It goes by the rule “old releases”.").waitFor();
    }));

  it("shows an image's graph, and leads from one version to the next, by the mouse", () =>
    exploring(smallWorld(), async (page) => {
      await grid(page).getByText("pr-1").click();
      await why(page).getByText("carries").getByRole("button").click();
      await why(page).getByText("It goes with an image, which goes by the rule “builds”.").waitFor();
      await why(page).getByText("is attached to").getByRole("button", { name: "pr-1" }).waitFor();
      await why(page).getByRole("button", { name: "Close" }).click();
      await why(page).waitFor({ state: "detached" });
    }));

  it("zooms the time line by wheel, drag, buttons and keys, and opens a version of it", () =>
    exploring(smallWorld(), async (page) => {
      await planned(page, { go: 3, "kept by rules": 2, "match no rule": 1 });
      const range = page.locator(".range");
      const all = await range.textContent();
      const canvas = page.locator(".drawing canvas");
      const { x, y, width, height } = (await canvas.boundingBox()) as {
        x: number;
        y: number;
        width: number;
        height: number;
      };
      await page.mouse.move(x + width * 0.9, y + height / 2);
      await page.mouse.wheel(0, -600);
      await until(async () => expect(await range.textContent()).not.toBe(all));
      const near = await range.textContent();
      await page.mouse.down();
      await page.mouse.move(x + width * 0.9 + 200, y + height / 2, { steps: 4 });
      await page.mouse.up();
      await until(async () => expect(await range.textContent()).not.toBe(near));
      await page.getByRole("region", { name: /^Time line/ }).focus();
      await page.keyboard.press("Home");
      await until(async () => expect(await range.textContent()).toBe(all));
      await page.keyboard.press("+");
      await page.keyboard.press("ArrowLeft");
      await until(async () => expect(await range.textContent()).not.toBe(all));
      await page.getByRole("button", { name: "All", exact: true }).click();
      // 100 of the 104 days of the picture after its beginning, the newest build stands on the line.
      for (let down = 0; down < height && !(await why(page).isVisible()); down += 4)
        await page.mouse.click(x + width * (97 / 104), y + down);
      await why(page).getByRole("heading", { name: "pr-2" }).waitFor();
    }));

  it("moves the moment through the next 90 days, by keyboard and mouse, and says what will be gone", () =>
    exploring(smallWorld(), async (page) => {
      const slider = page.getByRole("slider", { name: "When?" });
      await page.getByText("3 go (2.0 MB), 3 left (8.0 MB)").waitFor();
      await slider.focus();
      for (let day = 0; day < 10; day++) await page.keyboard.press("ArrowRight");
      await planned(page, { go: 4, "kept by rules": 2 });
      await page.getByText("4 gone by then (3.0 MB), 2 left (7.0 MB)").waitFor();
      expect(await slider.getAttribute("aria-valuetext")).toBe("11 Sep 2026, in 10 days");
      const { x, y, width, height } = (await slider.boundingBox()) as {
        x: number;
        y: number;
        width: number;
        height: number;
      };
      await page.mouse.click(x + 8, y + height / 2);
      await planned(page, { go: 3, "kept by rules": 2, "match no rule": 1 });
      await page.mouse.click(x + width - 8, y + height / 2);
      await page.getByText("in 90 days").waitFor();
    }));

  it("tells on which versions two policies differ, both ways", () =>
    exploring(smallWorld(), async (page) => {
      await page.getByText("No version differs.").waitFor();
      await rule(page, "builds").getByLabel("olderThan", { exact: true }).fill("3d");
      await rule(page, "newest").getByLabel("count", { exact: true }).fill("3");
      await page.getByRole("button", { name: /1 stay now/ }).click();
      await grid(page).getByText("v1.0.0").waitFor();
      expect(await grid(page).getAttribute("aria-rowcount")).toBe("2");
      await page.getByRole("button", { name: /1 go now/ }).press("Enter");
      await grid(page).getByText("pr-2").waitFor();
      await page.getByLabel("What changes from").selectOption("this draft, as it is now");
      await page.getByText("No version differs.").waitFor();
    }));

  it("shows and hides what its numbers count, by keyboard and mouse", () =>
    exploring(smallWorld(), async (page) => {
      await planned(page, { go: 3, "kept by rules": 2, "match no rule": 1 });
      await chip(page, /go$/).press("Space");
      await until(async () => expect(await grid(page).getAttribute("aria-rowcount")).toBe("4"));
      await chip(page, /kept/).click();
      await until(async () => expect(await grid(page).getAttribute("aria-rowcount")).toBe("2"));
    }));

  it("takes a pasted policy, and writes it as a program in each language", () =>
    exploring(smallWorld(), async (page) => {
      await page.getByRole("tab", { name: "Rules" }).focus();
      await page.keyboard.press("ArrowRight");
      await page.getByLabel("The policy as JSON or YAML").fill("rules: [");
      await page.getByRole("alert").waitFor();
      await page
        .getByLabel("The policy as JSON or YAML")
        .fill(
          "packageType: container\npackages: [api]\nrules:\n  everything:\n    action: delete\n    match: { tagState: any, olderThan: 1d }\n",
        );
      await planned(page, { go: 5, protected: 1 });
      await page.getByRole("tab", { name: "Program" }).click();
      for (const [language, line] of [
        ["TypeScript", 'everything: { action: "delete", match: { tagState: "any", olderThan: "1d" } }'],
        ["Python", 'package_type="container"'],
        ["Go", "githubpackages.RetentionRuleActionDelete"],
        ["C#", "GithubPackages.PackageType.Container"],
        ["Java", ".packageType(PackageType.Container)"],
        ["YAML", "type: github-packages:RetentionPolicy"],
      ] as const) {
        await page.getByLabel("Language").selectOption(language);
        await page.getByText(line).waitFor();
      }
    }));

  it("starts from rules that people use, with one click", () =>
    exploring(smallWorld(), async (page) => {
      await page.getByRole("tab", { name: "Start from" }).click();
      await page.getByRole("button", { name: /^Only untagged/ }).click();
      await planned(page, { go: 0, needed: 1, "match no rule": 5 });
    }));

  it("opens with the policy of a link, which follows each change", async () => {
    let link = "";
    await exploring(smallWorld(), async (page) => {
      await rule(page, "builds").getByLabel("olderThan", { exact: true }).fill("3d");
      await planned(page, { go: 4, "kept by rules": 2 });
      link = new URL(page.url()).hash;
    });
    await exploring(smallWorld(), (page) => planned(page, { go: 4, "kept by rules": 2 }), {}, link);
    await exploring(
      smallWorld(),
      async (page) => {
        await page.getByText("The policy in this link is broken: copy the whole link again.").waitFor();
        await planned(page, { go: 3, "kept by rules": 2, "match no rule": 1 });
      },
      {},
      "#policy=1.broken",
    );
  });

  it("has no plan for a package of which too little is known, and says what is missing", () =>
    exploring(explorerWorld(200, 8), async (page) => {
      await page
        .getByText(/^No plan for shop\/search: the manifest sha256:\w+ can't be read: its type is not known\.$/)
        .waitFor();
      await page.getByRole("searchbox").fill("shop/search");
      await until(async () =>
        expect(await page.getByRole("row").nth(1).textContent()).toMatch(/shop\/search.*without a plan/),
      );
      await page.getByRole("row").nth(1).click();
      await why(page)
        .getByText(/There is no plan for its package/)
        .waitFor();
    }));

  it.each([
    ["markup", "<img src=x onerror=alert(1)>"],
    ["what turns the direction of writing", "\u202Egnp.exe\u202C"],
    ["a thousand letters", "x".repeat(1000)],
    ["what ends a script", "</script><script>alert(1)</script>"],
  ])("shows names and tags that are %s as nothing but words, on a phone too", (_, text) =>
    exploring(
      smallWorld({ package: text, tag: text, rule: text.slice(0, 50) }),
      async (page) => {
        await grid(page).getByText("v1.2.0").waitFor();
        await page.getByRole("searchbox").fill(text.slice(0, 12));
        await page.getByRole("row").nth(1).click();
        await why(page).getByRole("heading").nth(1).waitFor();
        expect(await page.locator("img, iframe").count()).toBe(0);
        expect(await page.locator("body").innerText()).not.toMatch(/[\u202a-\u202e]/);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
        expect(await violations(page)).toEqual([]);
      },
      { viewport: { width: 390, height: 844 } },
    ),
  );

  it.each([
    { colorScheme: "light" },
    { colorScheme: "dark" },
    { forcedColors: "active", reducedMotion: "reduce" },
    { viewport: { width: 390, height: 844 } },
  ] as const)("has nothing that axe finds: %j", (options) =>
    exploring(
      explorerWorld(1000, 8),
      async (page) => {
        await page.getByText("449", { exact: true }).waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByRole("row").nth(5).click();
        await why(page).getByRole("heading", { name: "What each rule says" }).waitFor();
        await page.keyboard.press("Escape");
        for (const tab of ["Text", "Program", "Start from", "Rules"]) {
          await page.getByRole("tab", { name: tab }).click();
          expect([tab, await violations(page)]).toEqual([tab, []]);
        }
      },
      options,
    ),
  );
});
