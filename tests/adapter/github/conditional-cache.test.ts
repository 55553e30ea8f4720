import { createHmac } from "node:crypto";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { createPackagesApi } from "../../../provider/github";
import type { Logger } from "../../../provider/ports";
import { type AppCredentials, SecretToken } from "../../../provider/settings";
import { connectTo } from "./support/connect";
import { sendError, sendJson, startScriptedServer } from "./support/scripted-server";
import { ADMIN_TOKEN, npmPackage, OWNERS, seed } from "./support/seed";

const nothing = () => undefined;
const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, progress: nothing };

const { organization: owner } = OWNERS;
const big = { owner, packageType: "npm", name: "big" } as const;

let cachePath: string;
let emulator: Emulator | undefined;

beforeEach(() => {
  cachePath = mkdtempSync(join(tmpdir(), "cache-"));
});

afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
  rmSync(cachePath, { recursive: true, force: true });
});

async function start(versions: number, options: EmulatorOptions = {}): Promise<Emulator> {
  const tokens = [{ token: "ghp_other", kind: "classic", login: "octocat", scopes: ["read:packages"] } as const].map(
    (token) => ({
      ...token,
      scopes: [...token.scopes],
    }),
  );
  emulator = await startEmulator({
    seed: seed({ packages: [npmPackage("acme", "big", 100_000, versions)], tokens }),
    ...options,
  });
  return emulator;
}

const directory = () => join(cachePath, "pulumi-github-packages");
const entries = () => readdirSync(directory()).filter((name) => name.endsWith(".answer"));
/** Each run has a client of its own. */
const run = (url: string, token = ADMIN_TOKEN) => connectTo(url, { token, config: { cachePath } });

it("when nothing changed since the last run, no request counts against the hour", async () => {
  const { url, requests, clearRequests } = await start(450, { rateLimits: { primary: 100 } });
  const first = await run(url).api.listVersions(big);
  await run(url).api.listPackages(owner, "npm");
  clearRequests();

  const second = run(url);
  await expect(second.api.listVersions(big, { recheckFirstPage: true })).resolves.toEqual(first);
  await expect(second.api.listPackages(owner, "npm")).resolves.toHaveLength(2);
  expect(requests.map(({ status }) => status)).toEqual(Array(7).fill(304));
  expect(second.api.budget.status().remaining).toBe(94);
});

it("what changed is read anew, and the rest is not", async () => {
  const { url, world, requests, clearRequests } = await start(450);
  await run(url).api.listVersions(big);
  clearRequests();
  world.publish("acme", "npm", "big", { name: "9.0.0" });
  const versions = await run(url).api.listVersions(big);
  expect(versions).toHaveLength(451);
  expect(versions[0]?.name).toBe("9.0.0");
  expect(requests.filter(({ status }) => status === 200).length).toBeGreaterThan(0);

  clearRequests();
  await expect(run(url).api.listVersions(big)).resolves.toEqual(versions);
  expect(requests.map(({ status }) => status)).toEqual(Array(5).fill(304));
});

it("without a cache path nothing is written, and everything is asked for", async () => {
  const { url, requests } = await start(10);
  await connectTo(url).api.listVersions(big);
  await connectTo(url).api.listVersions(big);
  expect(requests.map(({ status }) => status)).toEqual([200, 200]);
  expect(readdirSync(cachePath)).toEqual([]);
});

