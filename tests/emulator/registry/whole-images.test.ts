import { dataSetNames, loadDataSet } from "../../../emulator/data-sets";
import { buildImage, buildReferrer, digestOf } from "../../../emulator/images";
import type { Seed, SeedPackage } from "../../../emulator/seed";
import { bearer, errorsOf, registrySeed, TestRegistry } from "./support";
import { pullWhole } from "./whole-pull";

const token = "emulator-admin";

let registry: TestRegistry | undefined;

const start = async (seed: Seed | string): Promise<TestRegistry> => {
  registry = await TestRegistry.start({ seed });
  return registry;
};

afterEach(() => registry?.close());

/** Everything that somebody could pull, by its tags and by its digest. */
function pullable({ packages }: Seed): { path: string; references: string[] }[] {
  return packages
    .filter(({ packageType, deletedAt }) => packageType === "container" && deletedAt === undefined)
    .map(({ owner, name, versions }) => ({
      path: `${owner}/${name}`,
      references: [
        ...versions.flatMap(({ deletedAt, tags }) => (deletedAt === undefined ? (tags ?? []) : [])),
        ...versions.flatMap(({ deletedAt, name }) => (deletedAt === undefined ? [name] : [])),
      ],
    }));
}

describe.each(dataSetNames)("an image of the data set %s", (name) => {
  it("can be pulled whole by every tag and digest: manifests, configs and layers of the digests and sizes that are named", async () => {
    const { emulator } = await start(name);
    const headers = { authorization: bearer(token) };
    const blobs: number[] = [];
    for (const { path, references } of pullable(loadDataSet(name))) {
      const whole = await pullWhole({ registryUrl: emulator.registryUrl, repository: path, headers }, references);
      expect(whole.wrong).toEqual([]);
      expect([...whole.manifests].sort()).toEqual([...new Set(references.filter((one) => one.includes(":")))].sort());
      blobs.push(whole.blobs.size);
    }
    expect(blobs.filter((count) => count < 2)).toEqual([]);
  });
});

describe("an image of a seed", () => {
  const image = buildImage({ content: "acme/api of a seed" });
  const [config, layer] = image.blobs as [(typeof image.blobs)[number], (typeof image.blobs)[number]];
  const send = async (seed: Seed, digest: string, more: { method?: string; path?: string } = {}) => {
    await registry?.close();
    const { path = `/v2/acme/api/blobs/${digest}`, ...request } = more;
    return (await start(seed)).send(path, { token: "all", ...request });
  };
  const withManifest = (content: string): Seed => {
    const seed = registrySeed();
    const api = seed.packages[0] as SeedPackage;
    const manifest = { mediaType: image.mediaType, content };
    api.versions.push({ name: digestOf(content), createdAt: "2026-01-02T00:00:00Z", manifest });
    return seed;
  };
  const embedding = (data: string) =>
    JSON.stringify({ ...JSON.parse(image.content), config: { ...JSON.parse(image.content).config, data } });

  it("that a data set has is served from a snapshot of that data set", async () => {
    const { packages, ...rest } = loadDataSet("demo");
    const snapshot: Seed = JSON.parse(JSON.stringify({ ...rest, packages }));
    const { emulator } = await start(snapshot);
    const target = {
      registryUrl: emulator.registryUrl,
      repository: "acme/shop/web",
      headers: { authorization: bearer(token) },
    };
    expect((await pullWhole(target, ["latest"])).wrong).toEqual([]);
  });

  it("has the config that its manifest embeds, unless that is another one than it names", async () => {
    const given = await send(withManifest(embedding(config.content.toString("base64"))), config.digest);
    expect([given.status, given.body]).toEqual([200, config.content.toString()]);
    const lie = await send(withManifest(embedding(Buffer.from("a lie").toString("base64"))), config.digest);
    expect(errorsOf(lie)).toMatchObject({ status: 404, errors: [{ code: "BLOB_UNKNOWN" }] });
  });

  it("has the empty config of artifacts", async () => {
    const answer = await send(withManifest(buildReferrer(image).content), digestOf("{}"));
    expect([answer.status, answer.body, answer.headers.get("content-length")]).toEqual([200, "{}", "2"]);
  });

  it("says of a layer whose bytes nothing tells what to do", async () => {
    const answer = await send(withManifest(image.content), layer.digest);
    const message =
      "blob unknown to registry: the emulator was given the manifest that names it, but not the blob. Push the image to the emulator to pull it whole.";
    expect(errorsOf(answer)).toEqual({ status: 404, errors: [{ code: "BLOB_UNKNOWN", message }] });
  });

  it("shows none of its blobs in a package that does not name them", async () => {
    const answer = await send(withManifest(image.content), digestOf("{}"));
    expect(errorsOf(answer)).toEqual({
      status: 404,
      errors: [{ code: "BLOB_UNKNOWN", message: "blob unknown to registry" }],
    });
  });

  it("lends to another package a blob that it never was pushed, and no blob that it lacks", async () => {
    const seed = withManifest(buildReferrer(image).content);
    const mount = (digest: string) => `/v2/acme/other/blobs/uploads/?mount=${digest}&from=acme/api`;
    const lent = await send(seed, "", { method: "POST", path: mount(digestOf("{}")) });
    const lacking = await send(withManifest(image.content), "", { method: "POST", path: mount(layer.digest) });
    expect([lent.status, lacking.status]).toEqual([201, 202]);
  });
});
