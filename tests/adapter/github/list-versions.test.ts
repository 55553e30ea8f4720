import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import type { PackageRef } from "../../../provider/model/reference";
import { type Connection, connectTo, failureOf } from "./support/connect";
import { type Script, type ScriptedServer, sendJson, startScriptedServer } from "./support/scripted-server";
import { npmPackage, OWNERS, seed } from "./support/seed";

const big: PackageRef = { owner: OWNERS.organization, packageType: "npm", name: "big" };

let emulator: Emulator;

async function start(versions: number, options: EmulatorOptions = {}, owner = "acme"): Promise<Connection> {
  emulator = await startEmulator({
    seed: seed({ packages: [npmPackage(owner, "big", 100_000, versions)] }),
    ...options,
  });
  return connectTo(emulator.url);
}

afterEach(() => emulator?.close());

const pages = () => emulator.requests.map(({ path }) => Number(new URL(path, emulator.url).searchParams.get("page")));

describe("a package with N versions", () => {
  it.each([
    [0, 1],
    [1, 1],
    [99, 1],
    [101, 2],
    [200, 2],
    [250, 3],
    [1_000, 10],
    [2_345, 24],
  ])("N = %i: %i requests, all versions, newest first", async (count, requests) => {
    const { api } = await start(count);
    const versions = await api.listVersions(big);
    expect(versions.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, index) => 100_000 + count - index));
    expect(emulator.requests).toHaveLength(requests);
  });

  it("N = 100: GitHub sends no Link with a single page, and a full page without one is not believed to be the last", async () => {
    const { api } = await start(100);
    await expect(api.listVersions(big)).resolves.toHaveLength(100);
    expect(pages()).toEqual([1, 2]);
  });

  it("a smaller page is asked for when it is configured", async () => {
    await start(250);
    const { api } = connectTo(emulator.url, { config: { maxPerPage: "50" } });
    await expect(api.listVersions(big)).resolves.toHaveLength(250);
    expect(emulator.requests.every(({ path }) => path.includes("per_page=50"))).toBe(true);
    expect(emulator.requests).toHaveLength(5);
  });

  it("one page can be read again, on the condition that it has changed", async () => {
    const { api } = await start(250);
    const listed: number[] = [];
    await api.listVersions(big, { asListed: (versions) => listed.push(...versions.map(({ id }) => id)) });
    const page = await api.readVersionsPage(big, 2);
    expect(page?.versions.map(({ id }) => id)).toEqual(listed.slice(100, 200));
    await expect(api.readVersionsPage(big, 2, page?.etag)).resolves.toBeUndefined();
    expect(emulator.requests.at(-1)?.status).toBe(304);
    emulator.world.deleteVersion("acme", "npm", "big", listed[0] as number);
    const shifted = await api.readVersionsPage(big, 2, page?.etag);
    expect(shifted?.versions.map(({ id }) => id)).toEqual(listed.slice(101, 201));
    expect(api.budget.status().sent.read).toBe(6);
  });

  it("progress counts up to the whole", async () => {
    const { api } = await start(250);
    const seen: Array<[number, number]> = [];
    await api.listVersions(big, { onPage: (listed, total) => seen.push([listed, total]) });
    expect(seen[0]).toEqual([100, 300]);
    expect(seen).toHaveLength(3);
    expect(seen.at(-1)?.[0]).toBe(250);
  });
});

it("versions made at the same time are ordered by id", async () => {
  const created = { ...npmPackage("acme", "big", 100_000, 5) };
  const versions = created.versions.map((version) => ({ ...version, createdAt: "2026-01-01T00:00:00Z" }));
  emulator = await startEmulator({ seed: seed({ packages: [{ ...created, versions }] }) });
  const { api } = connectTo(emulator.url);
  const ids = (await api.listVersions(big)).map(({ id }) => id);
  expect(ids).toEqual([100_005, 100_004, 100_003, 100_002, 100_001]);
});

