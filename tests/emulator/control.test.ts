import { TestHost } from "./support/client";
import { digest, fixedClock, imagePackage, makeSeed } from "./support/worlds";

const seed = makeSeed([
  imagePackage("api", [
    { id: 31, tags: ["v1"] },
    { id: 32, tags: ["v2"] },
  ]),
]);
const api = { owner: "acme", packageType: "container", name: "api" };
const versions = "/orgs/acme/packages/container/api/versions";

describe("the control surface", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed, clock: fixedClock });
  });
  afterEach(() => host.close());

  const control = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${host.emulator.registryUrl}/_emulator${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };

  it("tells the time and moves the clock", async () => {
    expect((await control("GET", "")).body).toEqual({ now: "2026-01-01T00:00:00Z", packages: 1 });
    expect((await control("POST", "/advance", { days: 31 })).body).toEqual({ now: "2026-02-01T00:00:00Z" });
    expect((await control("POST", "/advance", { milliseconds: 1000 })).body).toEqual({ now: "2026-02-01T00:00:01Z" });
    expect((await control("POST", "/advance", { days: -31 })).body).toEqual({ now: "2026-01-01T00:00:01Z" });
    expect((await host.get(versions)).headers.get("date")).toBe("Thu, 01 Jan 2026 00:00:01 GMT");
  });

  it("publishes, tags and counts downloads, as pushes and pulls do", async () => {
    const published = await control("POST", "/publish", {
      ...api,
      version: { name: digest(9), tags: ["v3"], downloads: 2 },
    });
    expect(published).toMatchObject({ status: 200, body: { name: digest(9), tags: ["v3"], downloads: 2 } });
    await control("POST", "/tag", { ...api, tag: "latest", version: 31 });
    await control("POST", "/downloads", { ...api, version: "v2", downloads: 5001 });
    expect((await host.get(`${versions}/31`)).body.metadata.container.tags).toEqual(["v1", "latest"]);
    expect(host.emulator.world.package("acme", "container", "api")?.version(32)?.downloads).toBe(5001);
    await control("POST", "/publish", {
      owner: "acme",
      packageType: "npm",
      name: "new",
      visibility: "public",
      version: { name: "1.0.0" },
    });
    expect((await host.get("/orgs/acme/packages/npm/new")).body.visibility).toBe("public");
  });

  it("changes and deletes, as people do on the web page", async () => {
    await control("POST", "/visibility", { ...api, visibility: "internal" });
    expect((await host.get("/orgs/acme/packages/container/api")).body.visibility).toBe("internal");
    expect((await control("POST", "/delete", { ...api, version: "v1" })).status).toBe(204);
    expect((await host.get(versions)).body).toHaveLength(1);
    expect((await control("POST", "/delete", api)).status).toBe(204);
    expect((await host.get("/orgs/acme/packages/container/api")).status).toBe(404);
  });

  it("makes requests fail, and reads lag", async () => {
    await control("POST", "/faults", { method: "GET", route: "/versions$", status: 503, times: 2 });
    expect([(await raw()).status, (await raw()).status, (await raw()).status]).toEqual([503, 503, 200]);
    await control("POST", "/faults", { html: "<p>Oops</p>", headers: { "retry-after": 3 } });
    expect((await raw()).headers.get("retry-after")).toBe("3");
    await control("POST", "/lag", { staleLists: 1 });
    await host.delete(`${versions}/31`);
    expect([(await host.get(versions)).body.length, (await host.get(versions)).body.length]).toEqual([2, 1]);
    await control("POST", "/faults", { drop: true, times: 9 });
    await control("DELETE", "/faults");
    expect((await raw()).status).toBe(200);
  });

  const raw = () => fetch(host.emulator.url + versions, { headers: { authorization: "token emulator-admin" } });

  it("shows the state and the requests, and is itself no request", async () => {
    await raw();
    const { body } = await control("GET", "/requests");
    expect(body).toMatchObject([{ method: "GET", path: versions, status: 200, concurrent: 1 }]);
    expect((await control("DELETE", "/requests")).status).toBe(204);
    expect(host.emulator.requests).toEqual([]);
    expect((await control("GET", "/snapshot")).body).toEqual(host.emulator.world.snapshot());
  });

  it.each<[string, string, unknown, number, string]>([
    ["an unknown path", "/nothing", {}, 404, "There is no POST /nothing here"],
    ["an inherited name", "/constructor", {}, 404, "There is no POST /constructor here"],
    ["a missing property", "/publish", { owner: "acme" }, 400, '"packageType" must be one of npm'],
    ["a wrong type", "/downloads", { ...api, version: "v1", downloads: "many" }, 400, '"downloads" must be a number'],
    ["no object", "/publish", [], 400, "Send a JSON object"],
    ["something that isn't there", "/delete", { ...api, name: "none" }, 400, "no active package acme/container/none"],
  ])("explains %s", async (_, path, body, status, message) => {
    const answer = await control("POST", path, body);
    expect(answer).toEqual({ status, body: { message: expect.stringContaining(message) } });
  });

  const version = (more: object) => ({ ...api, name: "new", version: { name: digest(9), ...more } });
  it.each<[string, object, string]>([
    ["/publish", version({ tags: "v1" }), '"tags" must be a list of texts.'],
    ["/publish", version({ tags: [1] }), '"tags" must be a list of texts.'],
    ["/publish", version({ createdAt: "soon" }), '"createdAt" must be an ISO 8601 time.'],
    ["/publish", version({ createdAt: 7 }), '"createdAt" must be a text.'],
    ["/publish", version({ downloads: "12" }), '"downloads" must be a number, 0 or more.'],
    ["/publish", version({ manifest: "{}" }), '"manifest" must be an object.'],
    ["/publish", version({ license: null }), '"license" must be a text.'],
    ["/publish", { ...version({}), repository: "app" }, '"repository" must be an object.'],
    ["/faults", { status: "503" }, '"status" must be a number, 0 or more.'],
    ["/faults", { status: 5030 }, '"status" must be an HTTP status from 200 to 599.'],
    ["/faults", { drop: "yes" }, '"drop" must be true or false.'],
    ["/faults", { times: "2" }, '"times" must be a number, 0 or more.'],
    ["/faults", { route: "(" }, "Invalid regular expression"],
    ["/faults", { headers: { "retry-after": [3] } }, '"headers.retry-after" must be a text or a number.'],
    ["/lag", { staleLists: true }, '"staleLists" must be a number, 0 or more.'],
  ])("refuses %s with %j, and nothing happens", async (path, body, message) => {
    const before = host.emulator.world.snapshot();
    const answer = await control("POST", path, body);
    expect(answer).toEqual({ status: 400, body: { message: expect.stringContaining(message) } });
    expect(host.emulator.world.snapshot()).toEqual(before);
    expect((await raw()).status).toBe(200);
  });

  it("refuses a body of 60 MB without keeping it, says how much it takes, and goes on", async () => {
    const answer = await control("POST", "/publish", { owner: "x".repeat(60 * 1024 * 1024) });
    const message = "The body is larger than 16777216 bytes, the most that the control surface takes.";
    expect(answer).toEqual({ status: 413, body: { message } });
    expect((await control("GET", "")).status).toBe(200);
  });

  it("takes the largest manifest that the registry takes", async () => {
    const content = JSON.stringify({
      layers: Array.from({ length: Math.floor((4 * 1024 * 1024 - 20) / 5) }, () => '"'),
    });
    const manifest = { mediaType: "application/vnd.oci.image.manifest.v1+json", content };
    const answer = await control("POST", "/publish", { ...api, version: { name: digest(10), manifest } });
    expect(answer.status).toBe(200);
  });

  it("is not for web pages: no other origin, no other host name", async () => {
    expect((await control("GET", "", undefined, { origin: "https://evil.example" })).status).toBe(403);
    const { status } = await requestWithHost(host.emulator.registryUrl, "rebound.example");
    expect(status).toBe(403);
  });
});

async function requestWithHost(origin: string, name: string): Promise<{ status: number | undefined }> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request(`${origin}/_emulator/snapshot`, { headers: { host: name } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode });
    })
      .on("error", reject)
      .end();
  });
}
