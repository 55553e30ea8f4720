import { acceptAll, basic, errorsOf, image, TestRegistry } from "./support";

const accept = { accept: acceptAll };
const manifestOf = (name: string) => `/v2/acme/${name}/manifests/${image.index.digest}`;
const scopeOf = (name: string) => `/token?service=x&scope=repository:acme/${name}:pull`;

describe("the registry's door", () => {
  let registry: TestRegistry;

  beforeAll(async () => {
    registry = await TestRegistry.start();
  });

  afterAll(() => registry.close());

  it("challenges who comes without a token, public package or not", async () => {
    const { host } = new URL(registry.emulator.registryUrl);
    for (const name of ["api", "repo/site", "missing"]) {
      const answer = await registry.send(manifestOf(name), { headers: accept });
      expect(errorsOf(answer)).toEqual({
        status: 401,
        errors: [{ code: "UNAUTHORIZED", message: "authentication required" }],
      });
      expect(answer.headers.get("www-authenticate")).toBe(
        `Bearer realm="http://${host}/token",service="${host}",scope="repository:acme/${name}:pull"`,
      );
    }
    const ping = await registry.send("/v2/");
    expect([ping.status, ping.headers.get("www-authenticate")]).toEqual([
      401,
      `Bearer realm="http://${host}/token",service="${host}",scope="repository:user/image:pull"`,
    ]);
  });

  it("gives anybody a token for a public package, and it pulls that package alone", async () => {
    const { token } = JSON.parse((await registry.send(scopeOf("repo/site"))).body);
    const headers = { ...accept, authorization: `Bearer ${token}` };
    expect((await registry.send(manifestOf("repo/site"), { headers })).status).toBe(200);
    expect(errorsOf(await registry.send(manifestOf("api"), { headers }))).toEqual({
      status: 403,
      errors: [{ code: "DENIED", message: "requested access to the resource is denied" }],
    });
  });

  // openai/tunnel-client#75; a missing package looks like a private one.
  it.each(["api", "missing"])("gives nobody in particular no token for %s", async (name) => {
    expect((await registry.send(scopeOf(name))).status).toBe(401);
  });

  it("takes Basic with any user name and the token as password, and gives the token back in base64", async () => {
    const answer = await registry.send(scopeOf("api"), { headers: { authorization: basic("reader") } });
    const { token } = JSON.parse(answer.body);
    expect([answer.status, Buffer.from(token, "base64").toString()]).toEqual([200, "reader"]);
    const headers = { ...accept, authorization: `Bearer ${token}` };
    expect((await registry.send(manifestOf("api"), { headers })).status).toBe(200);
    expect((await registry.send("/v2/", { headers })).status).toBe(200);
  });

  // argoproj-labs/argocd-image-updater#303 and HarborGuard/HarborGuard#191: Basic and a plain token are refused, and without a challenge
  // (renovatebot/renovate#11446).
  it.each([
    ["Basic", basic("all")],
    ["a plain personal access token", "Bearer all"],
  ])("refuses %s at the registry itself", async (_, authorization) => {
    const answer = await registry.send(manifestOf("api"), { headers: { ...accept, authorization } });
    expect(errorsOf(answer)).toEqual({ status: 403, errors: [{ code: "DENIED", message: "invalid token" }] });
    expect(answer.headers.get("www-authenticate")).toBeNull();
  });

  it.each(["old", "fine", "unheard-of"])("refuses the token %s at the token service", async (token) => {
    const answer = await registry.send(scopeOf("repo/site"), { headers: { authorization: basic(token) } });
    expect(errorsOf(answer)).toEqual({ status: 403, errors: [{ code: "DENIED", message: "denied" }] });
  });

  it.each([
    ["no-scope", 403],
    ["sso", 403],
    ["sees-nothing", 403],
    ["reader", 200],
    ["actions", 200],
  ])("pulls a private package with the token %s: %i", async (token, status) => {
    expect((await registry.send(manifestOf("api"), { token, headers: accept })).status).toBe(status);
  });

  it("names a missing package to those with a token", async () => {
    const answer = await registry.send(manifestOf("missing"), { token: "all", headers: accept });
    expect(errorsOf(answer)).toMatchObject({ status: 404, errors: [{ code: "NAME_UNKNOWN" }] });
  });

  it("answers the older 403 to anonymous requests where it is told to", async () => {
    const older = await TestRegistry.start({ behaviors: { anonymousDenied: 403 } });
    expect(errorsOf(await older.send(scopeOf("api")))).toMatchObject({ status: 403, errors: [{ code: "DENIED" }] });
    await older.close();
  });

  it("asks for no token where none is required", async () => {
    const open = await TestRegistry.start({ requireToken: false });
    expect((await open.send(manifestOf("api"), { headers: accept })).status).toBe(200);
    await open.close();
  });

  it("leaves other paths to the REST API", async () => {
    expect((await registry.send("/v3/anything")).headers.get("docker-distribution-api-version")).toBeNull();
    expect((await registry.send("/v2/")).headers.get("docker-distribution-api-version")).toBe("registry/2.0");
  });
});
