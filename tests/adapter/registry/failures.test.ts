import type { IncomingMessage, ServerResponse } from "node:http";
import { type BuiltManifest, buildImage, buildIndex, digestOf, mediaTypes } from "../../../emulator/images";
import { inTurn, OddRegistry, refuse, serve } from "./support/odd-registry";
import { failureOf, testReader } from "./support/reader";

const image = buildImage({ content: "acme/api 1" });
const others = [2, 3, 4, 5, 6].map((number) => buildImage({ content: `acme/api ${number}` }));
/** The connection is lost before as much was sent as the header says. */
const sendPart = (_: unknown, response: ServerResponse) => {
  response.writeHead(200, { "content-length": "9999" }).write("{", () => response.destroy());
};
const withCode = (code: string) => JSON.stringify({ errors: [{ code, message: `the ${code} words` }] });

describe("a registry that answers oddly", () => {
  let registry: OddRegistry;
  const read = (options = {}) => {
    const parts = testReader({ registryUrl: registry.url, ...options });
    return { ...parts, found: parts.reader.read("acme", "api", [image.digest]) };
  };

  beforeEach(async () => {
    registry = await OddRegistry.start();
  });

  afterEach(() => registry.close());

  it("is asked again after 5xx, with growing waits", async () => {
    registry.onManifest(image, inTurn(refuse(503), refuse(502), refuse(500), serve(image)));
    const { found, clock } = read();
    expect((await found).get(image.digest)?.kind).toBe("image");
    expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
  });

  it("is asked again when it says, in seconds or by a date of its own clock", async () => {
    const [itsTime, later] = ["2026-11-21T12:00:00Z", "2026-11-21T12:00:20Z"].map((time) =>
      new Date(time).toUTCString(),
    );
    const byDate = { "retry-after": String(later), date: String(itsTime) };
    const limited = [refuse(429, { "retry-after": "7" }), refuse(403, byDate)];
    registry.onManifest(image, inTurn(...limited, serve(image)));
    const { found, clock } = read();
    await found;
    expect(clock.sleeps).toEqual([7_000, 20_000]);
  });

  it("is not waited for when it wants too long: the error says when to come back", async () => {
    registry.onManifest(image, refuse(429, { "retry-after": "3600" }, withCode("TOOMANYREQUESTS")));
    const { found, clock } = read();
    expect(await failureOf(found)).toEqual({
      code: "rate_limited",
      retryAt: "2026-11-21T10:00:00.000Z",
      message: expect.stringMatching(
        /^read manifest sha256:\w+ of container package acme\/api: the TOOMANYREQUESTS words \(429 GET 127.*\/v2\/acme\/api\/manifests\/sha256:\w+\), tried once\. Run again after 2026-11-21T10:00:00\.000Z\.$/,
      ),
    });
    expect(clock.sleeps).toEqual([]);
  });

  it.each([
    ["always fails", refuse(500), "(500 GET"],
    [
      "drops the connection",
      (_: unknown, response: { destroy(): void }) => response.destroy(),
      "the connection failed",
    ],
    ["sends a part", sendPart, "the connection failed"],
    ["sends a page", refuse(200, { "content-type": "text/html" }, "<html>"), "not what its digest names"],
    ["sends another manifest", serve(buildIndex([image])), "not what its digest names"],
  ])("that %s is given up after five attempts", async (_, answer, words) => {
    registry.onManifest(image, answer);
    const failure = await failureOf(read().found);
    expect(failure).toEqual({ code: "unavailable", message: expect.stringContaining(words) });
    expect(failure.message).toContain("tried 5 times");
    expect(registry.requestsOf(image)).toBe(5);
  });

  it("that does not answer in time is given up", async () => {
    registry.onManifest(image, () => undefined);
    expect(await failureOf(read({ timeoutMs: 30, attempts: 2 }).found)).toEqual({
      code: "unavailable",
      message: expect.stringContaining("did not answer in time"),
    });
  });

  it("that is not there at all is given up", async () => {
    const gone = await OddRegistry.start();
    const registryUrl = gone.url;
    await gone.close();
    expect(await failureOf(read({ registryUrl, attempts: 2 }).found)).toEqual({
      code: "unavailable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it.each([
    [400, "unavailable"],
    [401, "unauthenticated"],
    [403, "access_denied"],
    [404, "not_found"],
    [451, "unavailable"],
  ])("and refuses with %i is not asked again", async (status, code) => {
    registry.onManifest(image, refuse(status));
    expect(await failureOf(read({ token: () => "secret-token" }).found)).toMatchObject({ code });
    expect(registry.requestsOf(image)).toBe(1);
  });

  it("and sends an unknown shape stops the package, with its name and the digest", async () => {
    const content = JSON.stringify({ schemaVersion: 2, mediaType: "application/vnd.example.bundle.v9+json" });
    const mediaType = "application/vnd.example.bundle.v9+json";
    const strange = { digest: digestOf(content), mediaType, content, blobs: [] };
    registry.onManifest(strange);
    const { reader } = testReader({ registryUrl: registry.url });
    const failure = await failureOf(reader.read("acme", "api", [strange.digest]));
    expect(failure.code).toBe("unreadable");
    expect(failure.message).toContain(
      `read manifest ${strange.digest} of container package acme/api: it is of an unknown`,
    );
    expect(failure.message).toContain('its media type is "application/vnd.example.bundle.v9+json"');
    expect(failure.message).toContain("so the package is left as it is");
    expect(await failureOf(reader.readServed("acme", "api", [strange.digest]))).toMatchObject({ code: "unreadable" });
  });

  it("and sends more than a manifest can be is cut off", async () => {
    registry.onManifest(
      image,
      refuse(200, { "content-type": mediaTypes.ociManifest }, "x".repeat(4 * 1024 * 1024 + 1)),
    );
    expect(await failureOf(read().found)).toMatchObject({
      code: "unreadable",
      message: expect.stringContaining("4194304"),
    });
    expect(registry.requestsOf(image)).toBe(1);
  });

  it("and repeats what it was sent does not get the token into an error", async () => {
    const echo = (message: IncomingMessage) =>
      JSON.stringify({ errors: [{ code: "DENIED", message: `no: ${message.headers.authorization}` }] });
    registry.on("/v2/", refuse(401, { "www-authenticate": 'Basic realm="odd"' }));
    registry.onManifest(image, (message, response) => response.writeHead(403).end(echo(message)));
    const failure = await failureOf(read({ token: () => "secret-token" }).found);
    expect(failure).toEqual({ code: "access_denied", message: expect.stringContaining("no: Basic [secret] (403") });
  });

  it("is asked for nothing more after a failure", async () => {
    const [slow, ...rest] = others as [BuiltManifest, ...BuiltManifest[]];
    registry.onManifest(slow, (...call) => setTimeout(() => serve(slow)(...call), 50));
    for (const manifest of rest) registry.onManifest(manifest);
    registry.onManifest(image, refuse(403));
    const { reader } = testReader({ registryUrl: registry.url, concurrency: 2 });
    const digests = [image, slow, ...rest].map(({ digest }) => digest);
    expect(await failureOf(reader.read("acme", "api", digests))).toMatchObject({ code: "access_denied" });
    const asked = registry.seen.map(({ path }) => path.split("/").at(-1));
    expect(asked.sort()).toEqual(["", image.digest, slow.digest].sort());
  });

  it("and asks one request to wait is left alone by the others", async () => {
    registry.onManifest(image, inTurn(refuse(429, { "retry-after": "30" }), serve(image)));
    for (const manifest of others) registry.onManifest(manifest);
    const { reader, clock } = testReader({ registryUrl: registry.url, concurrency: 1 });
    const digests = [image, ...others].map(({ digest }) => digest);
    expect((await reader.read("acme", "api", digests)).size).toBe(6);
    expect(clock.sleeps).toEqual([30_000]);
  });
});
