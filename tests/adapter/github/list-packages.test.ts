import { type Emulator, type EmulatorOptions, type SeedPackage, startEmulator } from "../../../emulator";
import type { Visibility } from "../../../provider/model/package";
import { type Connection, connectTo, failureOf } from "./support/connect";
import { sendJson, startScriptedServer } from "./support/scripted-server";
import { npmPackage, OWNERS, seed } from "./support/seed";

const { organization } = OWNERS;

let emulator: Emulator;

/** Packages `p00000`, `p00001`, … of acme, besides `lib`. */
function many(count: number, visibility: (index: number) => Visibility = () => "private"): SeedPackage[] {
  return Array.from({ length: count }, (_, index) => ({
    ...npmPackage("acme", `p${String(index).padStart(5, "0")}`, 100_000 + index * 2, 1),
    visibility: visibility(index),
  }));
}

async function start(packages: SeedPackage[], options: EmulatorOptions = {}): Promise<Connection> {
  emulator = await startEmulator({ seed: seed({ packages }), ...options });
  return connectTo(emulator.url);
}

afterEach(() => emulator?.close());

describe("an owner with N packages of one type, of which GitHub sends no Link", () => {
  it.each([
    [1, 1],
    [99, 1],
    [100, 2],
    [101, 2],
    [250, 3],
    [399, 4],
  ])("N = %i: %i requests, all packages, by name", async (count, requests) => {
    const { api } = await start(many(count - 1));
    const packages = await api.listPackages(organization, "npm");
    expect(packages.map(({ name }) => name)).toEqual(["lib", ...many(count - 1).map(({ name }) => name)]);
    expect(emulator.requests).toHaveLength(requests);
  });

  it("N = 1,000: all of them, with at most three requests beyond the end", async () => {
    const { api } = await start(many(999));
    await expect(api.listPackages(organization, "npm")).resolves.toHaveLength(1_000);
    expect(emulator.requests.length).toBeLessThanOrEqual(11 + 3);
  });

  it("where a server sends a Link, it is used", async () => {
    const { api } = await start(many(499), { behaviors: { packageListLink: true } });
    await expect(api.listPackages(organization, "npm")).resolves.toHaveLength(500);
    expect(emulator.requests).toHaveLength(5);
  });
});

it("other types, other owners and deleted packages are not listed", async () => {
  const { api } = await start([]);
  const names = async (type: "npm" | "container" | "maven") =>
    (await api.listPackages(organization, type)).map(({ name }) => name);
  expect([await names("npm"), await names("container"), await names("maven")]).toEqual([["lib"], ["app/api"], []]);
});

it("one visibility can be asked for, internal included", async () => {
  const { api } = await start(many(4, (index) => (["public", "private", "internal"] as const)[index % 3] ?? "public"));
  const names = async (visibility: Visibility) =>
    (await api.listPackages(organization, "npm", { visibility })).map(({ name }) => name);
  expect(await names("public")).toEqual(["p00000", "p00003"]);
  expect(await names("internal")).toEqual(["p00002"]);
  expect((await api.listPackages(organization, "npm", { visibility: "internal" }))[0]?.visibility).toBe("internal");
});

describe("more than 10,000 packages of one type, which GitHub does not page through", () => {
  it("are listed by visibility, completely", async () => {
    const { api } = await start(many(12_000, (index) => (index % 2 === 0 ? "public" : "private")));
    const seen: number[] = [];
    const packages = await api.listPackages(organization, "npm", { onPage: (listed) => seen.push(listed) });
    expect(packages).toHaveLength(12_001);
    expect(new Set(packages.map(({ id }) => id)).size).toBe(12_001);
    expect(emulator.requests.filter(({ status }) => status !== 200)).toEqual([]);
    expect(seen.at(-1)).toBe(12_001);
  });

  it("are incomplete when the lists by visibility lack one that the whole list has", async () => {
    const server = await startScriptedServer((request, response) => {
      const query = new URL(request.url ?? "", "http://x").searchParams;
      const from = (Number(query.get("page")) - 1) * 100;
      const visibility = query.get("visibility");
      const count = visibility === null ? 20_000 : visibility === "private" ? 9_999 : 0;
      const rows = Array.from({ length: Math.max(0, Math.min(100, count - from)) }, (_, index) => ({
        id: from + index + 1,
        name: `p${from + index}`,
        package_type: "npm",
        visibility: "private",
        version_count: 1,
        created_at: "2026-01-01T00:00:00Z",
        updated_at: "2026-01-01T00:00:00Z",
      }));
      sendJson(response, 200, rows);
    });
    const error = await failureOf(connectTo(server.url).api.listPackages(organization, "npm"));
    expect(error.code).toBe("incomplete");
    expect(error.message).toContain("there are more than 10000, and the lists by visibility lack 1 of them");
    await server.close();
  });

  it("of one visibility are incomplete, and so is a visibility that was asked for", async () => {
    const { api } = await start(many(10_100));
    const all = await failureOf(api.listPackages(organization, "npm"));
    expect(all.code).toBe("incomplete");
    expect(all.message).toContain(
      "list private npm packages of acme: there are more than the 10000 packages that GitHub lists of one visibility",
    );
    const one = await failureOf(api.listPackages(organization, "npm", { visibility: "private" }));
    expect(one.code).toBe("incomplete");
    expect(emulator.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

it("a list that moves while it is read begins again", async () => {
  const { api } = await start(many(249));
  emulator.faults.add({
    route: /packages/,
    skip: 1,
    run: (world) => world.publish("acme", "npm", "zz", { name: "1.0.0" }),
  });
  const packages = await api.listPackages(organization, "npm");
  expect(packages).toHaveLength(251);
  expect(packages.at(-1)?.name).toBe("zz");
});

it("a list that lacks what single sign-on hides is incomplete", async () => {
  const server = await startScriptedServer((_, response) =>
    sendJson(response, 200, [], { "x-github-sso": "partial-results; organizations=21955855,20582480" }),
  );
  const { api } = connectTo(server.url);
  const error = await failureOf(api.listPackages(OWNERS.organization, "npm"));
  expect(error.code).toBe("incomplete");
  expect(error.message).toContain(
    "Authorize the token for single sign-on in the organizations with the ids 21955855,20582480.",
  );
  await server.close();
});
