import { buildImage } from "../../../emulator/images";
import { inTurn, OddRegistry, refuse, serve } from "./support/odd-registry";
import { failureOf, testReader } from "./support/reader";

const image = buildImage({ content: "acme/api 1" });
const token = () => "secret-token";
const basic = `Basic ${Buffer.from("x-access-token:secret-token").toString("base64")}`;
const grant = (value: string, more = {}) => refuse(200, {}, JSON.stringify({ token: value, ...more }));

describe("the token", () => {
  let registry: OddRegistry;
  let elsewhere: OddRegistry;
  const read = (options = {}) => {
    const parts = testReader({ registryUrl: registry.url, token, ...options });
    return { ...parts, found: parts.reader.read("acme", "api", [image.digest]) };
  };
  const sentTo = (server: OddRegistry) =>
    server.seen.map(({ path, authorization }) => [path.split("?", 1)[0]?.split("/")[1], authorization]);

  beforeEach(async () => {
    registry = await OddRegistry.start();
    elsewhere = await OddRegistry.start();
  });

  afterEach(async () => {
    await registry.close();
    await elsewhere.close();
  });

  it("goes to the registry's own token service, by Basic, and the service's token to the registry", async () => {
    registry.guard(`${registry.url}/auth?a=b`, image, "granted").on("/auth", grant("granted"));
    expect((await read().found).size).toBe(1);
    expect(sentTo(registry)).toEqual([
      ["v2", undefined],
      ["auth", basic],
      ["v2", "Bearer granted"],
    ]);
    expect(registry.seen[1]?.path).toBe("/auth?a=b&service=odd&scope=repository%3Aacme%2Fapi%3Apull");
  });

  it("goes by Basic to a registry that wants that", async () => {
    registry.on("/v2/", refuse(401, { "www-authenticate": 'Basic realm="odd"' })).onManifest(image);
    await read({ username: "octocat" }).found;
    expect(sentTo(registry)).toEqual([
      ["v2", undefined],
      ["v2", `Basic ${Buffer.from("octocat:secret-token").toString("base64")}`],
    ]);
  });

  it("goes nowhere when the registry wants none", async () => {
    registry.onManifest(image);
    await read().found;
    expect(sentTo(registry)).toEqual([
      ["v2", undefined],
      ["v2", undefined],
    ]);
  });

  it("does not go to a token service elsewhere, which is asked anonymously", async () => {
    registry.guard(`${elsewhere.url}/auth`, image, "anonymous");
    elsewhere.on("/auth", grant("anonymous"));
    expect((await read().found).size).toBe(1);
    expect(sentTo(elsewhere)).toEqual([["auth", undefined]]);
  });

  it("is what an error asks for when anonymous is not enough elsewhere", async () => {
    registry.guard(`${elsewhere.url}/auth`, image, "granted");
    elsewhere.on("/auth", refuse(401));
    const failure = await failureOf(read().found);
    expect(failure.code).toBe("unauthenticated");
    expect(failure.message).toContain(
      `${elsewhere.url} is not the registry's own origin, so it was asked without a token`,
    );
    expect(JSON.stringify(elsewhere.seen)).not.toContain("Basic");
  });

  it("goes to a token service elsewhere that is trusted", async () => {
    registry.guard(`${elsewhere.url}/auth`, image, "granted");
    elsewhere.on("/auth", grant("granted"));
    expect((await read({ trustedOrigins: [elsewhere.url] }).found).size).toBe(1);
    expect(sentTo(elsewhere)).toEqual([["auth", basic]]);
  });

  it("does not follow a redirect to another origin, of the token service or of a manifest", async () => {
    registry.guard(`${registry.url}/auth`, image, "granted");
    registry.on("/auth", refuse(307, { location: `${elsewhere.url}/auth` }));
    elsewhere.on("/auth", grant("granted"));
    registry.onManifest(image, refuse(307, { location: `${elsewhere.url}/store` }));
    elsewhere.on("/store", serve(image));
    expect((await read().found).size).toBe(1);
    expect(sentTo(elsewhere)).toEqual([
      ["auth", undefined],
      ["store", undefined],
    ]);
  });

  it("that the registry no longer takes is asked for once more", async () => {
    const challenge = { "www-authenticate": `Bearer realm="${registry.url}/auth"` };
    registry.on("/v2/", refuse(401, challenge));
    registry.on("/auth", inTurn(grant("first"), grant("second")));
    registry.onManifest(image, inTurn(refuse(401, challenge), serve(image)));
    expect((await read().found).size).toBe(1);
    expect(sentTo(registry).slice(-3)).toEqual([
      ["v2", "Bearer first"],
      ["auth", basic],
      ["v2", "Bearer second"],
    ]);
  });

  it.each([
    ["sends a page", refuse(200, {}, "<html>"), "unavailable", "holds no token"],
    ["sends a token that is none", grant("a\nb"), "unavailable", "holds no token"],
    ["fails", refuse(500), "unavailable", "(500 GET"],
    ["is not there", refuse(404), "unavailable", "(404 GET"],
    ["does not know the token", refuse(401), "unauthenticated", "must be valid"],
    [
      "refuses",
      refuse(403, {}, '{"errors":[{"code":"DENIED","message":"denied"}]}'),
      "access_denied",
      "denied (403 GET",
    ],
  ])("is not enough when the token service %s", async (_, answer, code, words) => {
    registry.guard(`${registry.url}/auth`, image, "granted").on("/auth", answer);
    const failure = await failureOf(read().found);
    expect(failure).toEqual({ code, message: expect.stringContaining(words) });
    expect(failure.message).toContain("of container package acme/api: ");
    expect(failure.message).not.toMatch(/secret-token|service=|scope=/);
  });

  it("is not sent when the realm is no web address", async () => {
    registry.guard("file:///etc/passwd", image, "granted");
    expect(await failureOf(read().found)).toMatchObject({ code: "unavailable" });
  });

  it("is asked for at the moment it is needed, and may be absent", async () => {
    registry.guard(`${registry.url}/auth`, image, "granted").on("/auth", grant("granted"));
    const answers: (string | undefined)[] = [];
    const late = async () => {
      answers.push("asked");
      return undefined;
    };
    const { reader } = testReader({ registryUrl: registry.url, token: late });
    expect(answers).toEqual([]);
    await reader.read("acme", "api", [image.digest]);
    expect(answers).toEqual(["asked"]);
    expect(sentTo(registry)[1]).toEqual(["auth", undefined]);
  });

  it("is in no line of the log", async () => {
    registry.guard(`${elsewhere.url}/auth`, image, "granted");
    elsewhere.on("/auth", grant("granted"));
    const { found, log } = read();
    await found;
    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.lines.join()).not.toMatch(/secret-token|granted|Basic|Bearer/);
  });
});
