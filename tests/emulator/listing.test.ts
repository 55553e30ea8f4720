import { type ApiResponse, TestHost } from "./support/client";
import { fixedClock, imagePackage, makeSeed, minute, npmPackage } from "./support/worlds";

const many = Array.from({ length: 250 }, (_, index) => ({ id: 1000 + index }));

const seed = makeSeed([
  imagePackage("big", many),
  imagePackage("mine", many.slice(0, 120), { owner: "octocat" }),
  imagePackage(
    "same-second",
    [3, 1, 2].map((id) => ({ id, createdAt: minute(0) })),
  ),
  ...Array.from({ length: 45 }, (_, index) =>
    npmPackage(`lib-${index}`, ["1.0.0"], {
      id: 5000 + index,
      createdAt: minute(index),
      visibility: (["public", "private", "internal"] as const)[index % 3] ?? "public",
    }),
  ),
]);

const big = "/orgs/acme/packages/container/big/versions";

function ids({ body }: ApiResponse): number[] {
  return body.map(({ id }: { id: number }) => id);
}

function links(response: ApiResponse): Record<string, string> {
  const entries = (response.headers.get("link") ?? "").split(", ").filter(Boolean);
  return Object.fromEntries(entries.map((entry) => /^<(.*)>; rel="(.*)"$/.exec(entry)?.slice(1).reverse() ?? []));
}