describe("the directory", () => {
  it("holds no token, nothing that a guess at one could be tested against, and is this user's alone", async () => {
    const { url } = await start(10);
    await run(url).api.listVersions(big);
    expect(statSync(directory()).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory())) {
      const file = join(directory(), name);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const bytes = readFileSync(file);
      const compressed = bytes.indexOf(GZIP);
      const content = name === "salt" ? "" : gunzipSync(bytes.subarray(compressed)).toString();
      expect(`${name} ${bytes.toString("latin1")} ${content}`).not.toContain(ADMIN_TOKEN);
      expect(name).toMatch(/^(?:[0-9a-f]{64}\.answer|salt)$/);
    }
  });

  it("names the same answer differently elsewhere, for lack of the same salt", async () => {
    const { url } = await start(10);
    await run(url).api.listVersions(big);
    const here = entries();
    rmSync(directory(), { recursive: true });
    await run(url).api.listVersions(big);
    expect(entries()).toHaveLength(here.length);
    expect(entries()).not.toEqual(here);
  });

  it("keeps the answers of different tokens apart", async () => {
    const { url, requests } = await start(10);
    await run(url).api.listVersions(big);
    await run(url, "ghp_other").api.listVersions(big);
    expect(requests.map(({ status }) => status)).toEqual([200, 200]);
    expect(entries()).toHaveLength(2);
  });

  it("that is damaged is as good as empty, and is repaired", async () => {
    const { url, requests } = await start(10);
    const versions = await run(url).api.listVersions(big);
    for (const damage of [
      Buffer.from("not gzip"),
      Buffer.alloc(0),
      readFileSync(join(directory(), entries()[0] ?? "")).subarray(0, 40),
    ]) {
      writeFileSync(join(directory(), entries()[0] ?? ""), damage);
      await expect(run(url).api.listVersions(big)).resolves.toEqual(versions);
    }
    await run(url).api.listVersions(big);
    expect(requests.map(({ status }) => status)).toEqual([200, 200, 200, 200, 304]);
    writeFileSync(join(directory(), "salt"), "short");
    await expect(run(url).api.listVersions(big)).resolves.toEqual(versions);
  });

  it("that others may write to is told once and left", async () => {
    const { url } = await start(150);
    const versions = await run(url).api.listVersions(big);
    const before = readdirSync(directory());
    chmodSync(directory(), 0o777);
    const { api, log } = run(url);
    await expect(api.listVersions(big)).resolves.toEqual(versions);
    await api.listVersions(big, { state: "deleted" });
    expect(readdirSync(directory())).toEqual(before);
    expect(log.filter((line) => line.startsWith("warn:"))).toEqual([expect.stringContaining("others may write to it")]);
  });

  it("that can't be made is told once, and nothing fails", async () => {
    const { url } = await start(250);
    const occupied = join(cachePath, "file");
    writeFileSync(occupied, "");
    const { api, log } = connectTo(url, { config: { cachePath: occupied } });
    await expect(api.listVersions(big)).resolves.toHaveLength(250);
    expect(log.filter((line) => line.startsWith("warn:"))).toEqual([
      expect.stringMatching(
        /^warn: The cache in .*\/file\/pulumi-github-packages can't be used, so every request counts: /,
      ),
    ]);
  });

  it("is used by several processes at once without harm, and left without half-written files", async () => {
    const { url } = await start(450);
    const runs = await Promise.all(Array.from({ length: 6 }, () => run(url).api.listVersions(big)));
    for (const versions of runs) expect(versions).toHaveLength(450);
    expect(readdirSync(directory()).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    await expect(run(url).api.listVersions(big)).resolves.toHaveLength(450);
  });

  it("throws away what nobody has asked for in a month, and leaves other programs' files alone", async () => {
    const { url } = await start(10);
    await run(url).api.listVersions(big);
    const old = new Date(Date.now() - 31 * 24 * 3_600_000);
    writeFileSync(join(directory(), "notes.txt"), "");
    for (const name of readdirSync(directory())) utimesSync(join(directory(), name), old, old);
    await run(url).api.listPackages(owner, "container");
    expect(readdirSync(directory())).toContain("notes.txt");
    expect(entries()).toHaveLength(1);
  });
});

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const row = (id: number) => ({
  id,
  name: `1.0.${id}`,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
});