describe("a list that moves while it is read", () => {
  it("begins again, and is complete and without duplicates, when something is published in between", async () => {
    const { api } = await start(450);
    const publish = emulator.faults.add({
      route: /versions/,
      skip: 2,
      run: (world) => world.publish("acme", "npm", "big", { name: "9.0.0" }),
    });
    const versions = await api.listVersions(big);
    expect(publish.remaining).toBe(0);
    expect(versions).toHaveLength(451);
    expect(new Set(versions.map(({ id }) => id)).size).toBe(451);
    expect(versions[0]?.name).toBe("9.0.0");
  });

  it.each(["1", "60"])(
    "begins again when something is deleted in between, %s pages at once",
    async (parallelRequests) => {
      await start(450);
      const { api } = connectTo(emulator.url, { config: { parallelRequests } });
      emulator.faults.add({
        route: /versions/,
        skip: 2,
        run: (world) => world.deleteVersion("acme", "npm", "big", 100_300),
      });
      const versions = await api.listVersions(big);
      expect(versions).toHaveLength(449);
      expect(versions.map(({ id }) => id)).not.toContain(100_300);
      expect(emulator.requests).toHaveLength(10);
    },
  );

  it("is given up after a few times, as incomplete", async () => {
    const { api } = await start(250);
    let next = 0;
    const publishing = { run: () => emulator.world.publish("acme", "npm", "big", { name: `9.0.${next++}` }) };
    emulator.faults.add({ route: /versions/, times: Number.POSITIVE_INFINITY, ...publishing });
    const error = await failureOf(api.listVersions(big));
    expect(error.code).toBe("incomplete");
    expect(error.message).toMatch(
      /^list versions of npm package acme\/big: the list changed while it was read, each time: .+ \(GET \/orgs\/acme\/packages\/npm\/big\/versions\)\. .+ run again\.$/,
    );
    expect(emulator.requests.length).toBeLessThanOrEqual(16);
  });
});