describe("version lists", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed, clock: fixedClock });
  });
  afterEach(() => host.close());

  // docs.github.com/rest/packages/packages: per_page 30 by default, 100 at most.
  it("have 30 versions on a page by default, and 100 at most", async () => {
    expect((await host.get(big)).body).toHaveLength(30);
    expect((await host.get(`${big}?per_page=100`)).body).toHaveLength(100);
    expect((await host.get(`${big}?per_page=101`)).body).toHaveLength(100);
  });

  // What GitHub does with other numbers is not known.
  it.each([
    ["per_page=0", 1],
    ["per_page=-5", 1],
    ["per_page=many", 30],
    ["per_page=2&page=0", 2],
    ["per_page=2&page=first", 2],
  ])("take %s as the nearest allowed number", async (query, expected) => {
    const { body } = await host.get(`${big}?${query}`);
    expect(body).toHaveLength(expected);
    expect(body[0].id).toBe(1249);
  });

  it("refuse such numbers by choice", async () => {
    const other = await TestHost.start({ seed, behaviors: { pageOutOfRange: 422 } });
    const { status } = await other.get(`${big}?per_page=101`);
    await other.close();
    expect(status).toBe(422);
  });

  // Newest first in practice (astral-sh/uv#7458); equal times: actions/delete-package-versions#97.
  it("are in order of creation, newest first, the higher id first within a second", async () => {
    const all = [...(await all100(host, big))];
    expect(all).toEqual(many.map(({ id }) => id).reverse());
    expect(ids(await host.get("/orgs/acme/packages/container/same-second/versions"))).toEqual([3, 2, 1]);
  });

  it("don't move what gets a tag", async () => {
    host.emulator.world.tag("acme", "container", "big", "latest", 1000);
    expect(ids(await host.get(`${big}?per_page=2`))).toEqual([1249, 1248]);
  });

  // docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api; the form: snok/container-retention-policy#33.
  it("link to the pages around with the owner's numeric id and the query as it was sent", async () => {
    const list = `${host.emulator.url}/organizations/9919/packages/container/big/versions?per_page=100`;
    expect(links(await host.get(`${big}?per_page=100`))).toEqual({ next: `${list}&page=2`, last: `${list}&page=3` });
    expect(links(await host.get(`${big}?per_page=100&page=2`))).toEqual({
      prev: `${list}&page=1`,
      next: `${list}&page=3`,
      last: `${list}&page=3`,
      first: `${list}&page=1`,
    });
    expect(links(await host.get(`${big}?per_page=100&page=3`))).toEqual({
      prev: `${list}&page=2`,
      first: `${list}&page=1`,
    });
  });

  it("link to /user/{id} for users, whichever way they were asked", async () => {
    const expected = { next: `${host.emulator.url}/user/583231/packages/container/mine/versions?per_page=100&page=2` };
    for (const owner of ["/user", "/users/octocat", "/user/583231"]) {
      expect(links(await host.get(`${owner}/packages/container/mine/versions?per_page=100`))).toMatchObject(expected);
    }
  });

  it("lead from link to link through all versions", async () => {
    const seen: number[] = [];
    for (let next: string | undefined = `${big}?per_page=60&state=active`; next; ) {
      const page: ApiResponse = await host.get(next);
      seen.push(...ids(page));
      next = links(page).next;
    }
    expect(seen).toEqual(many.map(({ id }) => id).reverse());
  });

  it("have no link when everything is on one page, and nothing beyond the last", async () => {
    expect((await host.get("/orgs/acme/packages/container/same-second/versions")).headers.has("link")).toBe(false);
    const beyond = await host.get(`${big}?per_page=100&page=9`);
    expect(beyond.body).toEqual([]);
    expect(links(beyond)).not.toHaveProperty("next");
  });

  // The description has no parameters there; actions/delete-package-versions sends them.
  it("honour page, per_page and state for users as well", async () => {
    const mine = "/users/octocat/packages/container/mine/versions";
    expect(ids(await host.get(`${mine}?per_page=2&page=2`))).toEqual([1117, 1116]);
    host.emulator.world.deleteVersion("octocat", "container", "mine", 1003);
    expect(ids(await host.get(`${mine}?state=deleted`))).toEqual([1003]);
  });

  it("pass over page, per_page and state for users by choice, and link to nothing", async () => {
    const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { userVersionQuery: "ignored" } });
    const first = Array.from({ length: 30 }, (_, index) => 1119 - index);
    for (const query of ["", "?per_page=100", "?page=2", "?state=deleted", "?per_page=junk"]) {
      const answer = await other.get(`/users/octocat/packages/container/mine/versions${query}`);
      expect(ids(answer)).toEqual(first);
      expect(answer.headers.has("link")).toBe(false);
    }
    expect(ids(await other.get("/user/packages/container/mine/versions?per_page=100"))).toHaveLength(100);
    await other.close();
  });

  it("link to users by their login by choice", async () => {
    const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { userLinks: "by login" } });
    const { next = "" } = links(await other.get("/user/packages/container/mine/versions?per_page=100"));
    expect(next).toBe(`${other.emulator.url}/users/octocat/packages/container/mine/versions?per_page=100&page=2`);
    expect(ids(await other.get(next))).toHaveLength(20);
    await other.close();
  });

  it("page through deleted versions too", async () => {
    for (let id = 1000; id < 1130; id++) host.emulator.world.deleteVersion("acme", "container", "big", id);
    const first = await host.get(`${big}?state=deleted&per_page=100`);
    expect(ids(first)).toHaveLength(100);
    expect(links(first).next).toContain("?state=deleted&per_page=100&page=2");
    expect(ids(await host.get(links(first).next ?? ""))).toHaveLength(30);
    expect(await all100(host, big)).toHaveLength(120);
  });

  it("shift when something on an earlier page is deleted", async () => {
    const second = ids(await host.get(`${big}?per_page=10&page=2`));
    host.emulator.world.deleteVersion("acme", "container", "big", 1249);
    expect(ids(await host.get(`${big}?per_page=10&page=2`))).toEqual([...second.slice(1), (second.at(-1) ?? 0) - 1]);
  });
});

async function all100(host: TestHost, path: string): Promise<number[]> {
  const pages = [1, 2, 3].map((page) => host.get(`${path}?per_page=100&page=${page}`));
  return (await Promise.all(pages)).flatMap(ids);
}

