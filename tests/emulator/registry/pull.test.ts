import { mediaTypes } from "../../../emulator/images";
import { acceptAll, errorsOf, image, registrySeed, TestRegistry } from "./support";

const token = "all";
const { index, children } = image;
const [child] = children as [(typeof children)[number]];
const manifestPath = (reference: string, name = "api") => `/v2/acme/${name}/manifests/${reference}`;

describe("pulling", () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start();
  });

  afterEach(() => registry.close());

  it("serves a manifest by digest and by tag, with its type and digest", async () => {
    for (const reference of [index.digest, "v1", "latest"]) {
      const answer = await registry.send(manifestPath(reference), { token, headers: { accept: acceptAll } });
      expect(answer.status).toBe(200);
      expect(answer.body).toBe(index.content);
      expect(answer.headers.get("content-type")).toBe(mediaTypes.ociIndex);
      expect(answer.headers.get("docker-content-digest")).toBe(index.digest);
    }
  });

  it("answers HEAD with the headers alone, and If-None-Match with 304", async () => {
    const head = await registry.send(manifestPath("v1"), { method: "HEAD", token, headers: { accept: acceptAll } });
    expect([head.status, head.body]).toEqual([200, ""]);
    expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(index.content)));
    const headers = { accept: acceptAll, "if-none-match": head.headers.get("etag") ?? "" };
    expect((await registry.send(manifestPath("v1"), { token, headers })).status).toBe(304);
  });

  it("serves names with slashes, encoded or not", async () => {
    for (const name of ["repo/site", "repo%2Fsite"]) {
      const answer = await registry.send(manifestPath(child.digest, name), { token, headers: { accept: acceptAll } });
      expect([answer.status, answer.body]).toEqual([200, child.content]);
    }
  });

  it.each([
    [
      "an index",
      index.digest,
      mediaTypes.ociManifest,
      "OCI index found, but Accept header does not support OCI indexes",
    ],
    [
      "an index, with a wildcard",
      index.digest,
      "*/*",
      "OCI index found, but Accept header does not support OCI indexes",
    ],
    [
      "a manifest",
      child.digest,
      mediaTypes.ociIndex,
      "OCI manifest found, but Accept header does not support OCI manifests",
    ],
  ])("hides %s from a client that does not name its type", async (_, digest, accept, message) => {
    const answer = await registry.send(manifestPath(digest), { token, headers: { accept } });
    expect(errorsOf(answer)).toEqual({ status: 404, errors: [{ code: "MANIFEST_UNKNOWN", message }] });
  });

  it("has no manifest of unknown digests and tags", async () => {
    for (const reference of [`sha256:${"0".repeat(64)}`, "v9"]) {
      const answer = await registry.send(manifestPath(reference), { token, headers: { accept: acceptAll } });
      expect(errorsOf(answer)).toEqual({
        status: 404,
        errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }],
      });
    }
  });

  // containers/skopeo#1880
  it("refuses to delete manifests", async () => {
    const answer = await registry.send(manifestPath(index.digest), { method: "DELETE", token });
    expect(errorsOf(answer)).toEqual({
      status: 405,
      errors: [{ code: "UNSUPPORTED", message: "The operation is unsupported." }],
    });
  });

  // NVIDIA/aicr#1957; artifacthub/hub#4785
  it("has no referrers API", async () => {
    const path = `/v2/acme/api/referrers/${index.digest}`;
    expect(errorsOf(await registry.send(path, { token }))).toMatchObject({
      status: 404,
      errors: [{ code: "MANIFEST_UNKNOWN" }],
    });
    const redirecting = await TestRegistry.start({ behaviors: { referrers: 303 } });
    const answer = await redirecting.send(path, { token });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "https://github.com/features/packages"]);
    await redirecting.close();
  });

  it("no longer serves what is deleted, and serves it again when it is restored", async () => {
    const { world } = registry.emulator;
    const status = async () =>
      (await registry.send(manifestPath(child.digest), { token, headers: { accept: acceptAll } })).status;
    const id = world.versions("acme", "container", "api").find(({ name }) => name === child.digest)?.id as number;
    world.deleteVersion("acme", "container", "api", id);
    expect(await status()).toBe(404);
    world.restoreVersion("acme", "container", "api", id);
    expect(await status()).toBe(200);
    world.deletePackage("acme", "container", "api");
    expect(await status()).toBe(404);
  });

  it("serves deleted manifests where it is told to", async () => {
    const keeping = await TestRegistry.start({ behaviors: { deletedManifests: "served" } });
    keeping.emulator.world.deleteVersion("acme", "container", "api", child.digest);
    const headers = { accept: acceptAll };
    expect((await keeping.send(manifestPath(child.digest), { token, headers })).status).toBe(200);
    await keeping.close();
  });

  it("counts downloads where it is told to", async () => {
    const downloads = async (counting: TestRegistry) => {
      for (const method of ["GET", "GET", "HEAD"]) {
        await counting.send(manifestPath("v1"), { method, token, headers: { accept: acceptAll } });
      }
      return counting.emulator.world.versions("acme", "container", "api")[0]?.downloads;
    };
    expect(await downloads(registry)).toBe(0);
    const counting = await TestRegistry.start({ behaviors: { manifestDownloads: "counted" } });
    expect(await downloads(counting)).toBe(2);
    await counting.close();
  });

  it.each(["/v2/acme/manifests/v1", "/v2/Acme/api/manifests/v1", "/v2/acme/api/manifests/%"])(
    "calls the name in %s invalid",
    async (path) => {
      const answer = await registry.send(path, { token });
      expect(errorsOf(answer)).toMatchObject({ status: 400, errors: [{ code: "NAME_INVALID" }] });
    },
  );
});

