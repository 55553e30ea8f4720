import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImage, digestOf, mediaTypes } from "../../../emulator/images";
import { pushImage } from "../../support/push-image";
import { acceptAll, bearer, errorsOf, image, newer, TestRegistry } from "./support";

const token = "all";
const headers = { authorization: bearer(token) };

describe("pushing", () => {
  let registry: TestRegistry;
  const target = (repository: string) => ({ registryUrl: registry.emulator.registryUrl, repository, headers });
  const versions = (name: string) =>
    registry.emulator.world.versions("acme", "container", name).map((version) => [version.name, version.tags]);

  beforeEach(async () => {
    registry = await TestRegistry.start();
  });

  afterEach(() => registry.close());

  it("makes a new private package of what is pushed: untagged children, a tagged index", async () => {
    await pushImage(target("acme/shop/web"), [...image.children, image.index], ["1.0", "latest"]);
    const [amd64, arm64] = image.children.map(({ digest }) => digest);
    expect(versions("shop/web")).toEqual([
      [image.index.digest, ["1.0", "latest"]],
      [arm64, []],
      [amd64, []],
    ]);
    expect(registry.emulator.world.package("acme", "container", "shop/web")?.visibility).toBe("private");
  });

  it("moves a tag to what is pushed under it, and leaves the older image untagged", async () => {
    await pushImage(target("acme/api"), [...newer.children, newer.index], ["latest"]);
    expect(versions("api").filter(([, tags]) => tags?.length)).toEqual([
      [newer.index.digest, ["latest"]],
      [image.index.digest, ["v1"]],
    ]);
  });

  it("pulls what was pushed, manifests and blobs", async () => {
    await pushImage(target("acme/api"), [...newer.children, newer.index], ["v2"]);
    const [child] = newer.children as [(typeof newer.children)[number]];
    const path = `/v2/acme/api/manifests/${child.digest}`;
    expect((await registry.send(path, { token, headers: { accept: acceptAll } })).body).toBe(child.content);
    for (const blob of child.blobs) {
      const answer = await fetch(`${registry.emulator.registryUrl}/v2/acme/api/blobs/${blob.digest}`, { headers });
      expect(digestOf(Buffer.from(await answer.arrayBuffer()))).toBe(blob.digest);
    }
    const elsewhere = await registry.send(`/v2/acme/repo/site/blobs/${child.blobs[0]?.digest}`, { token });
    expect(errorsOf(elsewhere)).toMatchObject({ status: 404, errors: [{ code: "BLOB_UNKNOWN" }] });
  });

  it("takes a blob in one request, in chunks, or from another repository", async () => {
    const content = "a layer in two parts";
    const digest = digestOf(content);
    const uploads = "/v2/acme/api/blobs/uploads/";
    const begun = await registry.send(uploads, { method: "POST", token });
    const location = begun.headers.get("location") as string;
    const part = (body: string, range: string) =>
      registry.send(location, { method: "PATCH", token, body, headers: { "content-range": range } });
    expect((await part(content.slice(0, 8), "0-7")).headers.get("range")).toBe("0-7");
    expect((await part(content.slice(8), "3-19")).status).toBe(416);
    expect((await part(content.slice(8), "8-19")).status).toBe(202);
    expect((await registry.send(location, { token })).headers.get("range")).toBe("0-19");
    expect((await registry.send(`${location}?digest=${digest}`, { method: "PUT", token })).status).toBe(201);
    expect((await registry.send(location, { token })).status).toBe(404);

    const mount = `/v2/acme/other/blobs/uploads/?mount=${digest}&from=acme/api`;
    expect((await registry.send(mount, { method: "POST", token })).status).toBe(201);
    const one = await registry.send(`${uploads}?digest=${digest}`, { method: "POST", token, body: content });
    expect(one.status).toBe(201);
  });

  it.each([
    ["a blob that is not its digest", `blobs/uploads/?digest=${digestOf("x")}`, "POST", "y", "DIGEST_INVALID"],
    ["a manifest that is not its digest", `manifests/${digestOf("x")}`, "PUT", "{}", "DIGEST_INVALID"],
    ["a manifest that is not JSON", "manifests/v9", "PUT", "{", "MANIFEST_INVALID"],
    ["a manifest of another type than it says", "manifests/v9", "PUT", image.index.content, "MANIFEST_INVALID"],
    ["a tag outside the grammar", "manifests/-v9", "PUT", "{}", "TAG_INVALID"],
  ])("refuses %s", async (_, path, method, body, code) => {
    const type = { "content-type": mediaTypes.ociManifest };
    const answer = await registry.send(`/v2/acme/api/${path}`, { method, token, body, headers: type });
    expect(errorsOf(answer)).toMatchObject({ status: 400, errors: [{ code }] });
    expect(versions("api")).toHaveLength(3);
  });

  it("refuses a manifest above 4 MiB", async () => {
    const body = JSON.stringify({ schemaVersion: 2, annotations: { large: "x".repeat(4 * 1024 * 1024) } });
    const type = { "content-type": mediaTypes.ociManifest };
    const answer = await registry.send("/v2/acme/api/manifests/v9", { method: "PUT", token, body, headers: type });
    expect(answer.status).toBe(413);
  });

  it.each([
    ["reader", "acme/api", "permission_denied: The token provided does not match expected scopes."],
    ["all", "nobody/api", "permission_denied: create_package"],
  ])("refuses a push with the token %s to %s", async (with_, repository, message) => {
    const path = `/v2/${repository}/blobs/uploads/`;
    const answer = await registry.send(path, { method: "POST", token: with_ });
    expect(errorsOf(answer)).toEqual({ status: 403, errors: [{ code: "DENIED", message }] });
  });

  it("has a push on record before it is confirmed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "registry-"));
    const statePath = join(folder, "state.json");
    const first = await TestRegistry.start({ statePath });
    const pushed = buildImage({ content: "kept" });
    const site = { registryUrl: first.emulator.registryUrl, repository: "acme/api", headers };
    await pushImage(site, [pushed], ["kept"]);
    const state = await readFile(statePath, "utf8");
    await first.close();
    const second = await TestRegistry.start({ seed: JSON.parse(state) });
    const path = "/v2/acme/api/manifests/kept";
    expect((await second.send(path, { token, headers: { accept: acceptAll } })).body).toBe(pushed.content);
    await second.close();
    await rm(folder, { recursive: true });
  });
});
