import { type Emulator, startEmulator } from "../../../emulator";
import { type BuiltManifest, buildIndex, digestOf, mediaTypes } from "../../../emulator/images";
import { callFunction } from "../../../provider/hosts/program";
import { ImageWorld } from "../../support/image-world";
import { bytesOf, layeredImage } from "../../support/layered-image";
import { failureOf, instanceFor, NOW } from "./support/call";

const base = "b".repeat(10_000);
const amd = layeredImage("amd", [base, "a".repeat(500)]);
const arm = layeredImage("arm", [base, "r".repeat(700)]);
const list = buildIndex([amd, arm]);
const gone = layeredImage("gone", [base, "g".repeat(90)]);
const content = JSON.stringify({ schemaVersion: 9, mediaType: mediaTypes.ociManifest });
const stranger: BuiltManifest = { digest: digestOf(content), mediaType: mediaTypes.ociManifest, content, blobs: [] };

describe("getPackageVersions with sizes", () => {
  let emulator: Emulator;
  const start = async (deletedManifests: "served" | "missing") => {
    const world = new ImageWorld();
    const api = world.package("api");
    api.push([amd, arm, list], { daysAgo: 9, tags: ["v1"] });
    api.push([gone], { daysAgo: 5, tags: ["v0"] });
    api.push([stranger], { daysAgo: 2, tags: ["odd"] });
    api.delete([gone], 1);
    emulator = await startEmulator({ seed: world.seed(), behaviors: { deletedManifests } });
  };
  beforeEach(() => start("missing"));
  afterEach(() => emulator.close());

  const api = { owner: "acme", packageType: "container", packageName: "api" };
  const ask = (args: object, instance = instanceFor(emulator.url, { token: "emulator-admin" }), moment = NOW) =>
    callFunction("getPackageVersions", { ...api, sizes: true, ...args }, instance, moment);
  const manifests = () => emulator.requests.filter(({ path }) => path.includes("/manifests/")).length;

  it("tells the bytes of the package, of each version and of each image, and nothing of what is not known", async () => {
    const { versions, ...rest } = await ask({});
    expect(rest).toMatchObject({ sizeBytes: bytesOf(amd, arm, list), unknownSizes: 1 });
    const sizes = versions.map(({ digest, sizeBytes, imageSizeBytes }) => ({ digest, sizeBytes, imageSizeBytes }));
    expect(sizes).toEqual([
      { digest: stranger.digest },
      { digest: list.digest, sizeBytes: list.content.length, imageSizeBytes: bytesOf(list, amd, arm) },
      ...[arm, amd].map((one) => ({ digest: one.digest, sizeBytes: bytesOf(one), imageSizeBytes: bytesOf(one) })),
    ]);
  });

  it("tells those of the whole package, whatever the filters select, and of none where active versions are not listed", async () => {
    expect(await ask({ tags: ["odd"] })).toMatchObject({ sizeBytes: bytesOf(amd, arm, list), versions: [{}] });
    expect(await ask({ state: "all" })).toMatchObject({ sizeBytes: bytesOf(amd, arm, list), unknownSizes: 1 });
    expect(await ask({ state: "deleted" })).not.toHaveProperty("sizeBytes");
  });

  it("tells those of a deleted version as far as the registry serves its manifest", async () => {
    const told = async () => (await ask({ state: "deleted" })).versions.map(({ sizeBytes }) => sizeBytes);
    expect(await told()).toEqual([undefined]);
    await emulator.close();
    await start("served");
    expect(await told()).toEqual([bytesOf(gone)]);
  });

  it("asks for each manifest once, at whatever moment of the program", async () => {
    const instance = instanceFor(emulator.url, { token: "emulator-admin" });
    await ask({}, instance);
    expect(manifests()).toBe(4);
    emulator.clearRequests();
    const { versions } = await ask({ tags: ["v1"] }, instance, "after the resources");
    expect(versions).toMatchObject([{ imageSizeBytes: bytesOf(list, amd, arm) }]);
    // What nobody understands is not remembered.
    expect(manifests()).toBe(1);
  });

  it("asks the registry for nothing where sizes are not asked for", async () => {
    const { versions } = await ask({ sizes: false });
    expect(versions.filter((one) => "sizeBytes" in one)).toEqual([]);
    expect(manifests()).toBe(0);
  });

  it("says of which types nobody tells sizes", async () => {
    const instance = instanceFor(emulator.url, { token: "emulator-admin" });
    const npm = { ...api, packageType: "npm", sizes: true };
    expect((await failureOf("getPackageVersions", npm, instance)).message).toContain(
      "sizes: nobody tells the sizes of npm versions; leave it out",
    );
    const { message } = await failureOf("getPackageVersions", { ...api, sizes: "yes" }, instance);
    expect(message).toContain("sizes: sizes is true or false");
  });
});
