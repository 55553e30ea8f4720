import { type FaultSpec, secondaryLimitFault } from "../../emulator";
import { TestHost } from "./support/client";
import { imagePackage, makeSeed, npmPackage } from "./support/worlds";

const seed = makeSeed([
  npmPackage("web", ["1.0.0", "1.1.0", "1.2.0"], { id: 10 }),
  imagePackage("api", [
    { id: 31, tags: ["v1"] },
    { id: 32, tags: ["v2"] },
  ]),
]);

const web = "/orgs/acme/packages/npm/web";
const headers = { authorization: "Bearer emulator-admin" };

describe("faults", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed });
  });
  afterEach(() => host.close());

  const send = (method: string, path: string) => fetch(host.emulator.url + path, { method, headers });
  const statuses = async (count: number, path = web) => {
    const seen: number[] = [];
    for (let index = 0; index < count; index++) seen.push((await send("GET", path)).status);
    return seen;
  };
  const names = () => host.emulator.world.versions("acme", "npm", "web").map(({ name }) => name);

  // neonSDK#54 (502 on lists), fortify/action-ghcr-prune#27 (500 on deletions).
  it("answer the next requests in the place of the API, as often as they are told", async () => {
    const fault = host.emulator.faults.add({ status: 502, body: { message: "Server Error" }, times: 2 });
    expect(await statuses(4)).toEqual([502, 502, 200, 200]);
    expect(fault.remaining).toBe(0);
  });

  it("let the first requests pass when they are told to", async () => {
    host.emulator.faults.add({ status: 500, skip: 1 });
    expect(await statuses(3)).toEqual([200, 500, 200]);
  });

  it.each<[string, Pick<FaultSpec, "method" | "route">, number[]]>([
    ["a method", { method: "DELETE" }, [200, 500]],
    ["a pattern of the path", { route: /\/npm\/web$/ }, [500, 200]],
    ["a pattern with state", { route: /\/npm\/web$/g }, [500, 200]],
    ["a template", { route: "/orgs/{org}/packages/{package_type}/{package_name}" }, [500, 200]],
    ["an operation", { route: "packages/delete-package-version-for-org" }, [200, 500]],
    ["neither", { method: "POST", route: /npm/ }, [200, 200]],
  ])("hit requests by %s", async (_, where, expected) => {
    host.emulator.faults.add({ ...where, status: 500 });
    const get = await send("GET", web);
    const remove = await send("DELETE", `${web}/versions/${host.emulator.world.versions("acme", "npm", "web")[0]?.id}`);
    expect([get.status, remove.status === 204 ? 200 : remove.status]).toEqual(expected);
  });

  it("may let the request take effect although its answer is lost", async () => {
    const [newest, second] = host.emulator.world.versions("acme", "npm", "web");
    host.emulator.faults.add({ method: "DELETE", status: 502 });
    await send("DELETE", `${web}/versions/${newest?.id}`);
    expect(names()).toEqual(["1.2.0", "1.1.0", "1.0.0"]);
    host.emulator.faults.add({ method: "DELETE", status: 502, takesEffect: true });
    expect((await send("DELETE", `${web}/versions/${newest?.id}`)).status).toBe(502);
    expect(names()).toEqual(["1.1.0", "1.0.0"]);
    host.emulator.faults.add({ method: "DELETE", drop: true, takesEffect: true });
    await expect(send("DELETE", `${web}/versions/${second?.id}`)).rejects.toThrow();
    expect(names()).toEqual(["1.0.0"]);
  });

  it("close connections, which the log shows as no status", async () => {
    host.emulator.faults.add({ drop: true });
    await expect(send("GET", web)).rejects.toThrow();
    expect(host.emulator.requests.map(({ status }) => status)).toEqual([0]);
    expect(await statuses(1)).toEqual([200]);
  });

  it("send a page in place of JSON", async () => {
    host.emulator.faults.add({ html: "<html>Unicorn!</html>", headers: { server: "proxy" } });
    const response = await send("GET", web);
    expect([response.status, response.headers.get("content-type"), response.headers.get("server")]).toEqual([
      502,
      "text/html; charset=utf-8",
      "proxy",
    ]);
    expect(await response.text()).toBe("<html>Unicorn!</html>");
  });

  it("cut JSON in the middle", async () => {
    host.emulator.faults.add({ truncate: true });
    const response = await send("GET", web);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    await expect(response.json()).rejects.toThrow(/JSON/);
  });

  it("hold back an answer", async () => {
    host.emulator.faults.add({ delayMs: 50 });
    const order: string[] = [];
    const slow = send("GET", web).then(() => order.push("delayed"));
    await send("GET", `${web}/versions`).then(() => order.push("other"));
    await slow;
    expect(order).toEqual(["other", "delayed"]);
  });

  it("let others act in the moment of a request", async () => {
    host.emulator.faults.add({ run: (world) => world.publish("acme", "npm", "web", { name: "2.0.0" }) });
    const { body } = await host.get(`${web}/versions`);
    expect(body[0].name).toBe("2.0.0");
  });

  it("are hit in the order in which they were added, and can be removed", async () => {
    const first = host.emulator.faults.add({ status: 500, times: 9 });
    host.emulator.faults.add({ status: 503, times: 9 });
    expect(await statuses(1)).toEqual([500]);
    first.remove();
    expect(await statuses(1)).toEqual([503]);
    host.emulator.faults.clear();
    expect(await statuses(1)).toEqual([200]);
  });

  // docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api; the body: snok/container-retention-policy#93.
  it.each([
    [{ status: 403, retryAfter: 60 }, [403, "60"]],
    [{ status: 429, retryAfter: 1 }, [429, "1"]],
    [{ status: 403 }, [403, null]],
    [{ status: 429 }, [429, null]],
  ] as const)("refuse with a secondary limit: %j", async (options, expected) => {
    host.emulator.faults.add(secondaryLimitFault(options));
    const response = await send("GET", web);
    expect([response.status, response.headers.get("retry-after")]).toEqual(expected);
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(/secondary rate limit/) });
    expect(await statuses(1)).toEqual([200]);
  });

  it("reach the registry too", async () => {
    host.emulator.faults.add({ route: /^\/v2\//, status: 503 });
    const first = await fetch(`${host.emulator.registryUrl}/v2/`);
    const second = await fetch(`${host.emulator.registryUrl}/v2/`);
    expect([first.status, second.status]).toEqual([503, 401]);
  });
});

