import { type Emulator, startEmulator } from "../../../emulator";
import { buildImage, mediaTypes, schemeTag } from "../../../emulator/images";
import { failureOf, testReader } from "./support/reader";

const token = () => "emulator-admin";
const absent = `sha256:${"0".repeat(64)}`;

describe("reading manifests from a registry like ghcr.io", () => {
  let emulator: Emulator;
  const versions = (name: string) => emulator.world.versions("acme", "container", name);
  const digests = (name: string) => versions(name).map((version) => version.name);
  const requests = () => emulator.requests.map(({ method, path }) => `${method} ${path}`);

  beforeEach(async () => {
    emulator = await startEmulator();
  });

  afterEach(() => emulator.close());

  it("tells what needs what in a package with signatures and referrers", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token });
    const found = await reader.read("acme", "signed", digests("signed"));
    expect([...found.keys()].sort()).toEqual(digests("signed").sort());
    const byTag = (tag: string) => found.get(versions("signed").find(({ tags }) => tags.includes(tag))?.name ?? "");
    const index = byTag("v0.2.0");
    expect(index).toMatchObject({ kind: "index", mediaType: mediaTypes.ociIndex });
    expect(index?.children.map(({ platform }) => platform)).toEqual([
      "linux/amd64",
      "linux/arm64",
      "unknown/unknown",
      "unknown/unknown",
    ]);
    expect(byTag(schemeTag(index?.digest ?? "", "sig"))).toMatchObject({ kind: "image", children: [] });
    const referrers = byTag(schemeTag(index?.digest ?? ""))?.children.map(({ digest }) => found.get(digest));
    expect(referrers).toEqual([
      expect.objectContaining({ artifactType: "application/spdx+json", subject: { digest: index?.digest } }),
      expect.objectContaining({ artifactType: mediaTypes.sigstoreBundle, subject: { digest: index?.digest } }),
    ]);
  });

  it("asks who it is once for each package, and for each manifest once in a run", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token });
    await reader.read("acme", "signed", digests("signed"));
    expect(requests().slice(0, 2)).toEqual([
      "GET /v2/",
      expect.stringMatching(/^GET \/token\?service=127.*&scope=repository%3Aacme%2Fsigned%3Apull$/),
    ]);
    expect(requests()).toHaveLength(2 + digests("signed").length);
    await reader.read("acme", "bundle", digests("bundle"));
    expect(requests()).toHaveLength(2 + digests("signed").length + 1 + digests("bundle").length);
    emulator.clearRequests();
    await reader.read("acme", "signed", digests("signed"));
    expect(requests()).toEqual([]);
  });

  it("asks for a new token when the old one has expired", async () => {
    const { reader, clock } = testReader({ registryUrl: emulator.registryUrl, token });
    const [first, second, third] = digests("bundle") as [string, string, string];
    const tokens = () => requests().filter((line) => line.startsWith("GET /token")).length;
    await reader.read("acme", "bundle", [first]);
    await reader.read("acme", "bundle", [second]);
    expect(tokens()).toBe(1);
    clock.time += 60_000;
    await reader.read("acme", "bundle", [third]);
    expect(tokens()).toBe(2);
  });

  it("finds names with slashes, and owners in any case", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token });
    const found = await reader.read("ACME", "shop/web", digests("shop/web"));
    expect(found.size).toBe(digests("shop/web").length);
    expect(new Set([...found.values()].map(({ mediaType }) => mediaType))).toEqual(
      new Set([mediaTypes.dockerIndex, mediaTypes.dockerManifest]),
    );
  });

  it("reads public packages without a token", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl });
    expect((await reader.read("acme", "popular", digests("popular"))).size).toBe(4);
  });

  it("says that a token is missing for others", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl });
    const [digest] = digests("api") as [string];
    const { host } = new URL(emulator.registryUrl);
    expect(await failureOf(reader.read("acme", "api", [digest]))).toEqual({
      code: "unauthenticated",
      message: `read manifest ${digest} of container package acme/api: authentication required (401 GET ${host}/token). Set a token with the read:packages scope: only public packages can be read without one.`,
    });
  });

  it.each(["emulator-expired", "emulator-fine-grained", "emulator-no-scope", "emulator-sso-pending"])(
    "says that the token %s is not enough, and does not say the token",
    async (name) => {
      const { reader } = testReader({ registryUrl: emulator.registryUrl, token: () => name });
      const failure = await failureOf(reader.read("acme", "api", digests("api")));
      expect(failure).toEqual({ code: "access_denied", message: expect.stringContaining("read:packages") });
      expect(failure.message).toContain("container package acme/api");
      expect(failure.message).not.toContain(name);
    },
  );

  it("reads all manifests or throws, and names the one that is not there", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token });
    expect(await failureOf(reader.read("acme", "api", [...digests("api"), absent]))).toEqual({
      code: "not_found",
      message: expect.stringContaining(`read manifest ${absent} of container package acme/api:`),
    });
  });

  it("leaves out what is not served, where that is asked for", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token });
    const found = await reader.readServed("acme", "tool", [...digests("tool"), absent]);
    expect([...found.keys()]).toEqual(digests("tool"));
  });

  it("tells how far it is", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token });
    const [first, second, third] = digests("popular") as [string, string, string];
    await reader.read("acme", "popular", [first]);
    const steps: string[] = [];
    const wanted = [first, second, third, second];
    await reader.read("acme", "popular", wanted, (read, total) => steps.push(`${read}/${total}`));
    expect(steps).toEqual(["2/3", "3/3"]);
  });

  it("keeps to its limit of requests under way, over all packages", async () => {
    const slow = await startEmulator({ latencyMs: 5 });
    const { reader } = testReader({ registryUrl: slow.registryUrl, token, concurrency: 3 });
    const all = ["api", "signed", "bundle"].map((name) =>
      reader.read(
        "acme",
        name,
        slow.world.versions("acme", "container", name).map((version) => version.name),
      ),
    );
    await Promise.all(all);
    expect(Math.max(...slow.requests.map(({ concurrent }) => concurrent))).toBe(3);
    await slow.close();
  });

  it("refuses what is no digest before it asks", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token });
    expect(await failureOf(reader.read("acme", "api", ["latest"]))).toMatchObject({ code: "unreadable" });
    expect(requests()).toEqual([]);
  });

  it("reads on after a tag has moved and an image was pushed", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token });
    await reader.read("acme", "tool", digests("tool"));
    const { digest, mediaType, content } = buildImage({ content: "acme/tool 2" });
    emulator.world.publish("acme", "container", "tool", { name: digest, manifest: { mediaType, content } });
    emulator.clearRequests();
    expect((await reader.read("acme", "tool", digests("tool"))).size).toBe(2);
    expect(requests()).toEqual([`GET /v2/acme/tool/manifests/${digest}`]);
  });
});

it.each(["ftp://example", "example.test", "https://user:password@ghcr.io", "https://ghcr.io/?a=b"])(
  "refuses the registry URL %s without repeating it",
  async (registryUrl) => {
    expect(() => testReader({ registryUrl })).toThrow(
      expect.objectContaining({ code: "invalid", message: expect.not.stringContaining(registryUrl) }),
    );
  },
);
