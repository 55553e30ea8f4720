import { type Emulator, type SeedToken, startEmulator } from "../../../emulator";
import { connectTo, deletePackage, failureOf } from "./support/connect";
import { seed } from "./support/seed";

const scopes = ["read:packages", "write:packages", "delete:packages", "repo"];
const tokens: SeedToken[] = [
  { token: "ghp_mona", kind: "classic", login: "mona", scopes },
  { token: "ghs_actions", kind: "github-actions", login: "octocat", scopes: [] },
];

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ seed: seed({ tokens }) });
});

afterEach(() => emulator.close());

const paths = () => emulator.requests.map(({ path }) => path);

describe("who an owner is", () => {
  it("an organization takes one request, and is spelled as GitHub spells it", async () => {
    const { api } = connectTo(emulator.url);
    await expect(api.resolveOwner("ACME")).resolves.toEqual({ kind: "organization", login: "acme", id: 10 });
    expect(paths()).toEqual(["/users/ACME"]);
  });

  it("another user is a user; the token's own user is asked for once a run", async () => {
    const { api } = connectTo(emulator.url);
    await expect(api.resolveOwner("mona")).resolves.toEqual({ kind: "user", login: "mona", id: 20 });
    await expect(api.resolveOwner("Octocat")).resolves.toEqual({ kind: "authenticatedUser", login: "octocat", id: 30 });
    expect(paths()).toEqual(["/users/mona", "/user", "/users/Octocat"]);
  });

  it("nobody named is the token's own user", async () => {
    const { api } = connectTo(emulator.url);
    await expect(api.resolveOwner(undefined)).resolves.toEqual({ kind: "authenticatedUser", login: "octocat", id: 30 });
    expect(paths()).toEqual(["/user"]);
  });

  it.each(["organization", "user", "authenticatedUser"] as const)(
    "a kind that is named, %s, is taken on trust",
    async (kind) => {
      const { api } = connectTo(emulator.url);
      await expect(api.resolveOwner("acme", kind)).resolves.toEqual({ kind, login: "acme" });
      expect(paths()).toEqual([]);
    },
  );

  it("a GITHUB_TOKEN, which may not ask who it is, still tells users and organizations apart", async () => {
    const { api } = connectTo(emulator.url, { token: "ghs_actions" });
    const octocat = await api.resolveOwner("octocat");
    expect(octocat).toEqual({ kind: "user", login: "octocat", id: 30 });
    await expect(api.resolveOwner("acme")).resolves.toEqual({ kind: "organization", login: "acme", id: 10 });
    expect(paths()).toEqual(["/users/octocat", "/user", "/users/acme"]);
    const lib = { owner: octocat, packageType: "npm", name: "lib" } as const;
    await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
    expect(paths().at(-1)).toBe("/users/octocat/packages/npm/lib");
  });

  it("an account that does not exist is an error that names it", async () => {
    const { api } = connectTo(emulator.url);
    const error = await failureOf(api.resolveOwner("nobody"));
    expect(error.code).toBe("not_found");
    expect(error.message).toMatch(
      /^find owner nobody: Not Found \(404 GET \/users\/nobody\)\. There is no account nobody on 127\.0\.0\.1:\d+\. Check the owner's name, and that the REST API is at http:\/\/127\.0\.0\.1:\d+ \(from \w+\)\.$/,
    );
  });

  it("a base URL with the path of a GHES, on an emulator of github.com, is told by both", async () => {
    const { api } = connectTo(`${emulator.url}/api/v3`);
    const error = await failureOf(api.resolveOwner("acme"));
    expect(error.message).toMatch(
      /: Not Found\. This emulates github\.com, .*: leave \/api\/v3 out of the base URL\. .*REST API is at http:\S+\/api\/v3 \(from/,
    );
  });

  it.each(["organization", "user"] as const)(
    "a kind without a name, %s, is refused before any request",
    async (kind) => {
      const { api } = connectTo(emulator.url);
      await expect(failureOf(api.resolveOwner(undefined, kind))).resolves.toMatchObject({ code: "invalid" });
      expect(paths()).toEqual([]);
    },
  );
});

describe("an owner that was misnamed", () => {
  it("a user given as an organization: the error says so", async () => {
    const { api } = connectTo(emulator.url);
    const error = await failureOf(
      api.getPackage({ owner: { kind: "organization", login: "mona" }, packageType: "npm", name: "lib" }),
    );
    expect(error).toMatchObject({ code: "invalid", status: 404, githubMessage: "Not Found" });
    expect(error.message).toBe(
      "read npm package mona/lib: Not Found (404 GET /orgs/mona/packages/npm/lib). mona is a user, not an organization: address it as a user.",
    );
    expect(paths()).toEqual(["/orgs/mona/packages/npm/lib", "/users/mona"]);
  });

  it("an organization that does not exist: the error says so, for every operation", async () => {
    const { api } = connectTo(emulator.url);
    const ref = { owner: { kind: "organization", login: "nobody" }, packageType: "npm", name: "lib" } as const;
    const works = [
      api.listPackages(ref.owner, "npm"),
      api.listVersions(ref),
      deletePackage(api, ref),
      api.restorePackage(ref),
    ];
    for (const error of await Promise.all(works.map(failureOf))) {
      expect(error).toMatchObject({ code: "invalid", status: 404 });
      expect(error.message).toContain("There is no account nobody on 127.0.0.1");
    }
  });

  it("a user that does not exist: the error says so", async () => {
    const { api } = connectTo(emulator.url);
    const error = await failureOf(api.listPackages({ kind: "user", login: "nobody" }, "npm"));
    expect(error.message).toContain("There is no account nobody on 127.0.0.1");
  });

  it("an organization under /users works, as it does on GitHub", async () => {
    const { api } = connectTo(emulator.url);
    await expect(api.listPackages({ kind: "user", login: "acme" }, "npm")).resolves.toHaveLength(1);
  });
});

describe("the token's own routes", () => {
  const mine = { owner: { kind: "authenticatedUser", login: "octocat" }, packageType: "npm", name: "lib" } as const;

  it("are not used with somebody else's token: nothing is asked about, or done to, that one's packages", async () => {
    const { api } = connectTo(emulator.url, { token: "ghp_mona" });
    for (const work of [
      api.getPackage(mine),
      deletePackage(api, mine),
      api.listPackages(mine.owner, "npm"),
      api.listVersions(mine),
    ]) {
      const error = await failureOf(work);
      expect(error.code).toBe("invalid");
      expect(error.message).toContain("the token from GITHUB_TOKEN belongs to mona, not to octocat");
    }
    expect(paths()).toEqual(["/user"]);
    expect(emulator.world.package("mona", "npm", "lib")).toBeDefined();
  });

  it("cost nothing to check after the owner was looked up by the token", async () => {
    const { api } = connectTo(emulator.url);
    const owner = await api.resolveOwner(undefined);
    await api.listPackages(owner, "npm");
    expect(paths().filter((path) => path === "/user")).toHaveLength(1);
  });

  it("cost one request a run to check", async () => {
    const { api } = connectTo(emulator.url);
    await Promise.all([api.getPackage(mine), api.getPackage(mine), api.getPackage(mine)]);
    expect(paths().filter((path) => path === "/user")).toHaveLength(1);
    expect(paths()).toHaveLength(4);
  });
});