describe("reads that lag behind", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed });
  });
  afterEach(() => host.close());

  const versions = "/orgs/acme/packages/container/api/versions";
  const listed = async () => (await host.get(versions)).body.map(({ id }: { id: number }) => id);

  // dataaxiom/ghcr-cleanup-action (package-repo.ts): a version listed as active whose deletion answers 404.
  it("still list a deleted version, whose second deletion is 404", async () => {
    host.emulator.faults.staleLists(2);
    await host.delete(`${versions}/31`);
    expect(await listed()).toEqual([32, 31]);
    expect((await host.delete(`${versions}/31`)).status).toBe(404);
    expect((await host.get(`${versions}/31`)).status).toBe(404);
    expect([await listed(), await listed()]).toEqual([[32, 31], [32]]);
  });

  it("still find a deleted version and package", async () => {
    host.emulator.faults.delayedAbsence(1);
    await host.delete(`${versions}/31`);
    expect([(await host.get(`${versions}/31`)).status, (await host.get(`${versions}/31`)).status]).toEqual([200, 404]);
    await host.delete(web);
    expect([(await host.get(web)).status, (await host.get(web)).status]).toEqual([200, 404]);
  });

  it("still list a deleted package", async () => {
    host.emulator.faults.staleLists(1);
    await host.delete(web);
    const count = async () => (await host.get("/orgs/acme/packages?package_type=npm")).body.length;
    expect([await count(), await count()]).toEqual([1, 0]);
  });

  it("don't find yet what was restored", async () => {
    await host.delete(`${versions}/31`);
    await host.delete(web);
    host.emulator.faults.delayedPresence(1);
    await host.post(`${versions}/31/restore`);
    await host.post(`${web}/restore`);
    expect([(await host.get(`${versions}/31`)).status, (await host.get(`${versions}/31`)).status]).toEqual([404, 200]);
    expect([await listed(), await listed()]).toEqual([[32], [32, 31]]);
    expect([(await host.get(web)).status, (await host.get(web)).status]).toEqual([404, 200]);
  });

  it("catch up when the faults are cleared", async () => {
    host.emulator.faults.staleLists(9);
    await host.delete(`${versions}/31`);
    host.emulator.faults.clear();
    expect(await listed()).toEqual([32]);
    await host.post(`${versions}/31/restore`);
    await host.delete(`${versions}/31`);
    expect(await listed()).toEqual([32]);
  });
});
