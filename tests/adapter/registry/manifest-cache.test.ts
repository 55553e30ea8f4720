import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { testReader } from "./support/reader";

const token = () => "emulator-admin";

describe("the manifest cache", () => {
  let emulator: Emulator;
  let cachePath: string;
  const digests = (name: string) => emulator.world.versions("acme", "container", name).map((version) => version.name);
  const files = async () => (await readdir(cachePath, { recursive: true })).filter((file) => file.endsWith(".jsonl"));
  const fileOf = async (name: string) =>
    join(cachePath, (await files()).find((file) => file.endsWith(`acme%2F${encodeURIComponent(name)}.jsonl`)) ?? "");

  /** Reads in a run of its own, and says how many manifests the registry was asked for. */
  const run = async (name: string, options = {}) => {
    emulator.clearRequests();
    const { reader, log } = testReader({ registryUrl: emulator.registryUrl, token, cachePath, ...options });
    const found = await reader.read("acme", name, digests(name));
    return { found, log, asked: emulator.requests.filter(({ path }) => path.includes("/manifests/")).length };
  };

  beforeAll(async () => {
    emulator = await startEmulator();
  });

  afterAll(() => emulator.close());

  beforeEach(async () => {
    cachePath = await mkdtemp(join(tmpdir(), "manifests-"));
  });

  afterEach(() => rm(cachePath, { recursive: true }));

  it("saves the next run every request, and tells it the same", async () => {
    const first = await run("signed");
    expect(first.asked).toBe(digests("signed").length);
    const second = await run("signed");
    expect(second.found).toEqual(first.found);
    expect(emulator.requests).toEqual([]);
  });

  it("reads only what is new", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token, cachePath });
    await reader.read("acme", "shop/web", digests("shop/web").slice(5));
    expect((await run("shop/web")).asked).toBe(5);
    expect((await run("shop/web")).asked).toBe(0);
  });

  it("keeps what was read before a failure", async () => {
    const { reader } = testReader({ registryUrl: emulator.registryUrl, token, cachePath, concurrency: 1 });
    const absent = `sha256:${"0".repeat(64)}`;
    await expect(reader.read("acme", "bundle", [...digests("bundle"), absent])).rejects.toThrow(absent);
    expect((await run("bundle")).asked).toBe(0);
  });

  it("believes no line that is torn, or whose manifest is not what its digest names", async () => {
    const { found } = await run("bundle");
    const file = await fileOf("bundle");
    const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
    const index = lines.findIndex((line) => String(JSON.parse(line).content).includes('"manifests"'));
    const whole = JSON.parse(lines[index] as string);
    // Somebody takes a part out of an index, in a line that is well-formed otherwise.
    const changed = JSON.stringify({
      ...whole,
      content: JSON.stringify({ ...JSON.parse(whole.content), manifests: [] }),
    });
    const torn = (lines.at(-1) as string).slice(0, 60);
    const rest = lines.slice(0, -1).filter((_, at) => at !== index);
    await writeFile(file, [...rest, changed, "nonsense", "", torn].join("\n"));
    const next = await run("bundle");
    expect(next.asked).toBe(2);
    expect(next.found).toEqual(found);
    expect((await run("bundle")).asked).toBe(0);
  });

  it("serves several processes at once", async () => {
    const readers = [0, 1, 2, 3].map(() => testReader({ registryUrl: emulator.registryUrl, token, cachePath }).reader);
    await Promise.all(readers.map((reader, at) => reader.read("acme", "api", digests("api").slice(at * 30))));
    expect((await run("api")).asked).toBe(0);
  });

  it("is used where it can be and missed where it can't, with one warning", async () => {
    const blocked = join(cachePath, "a-file");
    await writeFile(blocked, "");
    const { found, log } = await run("signed", { cachePath: blocked });
    expect(found.size).toBe(digests("signed").length);
    const warnings = log.lines.filter((line) => line.startsWith("warn:"));
    expect(warnings).toEqual([expect.stringContaining(`the manifest cache in ${blocked}`)]);
  });

  it("is neither believed nor written to where others may write: they could say what an image consists of", async () => {
    await run("signed");
    const directory = dirname(await fileOf("signed"));
    const before = await readdir(directory);
    await chmod(directory, 0o777);
    const { asked, log } = await run("signed");
    expect(asked).toBe(digests("signed").length);
    await run("api");
    expect(await readdir(directory)).toEqual(before);
    expect(log.lines.filter((line) => line.startsWith("warn:"))).toEqual([
      expect.stringContaining("others may write to it. Going on without it"),
    ]);
  });

  it("belongs to one registry", async () => {
    await run("tool");
    const other = await startEmulator();
    const { reader } = testReader({ registryUrl: other.registryUrl, token, cachePath });
    await reader.read("acme", "tool", digests("tool"));
    expect(other.requests.some(({ path }) => path.includes("/manifests/"))).toBe(true);
    await other.close();
    expect(await files()).toHaveLength(2);
  });

  it("holds no token, and is its owner's alone", async () => {
    await run("api");
    const file = await fileOf("api");
    const base64 = Buffer.from(token()).toString("base64");
    expect(await readFile(file, "utf8")).not.toMatch(new RegExp(`${token()}|${base64}`));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});