describe("listing tags", () => {
  let registry: TestRegistry;

  beforeAll(async () => {
    registry = await TestRegistry.start();
    const { world } = registry.emulator;
    for (let number = 1; number <= 150; number += 1) {
      world.tag("acme", "container", "api", `build-${String(number).padStart(3, "0")}`, index.digest);
    }
  });

  afterAll(() => registry.close());

  it("lists a hundred by default, and leads to the next ones", async () => {
    const first = await registry.send("/v2/acme/api/tags/list", { token });
    const { name, tags } = JSON.parse(first.body);
    expect([name, tags.length, tags[0], tags[99]]).toEqual(["acme/api", 100, "build-001", "build-100"]);
    const [, next = ""] = /^<(.*)>; rel="next"$/.exec(first.headers.get("link") ?? "") ?? [];
    const second = await registry.send(next, { token });
    expect(JSON.parse(second.body).tags.slice(-3)).toEqual(["build-150", "latest", "v1"]);
    expect(second.headers.get("link")).toBeNull();
  });

  it("lists as many as it is asked for", async () => {
    const all = await registry.send("/v2/acme/api/tags/list?n=1000", { token });
    expect([JSON.parse(all.body).tags.length, all.headers.get("link")]).toEqual([152, null]);
    const few = await registry.send("/v2/acme/api/tags/list?n=2&last=build-149", { token });
    expect(JSON.parse(few.body).tags).toEqual(["build-150", "latest"]);
  });

  it.each<["null" | "empty list" | undefined, unknown]>([
    [undefined, null],
    ["null", null],
    ["empty list", []],
  ])("has, of a package without tags and with the behavior %s, %j", async (noTags, tags) => {
    const seed = registrySeed();
    for (const version of seed.packages[0]?.versions ?? []) delete version.tags;
    const untagged = await TestRegistry.start({ seed, ...(noTags && { behaviors: { noTags } }) });
    const answer = await untagged.send("/v2/acme/api/tags/list", { token });
    const beyond = await untagged.send("/v2/acme/repo/site/tags/list?last=z", { token });
    await untagged.close();
    expect(JSON.parse(answer.body)).toEqual({ name: "acme/api", tags });
    expect(JSON.parse(beyond.body)).toEqual({ name: "acme/repo/site", tags: [] });
  });
});