describe("an entry", () => {
  const only = () => join(directory(), entries()[0] ?? "");
  /** What somebody writes who can write to the file, and has no token: everything but what this user's token went into. */
  const forge = (file: string, change: (answer: { data: unknown[] }) => unknown) => {
    const bytes = readFileSync(file);
    const start = bytes.indexOf(GZIP);
    const answer = JSON.parse(gunzipSync(bytes.subarray(start)).toString());
    const forged = gzipSync(JSON.stringify(change(answer)));
    return { forged, bytes, whole: Buffer.concat([bytes.subarray(0, start), forged]) };
  };

  it.each<[it: string, plant: (file: string) => Buffer]>([
    [
      "whose rows somebody took out",
      (file) => forge(file, (answer) => ({ ...answer, data: answer.data.slice(1) })).whole,
    ],
    [
      "that somebody signed with what the directory holds",
      (file) => {
        const { forged } = forge(file, (answer) => ({ ...answer, data: [] }));
        const salt = readFileSync(join(directory(), "salt"));
        const name = basename(file).slice(0, 64);
        return Buffer.concat([createHmac("sha256", salt).update(name).update(forged).digest(), forged]);
      },
    ],
    ["that nobody signed", (file) => forge(file, (answer) => ({ ...answer, data: [] })).forged],
    ["of which nothing but the signature is there", (file) => readFileSync(file).subarray(0, 32)],
  ])("%s is as if it were not there, and is replaced", async (_, plant) => {
    const { url, requests } = await start(10);
    const versions = await run(url).api.listVersions(big);
    writeFileSync(only(), plant(only()));
    await expect(run(url).api.listVersions(big)).resolves.toEqual(versions);
    await expect(run(url).api.listVersions(big)).resolves.toEqual(versions);
    expect(requests.map(({ status }) => status)).toEqual([200, 200, 304]);
  });

  it("of another address in its place is as if it were not there, also where the server has one tag for both", async () => {
    const server = await startScriptedServer((request, response) =>
      request.headers["if-none-match"]
        ? response.writeHead(304).end()
        : sendJson(response, 200, request.url?.includes("deleted") ? [] : [row(1)], { etag: '"same"' }),
    );
    await run(server.url).api.listVersions(big, { state: "deleted" });
    const foreign = readFileSync(only());
    rmSync(only());
    const versions = await run(server.url).api.listVersions(big);
    writeFileSync(only(), foreign);
    await expect(run(server.url).api.listVersions(big)).resolves.toEqual(versions);
    expect(server.headers.map((headers) => headers["if-none-match"])).toEqual([undefined, undefined, undefined]);
    await server.close();
  });

  it("of another token in its place is as if it were not there", async () => {
    const { url, requests } = await start(10);
    await run(url, "ghp_other").api.listVersions(big);
    const foreign = readFileSync(only());
    rmSync(only());
    const versions = await run(url).api.listVersions(big);
    writeFileSync(only(), foreign);
    await expect(run(url).api.listVersions(big)).resolves.toEqual(versions);
    expect(requests.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("of a GitHub App is told by its private key, which is in no file", async () => {
    const { url } = await start(10);
    const privateKey = new SecretToken("-----BEGIN PRIVATE KEY-----");
    const app = (key: SecretToken): AppCredentials => ({
      id: "1",
      installationId: "2",
      privateKey: key,
      source: "test",
    });
    const read = async (key: SecretToken) => {
      const { settings, clock } = connectTo(url, { config: { cachePath } });
      const parts = { clock, logger: SILENT, guard: { assertAlive: async () => undefined } };
      return createPackagesApi({ ...settings, app: app(key) }, parts).listVersions(big);
    };
    await read(privateKey);
    await read(privateKey);
    await read(new SecretToken("another key"));
    expect(emulator?.requests.map(({ status }) => status)).toEqual([200, 304, 200]);
    expect(entries()).toHaveLength(1);
    for (const name of readdirSync(directory())) {
      expect(readFileSync(join(directory(), name)).includes(privateKey.reveal())).toBe(false);
    }
  });
});

describe("conditions", () => {
  it.each(['"abc"', 'W/"abc"'])("send the tag %s back as it came, quotes included", async (etag) => {
    const server = await startScriptedServer((request, response) =>
      request.headers["if-none-match"] === etag
        ? response.writeHead(304).end()
        : sendJson(response, 200, [row(1)], { etag }),
    );
    const first = await run(server.url).api.listVersions(big);
    await expect(run(server.url).api.listVersions(big)).resolves.toEqual(first);
    expect(server.headers.map((headers) => headers["if-none-match"])).toEqual([undefined, etag]);
    await server.close();
  });

  it("do not hide a page that came after a full last one whose rows did not change", async () => {
    let grown = false;
    const server = await startScriptedServer((request, response) => {
      const page = Number(/[?&]page=(\d+)/.exec(request.url ?? "")?.[1]);
      const from = (page - 1) * 100;
      const rows = Array.from({ length: page <= 2 ? 100 : grown ? 1 : 0 }, (_, index) => row(1_000 - from - index));
      const etag = `"${page}-${rows.length}"`;
      if (request.headers["if-none-match"] === etag) return response.writeHead(304).end();
      const last = grown ? 3 : 2;
      const link = page < last ? `<http://x/?page=${page + 1}>; rel="next", <http://x/?page=${last}>; rel="last"` : "";
      return sendJson(response, 200, rows, { etag, link: link || `<http://x/?page=1>; rel="first"` });
    });
    await expect(run(server.url).api.listVersions(big)).resolves.toHaveLength(200);
    grown = true;
    await expect(run(server.url).api.listVersions(big)).resolves.toHaveLength(201);
    await server.close();
  });

  it("are not used to find out whether a deletion took effect whose answer was lost", async () => {
    let isDeleted = false;
    const server = await startScriptedServer((request, response) => {
      if (request.method === "DELETE") {
        isDeleted = true;
        return sendError(response, 502, "Server Error");
      }
      // A cache on the way that still knows the version.
      if (request.headers["if-none-match"]) return response.writeHead(304).end();
      return isDeleted
        ? sendError(response, 404, "Package version not found.")
        : sendJson(response, 200, row(1), { etag: '"1"' });
    });
    const ref = { ...big, versionId: 1 };
    await run(server.url).api.getVersion(ref);
    await run(server.url).api.deleteVersion(ref);
    expect(server.requests.at(-1)).toBe("GET /orgs/acme/packages/npm/big/versions/1");
    await server.close();
  });
});
