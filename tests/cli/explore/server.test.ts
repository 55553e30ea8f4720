import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { servedPage } from "../../../cli/explore/page";
import { serveExplorer } from "../../../cli/explore/server";
import { type Emulator, startEmulator } from "../../../emulator";
import { decodeSnapshot } from "../../../explorer/snapshot";
import { ADMIN_TOKEN, seed } from "../../adapter/github/support/seed";
import { runExplore } from "./exploring";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What `fetch` would set itself, and what no browser would let a page set, can be set here. */
function ask(url: string, headers: Record<string, string> = {}, method = "GET", path?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, ...(path !== undefined && { path }) }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
    });
    asked.once("error", reject);
    asked.end();
  });
}

/** What a browser does with the printed address. */
async function enter(url: string): Promise<{ page: string; cookie: string; first: Answer }> {
  const first = await ask(url);
  const cookie = String(first.headers["set-cookie"]).split(";")[0] ?? "";
  return { page: new URL(String(first.headers.location), url).href, cookie, first };
}

describe("the server of explore", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: seed() });
  });
  afterAll(() => emulator.close());

  /** Looks at a page of `acme` while it is served. */
  const looking = (look: (url: string) => Promise<void>) =>
    runExplore(emulator, ["--owner", "acme"], { meanwhile: look });

  it("lets in whoever has the address, takes the key out of it, and hands out the page and its data", async () => {
    await looking(async (url) => {
      const { page, cookie, first } = await enter(url);
      expect(first.status).toBe(302);
      expect(String(first.headers["set-cookie"])).toMatch(
        new RegExp(`^explorer=[\\w-]{32}; HttpOnly; SameSite=Strict; Path=${new URL(page).pathname}$`),
      );
      expect(page).not.toContain("?");
      const html = await ask(page, { cookie });
      expect([html.status, html.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
      const data = await ask(new URL("data", page).href, { cookie });
      expect(data.headers["content-length"]).toBe(String(data.body.length));
      expect(decodeSnapshot(gunzipSync(data.body)).packages.map(({ name }) => name)).toEqual([
        "lib",
        "clash",
        "app/api",
      ]);
    });
  });

  it("sends what keeps other pages off with every answer, and the page's policy by the page and by the header alike", async () => {
    await looking(async (url) => {
      const { page, cookie, first } = await enter(url);
      const html = await ask(page, { cookie });
      const others = [first, await ask(new URL("data", page).href, { cookie }), await ask(page), await ask(`${page}x`)];
      for (const { headers } of [html, ...others]) {
        expect(headers).toMatchObject({
          "cache-control": "no-store",
          "cross-origin-opener-policy": "same-origin",
          "cross-origin-resource-policy": "same-origin",
          "referrer-policy": "no-referrer",
          "x-content-type-options": "nosniff",
        });
        expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
      }
      for (const { headers } of others) {
        expect(headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
      }
      const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html.body.toString())?.[1];
      expect(policy).toMatch(
        /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; .*connect-src 'self'/,
      );
      expect(html.headers["content-security-policy"]).toBe(`${policy}; frame-ancestors 'none'`);
    });
  });

  it.each(["evil.example", "127.0.0.1", "127.0.0.1.evil.example:PORT", "localhost:1", "x", "[::1]"])(
    "answers nothing to the host %j, whatever else is right",
    async (host) => {
      await looking(async (url) => {
        const { page, cookie } = await enter(url);
        const answer = await ask(page, { cookie, host: host.replace("PORT", new URL(url).port) });
        expect([answer.status, answer.body.toString()]).toEqual([403, "This is not the name of this server.\n"]);
      });
    },
  );

  it.each(["http://evil.example", "null", "https://127.0.0.1:PORT", "http://127.0.0.1", "http://localhost:PORT"])(
    "answers nothing to a page of the origin %s",
    async (origin) => {
      await looking(async (url) => {
        const { page, cookie } = await enter(url);
        const answer = await ask(page, { cookie, origin: origin.replace("PORT", new URL(url).port) });
        expect([answer.status, answer.body.toString()]).toEqual([403, "This is for no other page.\n"]);
      });
    },
  );

  it("knows itself by its names, and its own origin", async () => {
    await looking(async (url) => {
      const { page, cookie } = await enter(url);
      for (const host of ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${new URL(url).port}`)) {
        expect((await ask(page, { cookie, host, origin: `http://${host}` })).status).toBe(200);
      }
    });
  });

  it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])("has nothing for %s", async (method) => {
    await looking(async (url) => {
      const { page, cookie } = await enter(url);
      expect(await ask(page, { cookie }, method)).toMatchObject({ status: 405, headers: { allow: "GET" } });
    });
  });

  it.each([
    "/",
    "/data",
    "PAGE../",
    "PAGE/",
    "PAGEdata/",
    "PAGE%64ata",
    "PAGE../../etc/passwd",
    "PAGE..%2f..%2fetc%2fpasswd",
    "PAGEindex.html",
    "//",
    "http://evil.example/",
    "*",
    "/favicon.ico",
  ])("has nothing at %s, also for who is let in", async (path) => {
    await looking(async (url) => {
      const { page, cookie } = await enter(url);
      const asked = path.replace("PAGE", new URL(page).pathname);
      expect((await ask(page, { cookie }, "GET", asked)).status).toBe(404);
    });
  });

  it("lets nobody in who guesses: another key, no key, another cookie, the cookie of another path", async () => {
    await looking(async (url) => {
      const { page, cookie } = await enter(url);
      const [name, key = ""] = cookie.split("=");
      const guesses = [
        "",
        `${name}=`,
        `${name}=${key.slice(1)}`,
        `${name}=${key}x`,
        `other=${key}`,
        `${name}=undefined`,
      ];
      for (const guess of guesses) {
        for (const route of [page, new URL("data", page).href]) {
          const answer = await ask(route, { cookie: guess });
          expect([answer.status, answer.body.toString()]).toEqual([
            403,
            "Open the whole address that the command has printed, with its key.\n",
          ]);
        }
      }
      for (const other of ["", "x", key.toLowerCase().replace("a", "b"), `${key}%00`]) {
        expect((await ask(`${page}?key=${other}`)).status).toBe(403);
      }
    });
  });

  it("has another path and another key every time, and is gone with its command", async () => {
    const urls: string[] = [];
    for (let time = 0; time < 2; time += 1) await looking(async (url) => void urls.push(url));
    const [one, other] = urls.map((url) => new URL(url));
    expect(one?.pathname).not.toBe(other?.pathname);
    expect(one?.search).not.toBe(other?.search);
    for (const url of urls) await expect(ask(url)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("lets in by the address that starts a browser once, because others may read it", async () => {
    const snapshot = { takenAt: 0, server: "", owner: "", packages: [], policies: [], missing: [] };
    const server = await serveExplorer(servedPage(snapshot));
    try {
      const once = server.urlForOneVisit();
      const { page, cookie } = await enter(once);
      expect((await ask(page, { cookie })).status).toBe(200);
      expect((await ask(once)).status).toBe(403);
      expect((await ask(server.url)).status).toBe(302);
    } finally {
      await server.close();
    }
  });

  it("never hands out the token, by any answer, any line or the file", async () => {
    const bodies: Buffer[] = [];
    const { out, err } = await looking(async (url) => {
      const { page, cookie } = await enter(url);
      const data = await ask(new URL("data", page).href, { cookie });
      bodies.push((await ask(page, { cookie })).body, data.body, gunzipSync(data.body), (await ask(page)).body);
    });
    expect(bodies).toHaveLength(4);
    for (const text of [...bodies.map(String), out, err]) expect(text).not.toContain(ADMIN_TOKEN);
  });
});