describe("a confirmed listing", () => {
  it("asks for the first page once more, which costs nothing of the hour when it is the same", async () => {
    const { api } = await start(250);
    await expect(api.listVersions(big, { recheckFirstPage: true })).resolves.toHaveLength(250);
    expect(pages().sort()).toEqual([1, 1, 2, 3]);
    expect(emulator.requests.at(-1)?.status).toBe(304);
  });

  it("does so without an ETag, too", async () => {
    const { api } = await start(250, { behaviors: { etags: false } });
    await expect(api.listVersions(big, { recheckFirstPage: true })).resolves.toHaveLength(250);
    expect(emulator.requests.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it.each([true, false])("begins again when something was published after the last page (ETags: %s)", async (etags) => {
    const { api } = await start(250, { behaviors: { etags } });
    emulator.faults.add({
      route: /versions/,
      skip: 3,
      run: (world) => world.publish("acme", "npm", "big", { name: "9.0.0" }),
    });
    const versions = await api.listVersions(big, { recheckFirstPage: true });
    expect(versions.map(({ name }) => name)).toContain("9.0.0");
    expect(versions).toHaveLength(251);
    expect(emulator.requests).toHaveLength(8);
  });

  it("begins again when a tag on the first page moved", async () => {
    const { api } = await start(0);
    const ref: PackageRef = { owner: OWNERS.organization, packageType: "container", name: "app/api" };
    emulator.faults.add({
      route: /versions/,
      skip: 1,
      run: (world) => world.tag("acme", "container", "app/api", "latest", 1201),
    });
    const versions = await api.listVersions(ref, { recheckFirstPage: true });
    expect(versions.find(({ id }) => id === 1201)?.tags).toEqual(["v1", "latest"]);
  });
});

describe("versions of another user's package", () => {
  const users: PackageRef = { owner: OWNERS.user, packageType: "npm", name: "big" };

  it("are listed by pages and state, which GitHub honours and does not document", async () => {
    const { api } = await start(250, {}, "mona");
    await expect(api.listVersions(users)).resolves.toHaveLength(250);
    emulator.world.deleteVersion("mona", "npm", "big", 100_001);
    await expect(api.listVersions(users, { state: "deleted" })).resolves.toHaveLength(1);
    expect(emulator.requests.every(({ path }) => path.startsWith("/users/mona/"))).toBe(true);
  });

  it.each([0, 1, 29])("are given where the server takes no pages, and there are %i", async (count) => {
    const { api } = await start(count, { behaviors: { userVersionQuery: "ignored" } }, "mona");
    await expect(api.listVersions(users)).resolves.toHaveLength(count);
  });

  it.each(["by id", "by login"] as const)("are all given whatever Link headers look like: %s", async (userLinks) => {
    const { api } = await start(250, { behaviors: { userLinks } }, "mona");
    await expect(api.listVersions(users)).resolves.toHaveLength(250);
    await expect(
      api.listVersions({ ...users, owner: { kind: "authenticatedUser", login: "octocat" }, name: "lib" }),
    ).resolves.toHaveLength(3);
  });

  it.each([
    [30, "100"],
    [31, "100"],
    [250, "100"],
    [31, "30"],
    [31, "10"],
  ])("are incomplete where the server takes no pages, of %i by %s", async (count, maxPerPage) => {
    await start(count, { behaviors: { userVersionQuery: "ignored" } }, "mona");
    const { api } = connectTo(emulator.url, { config: { maxPerPage } });
    const error = await failureOf(api.listVersions(users));
    expect(error.code).toBe("incomplete");
    expect(error.message).toMatch(
      /a row came twice .*Or the server takes no pages under \/users\. Use the token of that user/,
    );
  });

  it("are no deleted ones where the server takes no state and sends active ones", async () => {
    const { api } = await start(3, { behaviors: { userVersionQuery: "ignored" } }, "mona");
    emulator.world.deleteVersion("mona", "npm", "big", 100_001);
    const error = await failureOf(api.listVersions(users, { state: "deleted" }));
    expect({ code: error.code, message: error.message }).toEqual({
      code: "incomplete",
      message: expect.stringContaining(
        "deleted versions were asked for, and version 100003 was sent without a time of its deletion",
      ),
    });
  });

  it("with paging switched off, are given when they fit on a page of the documented length", async () => {
    await start(29, {}, "mona");
    const { api } = connectTo(emulator.url, { config: { undocumentedUserPaging: "false" } });
    await expect(api.listVersions(users)).resolves.toHaveLength(29);
    expect(emulator.requests.map(({ path }) => path)).toEqual(["/users/mona/packages/npm/big/versions"]);
  });

  it("with paging switched off, are incomplete when they may have been cut off, and when deleted ones are asked for", async () => {
    await start(31, {}, "mona");
    const { api } = connectTo(emulator.url, { config: { undocumentedUserPaging: "false" } });
    const cut = await failureOf(api.listVersions(users));
    const deleted = await failureOf(api.listVersions(users, { state: "deleted" }));
    expect([cut.code, deleted.code]).toEqual(["incomplete", "incomplete"]);
    expect(cut.message).toContain("undocumentedUserPaging");
  });
});

describe("another server's habits", () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => {
      const id = 100_000 - (from + index);
      return {
        id,
        name: `1.0.${id}`,
        url: `https://example.com/${id}`,
        package_html_url: "https://example.com",
        created_at: "2026-01-01T00:00:00Z",
        updated_at: "2026-01-01T00:00:00Z",
      };
    });

  async function listFrom(script: Script, ref = big): Promise<{ server: ScriptedServer; ids: Promise<number[]> }> {
    const server = await startScriptedServer(script);
    const { api } = connectTo(server.url);
    return { server, ids: api.listVersions(ref).then((versions) => versions.map(({ id }) => id)) };
  }

  const pageOf = (url: string | undefined) => Number(new URL(url ?? "", "http://x").searchParams.get("page") ?? "1");

  it("a Link to another host is never followed: pages are asked for where the first one was", async () => {
    const other = await startScriptedServer((_, response) => sendJson(response, 200, rows(0, 1)));
    const { server, ids } = await listFrom((request, response) => {
      const page = pageOf(request.url);
      const link = `<${other.url}/stolen?page=2>; rel="next", <${other.url}/stolen?page=3>; rel="last"`;
      sendJson(response, 200, rows((page - 1) * 100, Math.min(250, page * 100)), page < 3 ? { link } : {});
    });
    await expect(ids).resolves.toHaveLength(250);
    expect(other.requests).toEqual([]);
    expect(server.requests).toHaveLength(3);
    await Promise.all([server.close(), other.close()]);
  });

  it("without any Link, pages are read until one is short", async () => {
    const { server, ids } = await listFrom((request, response) => {
      const page = pageOf(request.url);
      sendJson(response, 200, rows((page - 1) * 100, Math.min(250, page * 100)));
    });
    await expect(ids).resolves.toHaveLength(250);
    expect(server.requests).toHaveLength(3);
    await server.close();
  });

  it("with a next and no last, pages are read until there is no next", async () => {
    const { server, ids } = await listFrom((request, response) => {
      const page = pageOf(request.url);
      const link = `<${request.url?.replace(/page=\d+$/, `page=${page + 1}`)}>; rel="next"`;
      sendJson(
        response,
        200,
        rows((page - 1) * 100, Math.min(250, page * 100)),
        page < 3 ? { link } : { link: `<x?page=1>; rel="first"` },
      );
    });
    await expect(ids).resolves.toHaveLength(250);
    await server.close();
  });

  it("a user's versions that stop at 30 without a Link are asked for further, in case per_page was ignored", async () => {
    const users: PackageRef = { owner: OWNERS.user, packageType: "npm", name: "big" };
    const { server, ids } = await listFrom((request, response) => {
      const page = pageOf(request.url);
      sendJson(response, 200, rows((page - 1) * 30, Math.min(70, page * 30)));
    }, users);
    await expect(ids).resolves.toHaveLength(70);
    await server.close();
  });

  it("a server that gives the same page to every number is not complete", async () => {
    const users: PackageRef = { owner: OWNERS.user, packageType: "npm", name: "big" };
    const { server, ids } = await listFrom((_, response) => sendJson(response, 200, rows(0, 30)), users);
    await expect(failureOf(ids)).resolves.toMatchObject({ code: "incomplete" });
    await server.close();
  });

  it("pages between the first and the last are asked for at once, up to the limit of requests in flight", async () => {
    const waiting: Array<() => void> = [];
    const limit = 4;
    const server = await startScriptedServer((request, response) => {
      const page = pageOf(request.url);
      const link = `<http://x/?page=10>; rel="last", <http://x/?page=${page + 1}>; rel="next"`;
      const answer = () => sendJson(response, 200, rows((page - 1) * 100, page * 100), page < 10 ? { link } : {});
      if (page === 1 || page === 10) return answer();
      // Nobody is answered before so many wait: a client that asks for fewer at once would wait forever.
      waiting.push(answer);
      if (waiting.length === limit) for (const go of waiting.splice(0)) go();
      else if (waiting.length > limit) response.destroy();
    });
    const { api } = connectTo(server.url, { config: { parallelRequests: String(limit) } });
    await expect(api.listVersions(big)).resolves.toHaveLength(1_000);
    expect(server.requests).toHaveLength(10);
    await server.close();
  });

  it("a page in the middle that is not full makes the list start again", async () => {
    let short = true;
    const { server, ids } = await listFrom((request, response) => {
      const page = pageOf(request.url);
      const link = `<http://x/?page=3>; rel="last", <http://x/?page=${page + 1}>; rel="next"`;
      const cut = page === 2 && short ? 1 : 0;
      if (cut) short = false;
      sendJson(response, 200, rows((page - 1) * 100, Math.min(250, page * 100) - cut), page < 3 ? { link } : {});
    });
    await expect(ids).resolves.toHaveLength(250);
    expect(server.requests).toHaveLength(6);
    await server.close();
  });
});
