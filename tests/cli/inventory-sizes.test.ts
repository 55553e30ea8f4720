import { inventory } from "../../cli/inventory/command";
import { type Emulator, startEmulator } from "../../emulator";
import { type BuiltManifest, buildIndex, digestOf, mediaTypes } from "../../emulator/images";
import { ImageWorld } from "../support/image-world";
import { bytesOf, layeredImage } from "../support/layered-image";
import { temporaryDirectory } from "../support/temporary-directory";
import { type RunOptions, run } from "./support/run";

const base = "b".repeat(1_000_000);
const amd = layeredImage("amd", [base, "a".repeat(500)]);
const arm = layeredImage("arm", [base, "r".repeat(700)]);
const list = buildIndex([amd, arm]);
const next = layeredImage("next", [base, "n".repeat(30)]);

/** A manifest that GitHub lists, and that says what nobody can count with. */
function odd(content: string): BuiltManifest {
  return { digest: digestOf(content), mediaType: mediaTypes.ociManifest, content, blobs: [] };
}

describe("inventory --sizes", () => {
  let emulator: Emulator;
  const start = async (...more: readonly BuiltManifest[]) => {
    const world = new ImageWorld();
    const api = world.package("api");
    api.push([amd, arm, list], { daysAgo: 9, tags: ["v1"] });
    api.push([next], { daysAgo: 5, tags: ["v2"] });
    for (const manifest of more) api.push([manifest], { daysAgo: 2, tags: [`odd-${more.indexOf(manifest)}`] });
    world.package("web").push([next], { daysAgo: 1, tags: ["v2"] });
    emulator = await startEmulator({ seed: world.seed() });
  };
  afterEach(() => emulator.close());

  const show = (argv: string[], options: RunOptions = {}) =>
    run(inventory, emulator, ["--owner", "acme", "--sizes", ...argv], { token: "emulator-admin", ...options });
  const json = async (argv: string[], options?: RunOptions) =>
    JSON.parse((await show([...argv, "--format", "json"], options)).out);

  it("tells the bytes of a package, each layer once", async () => {
    await start();
    const [api] = await json([]);
    expect(api).toMatchObject({ name: "api", sizeBytes: bytesOf(amd, arm, list, next), unknownSizes: 0 });
    expect(api).not.toHaveProperty("versions");
    expect((await show([])).out).toMatch(/ api .* 4 {9}1\.0 MB /);
    expect((await show(["--format", "csv"])).out).toContain(`,4,${bytesOf(amd, arm, list, next)},0,`);
  });

  it("tells the bytes of each version, and of an image with what it lists", async () => {
    await start();
    const [{ versions }] = await json(["--versions"]);
    const of = ({ digest }: BuiltManifest) => versions.find((one: { version: string }) => one.version === digest);
    expect(of(list)).toMatchObject({ sizeBytes: list.content.length, imageSizeBytes: bytesOf(list, amd, arm) });
    expect(of(amd)).toMatchObject({ sizeBytes: bytesOf(amd), imageSizeBytes: bytesOf(amd) });
    const { out } = await show(["--versions", "--format", "csv"]);
    expect(out).toContain(`,${list.content.length},${bytesOf(list, amd, arm)},`);
  });

  it("tells what is unknown as unknown, and the rest", async () => {
    const layer = { mediaType: mediaTypes.ociLayer, digest: digestOf("x") };
    const config = { mediaType: mediaTypes.ociConfig, digest: digestOf("{}"), size: 2 };
    const image = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config };
    const liar = odd(JSON.stringify({ ...image, layers: [{ ...layer, size: -1 }] }));
    const stranger = odd(JSON.stringify({ ...image, schemaVersion: 9, layers: [] }));
    await start(liar, stranger);
    const known = bytesOf(amd, arm, list, next) + liar.content.length + 2;
    expect(await json([])).toMatchObject([{ sizeBytes: known, unknownSizes: 2 }, { unknownSizes: 0 }]);
    expect((await show([])).out).toContain("1.0 MB + 2 versions of unknown size");
    const [{ versions }] = await json(["--versions"]);
    for (const { digest } of [liar, stranger]) {
      const one = versions.find(({ version }: { version: string }) => version === digest);
      expect(one).not.toHaveProperty("sizeBytes");
      expect(one).not.toHaveProperty("imageSizeBytes");
    }
  });

  it("reads each manifest once, across runs with a cache, and asks the REST API for lists alone", async () => {
    await start();
    const paths = () => emulator.requests.map(({ path }) => path.replace(/\?.*/, ""));
    const manifests = () => paths().filter((path) => path.includes("/manifests/")).length;
    const options = { env: { GITHUB_CACHE_PATH: temporaryDirectory("github-packages-sizes-") } };
    await json([], options);
    expect(manifests()).toBe(5);
    const rest = paths().filter((path) => !path.startsWith("/v2/") && path !== "/token");
    expect(rest.every((path) => /\/(packages|versions|user|users\/acme|orgs\/acme)$/.test(path))).toBe(true);
    emulator.clearRequests();
    await json([], options);
    expect(manifests()).toBe(0);
  });

  it("goes on with the other packages when the registry refuses one, and says what is missing", async () => {
    await start();
    const route = /^\/v2\/acme\/api\/manifests\//;
    emulator.faults.add({ route, times: Number.POSITIVE_INFINITY, status: 403 });
    const { code, out, err } = await show(["--format", "csv"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^Missing: read manifest sha256:.* of container package acme\/api: /);
    expect(out).toMatch(/,api,.*,4,,,/);
    expect(out).toContain(`,1,${bytesOf(next)},0,`);
  });

  it("says of which types nobody knows sizes, and takes no other type for one", async () => {
    emulator = await startEmulator();
    const { err, out } = await show(["--type", "npm,container"]);
    expect(err).toBe("Sizes are known of container packages alone, and not of npm: see docs/sizes.md.\n");
    expect(out).toMatch(/container {2}api .* 212 kB /);
    const refused = await show(["--type", "npm"]);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("--sizes is about container packages") });
  });
});