describe("package lists", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed, clock: fixedClock });
  });
  afterEach(() => host.close());

  const npm = "/orgs/acme/packages?package_type=npm";

  it("are in order of creation, newest first, page by page", async () => {
    expect(ids(await host.get(npm))).toEqual(Array.from({ length: 30 }, (_, index) => 5044 - index));
    expect(ids(await host.get(`${npm}&page=2`))).toEqual(Array.from({ length: 15 }, (_, index) => 5014 - index));
    expect(ids(await host.get(`${npm}&per_page=100`))).toHaveLength(45);
    expect(ids(await host.get(`${npm}&page=3`))).toEqual([]);
  });

  // octokit/core.js#695, octokit/octokit.js#2400.
  it("have no Link header", async () => {
    expect((await host.get(`${npm}&per_page=10`)).headers.has("link")).toBe(false);
  });

  it("have one by choice", async () => {
    const other = await TestHost.start({ seed, behaviors: { packageListLink: true } });
    const page = await other.get(`${npm}&per_page=10`);
    await other.close();
    expect(links(page).last).toBe(
      `${other.emulator.url}/organizations/9919/packages?package_type=npm&per_page=10&page=5`,
    );
  });

  // The description: "The value of `per_page` multiplied by `page` cannot be greater than 10000."
  it("end at the 10,000th package, which version lists don't", async () => {
    expect((await host.get(`${npm}&per_page=100&page=100`)).status).toBe(200);
    const { status, body } = await host.get(`${npm}&per_page=100&page=101`);
    expect(status).toBe(400);
    expect(body.message).toContain("cannot be greater than 10000");
    expect((await host.get(`${big}?per_page=100&page=101`)).status).toBe(200);
  });

  it.each(["public", "private", "internal"])("keep %s packages alone when they are asked for", async (visibility) => {
    const { body } = await host.get(`${npm}&per_page=100&visibility=${visibility}`);
    expect(body).toHaveLength(15);
    expect(new Set(body.map((one: { visibility: string }) => one.visibility))).toEqual(new Set([visibility]));
  });

  // docs.github.com/rest/packages/packages, of `visibility`: "For other ecosystems internal is synonymous with private."
  it.each([
    ["github.com", "maven", 30],
    ["github.com", "npm", 15],
    ["ghes-3.18", "npm", 30],
    ["ghes-3.18", "container", 15],
  ] as const)(
    "on %s take internal for private where %s packages are a repository's",
    async (profile, packageType, count) => {
      const visibilities = ["public", "private", "internal"] as const;
      const packages = Array.from({ length: 45 }, (_, index) =>
        npmPackage(`lib-${index}`, ["1.0.0"], { packageType, visibility: visibilities[index % 3] ?? "public" }),
      );
      const other = await TestHost.start({ profile, seed: makeSeed(packages) });
      const list = (visibility: string) =>
        `/orgs/acme/packages?package_type=${packageType}&per_page=100&visibility=${visibility}`;
      const counts = await Promise.all(visibilities.map(async (one) => (await other.get(list(one))).body.length));
      await other.close();
      expect(counts).toEqual([15, count, count]);
    },
  );

  it("are of one type and one owner", async () => {
    const names = async (path: string) => (await host.get(path)).body.map(({ name }: { name: string }) => name);
    expect(await names("/orgs/acme/packages?package_type=container")).toEqual(["same-second", "big"]);
    expect(await names("/user/packages?package_type=container")).toEqual(["mine"]);
    expect(await names("/users/octocat/packages?package_type=npm")).toEqual([]);
  });

  // docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api has 422; no answer of these operations is published.
  it.each([400, 404, 422] as const)(
    "need a type, a visibility and a state that exist: %i by choice",
    async (invalidParameter) => {
      const other = await TestHost.start({ seed, behaviors: { invalidParameter } });
      const statuses = [];
      for (const query of ["", "?package_type=", "?package_type=cargo", "?package_type=npm&visibility=secret"]) {
        statuses.push((await other.get(`/orgs/acme/packages${query}`)).status);
      }
      statuses.push((await other.get("/orgs/acme/packages/cargo/serde")).status);
      statuses.push((await other.get(`${big}?state=gone`)).status);
      await other.close();
      expect(statuses).toEqual([1, 2, 3, 4, 5, 6].map(() => invalidParameter));
    },
  );
});

describe("docker migration conflicts", () => {
  it("are none, unless the seed has some", async () => {
    const legacy = imagePackage("app/legacy", [{ tags: ["1"] }], {
      packageType: "docker",
      dockerMigrationConflict: true,
    });
    const moved = imagePackage("app/moved", [{ tags: ["1"] }], { packageType: "docker" });
    const host = await TestHost.start({ seed: makeSeed([legacy, moved]) });
    const names = async (path: string) => (await host.get(path)).body.map(({ name }: { name: string }) => name);
    const answers = [
      await names("/orgs/acme/docker/conflicts"),
      await names("/users/acme/docker/conflicts"),
      await names("/user/docker/conflicts"),
    ];
    await host.close();
    expect(answers).toEqual([["app/legacy"], ["app/legacy"], []]);
  });
});
