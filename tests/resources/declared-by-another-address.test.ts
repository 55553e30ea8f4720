import { type Emulator, startEmulator } from "../../emulator";
import type { PropertyMap } from "../../provider/resources/resource";
import { imagePolicy } from "../support/image-policy";
import { ImageWorld, multiPlatform } from "../support/image-world";
import { InProcessEngine } from "../support/in-process/engine";
import type { Declared } from "../support/in-process/program";

const place = { owner: "acme", packageType: "container" };

/** What a program declares by one address of a server, and what it deletes by another. */
describe("what the program declares by another address of the server", () => {
  const release = multiPlatform("1.6.0");
  const other = multiPlatform("1.5.0");
  let emulator: Emulator;
  let copy: Emulator;
  let engine: InProcessEngine;
  const policy = (rules: PropertyMap, rest: PropertyMap = {}): Declared => ({
    name: "policy",
    type: "RetentionPolicy",
    inputs: imagePolicy(rules, rest),
  });
  const untagged = policy({ untagged: { action: "delete", match: { tagState: "untagged" } } });
  const version = (name: string, inputs: PropertyMap, provider: string): Declared => ({
    name,
    type: "PackageVersion",
    inputs: { ...place, packageName: "api", ...inputs },
    provider,
  });
  const remove = (digest: string) => {
    for (const { world } of [emulator, copy]) world.deleteVersion("acme", "container", "api", digest);
  };
  const left = () => emulator.world.versions("acme", "container", "api").map(({ name }) => name);

  beforeEach(async () => {
    const world = new ImageWorld();
    const api = world.package();
    api.push(other.all, { daysAgo: 60, tags: ["v1.5.0"] });
    api.push(release.all, { daysAgo: 30, tags: ["v1.6.0"] });
    const seed = world.seed();
    const behaviors = { deletedManifests: "served" } as const;
    emulator = await startEmulator({ seed, behaviors });
    copy = await startEmulator({ profile: "ghes-3.18", seed, behaviors });
    const instances = {
      "": { emulator, host: "github.com" },
      proxy: { emulator, host: "github-proxy.example.com" },
      copy: { emulator: copy, host: "ghes.example.com" },
    };
    engine = new InProcessEngine((name) => instances[name as keyof typeof instances]);
  });
  afterEach(async () => {
    await Promise.all([emulator.close(), copy.close()]);
  });

  it("is no package that a policy deletes as a whole", async () => {
    const all = policy({ all: { action: "delete", match: { tags: ["*"] } } }, { onAllMatched: "deletePackage" });
    const api: Declared = { name: "api", type: "Package", inputs: { ...place, name: "api" }, provider: "proxy" };
    await engine.up([api, all]);
    expect(emulator.world.package("acme", "container", "api")).toBeDefined();
    await engine.up([{ ...api, provider: "copy" }, all]);
    expect(emulator.world.package("acme", "container", "api")).toBeUndefined();
  });

  it.each([
    ["by its tag", { tag: "v1.6.0" }],
    ["by its digest", { digest: release.index.digest }],
  ])("keeps its parts while its index is gone, declared %s", async (_, named) => {
    const declared = version("release", named, "proxy");
    const present = version("other", { tag: "v1.5.0" }, "proxy");
    expect((await engine.up([declared, present])).errors).toEqual([]);
    remove(release.index.digest);
    const { errors } = await engine.up([declared, present, untagged]);
    expect(errors).toEqual([]);
    expect(left()).toEqual(expect.arrayContaining(release.children.map(({ digest }) => digest)));
    const elsewhere = { ...declared, provider: "copy" };
    await engine.up([elsewhere, present, untagged]);
    expect(left()).toHaveLength(other.all.length);
  });

  it("keeps a part of it that is removed from the program", async () => {
    const [part] = release.children;
    const declared = version("release", { tag: "v1.6.0" }, "proxy");
    await engine.up([declared, version("part", { digest: part?.digest }, "")]);
    const { errors } = await engine.up([declared]);
    expect(errors).toEqual([]);
    expect(left()).toContain(part?.digest);
  });
});
