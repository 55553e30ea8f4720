import { type BuiltManifest, buildIndex, buildSignature, schemeTag } from "../../emulator/images";
import type { PropertyMap } from "../../provider/resources/resource";
import { missingParts } from "../support/image-completeness";
import { imagePolicy } from "../support/image-policy";
import { ImageWorld, multiPlatform } from "../support/image-world";
import { aVersion } from "../support/in-process/program";
import {
  type Driver,
  type DriverOptions,
  type Phase,
  packageIn,
  policyIn,
  startDriver,
  versionIn,
} from "../support/run-driver";
import { ADMIN_TOKEN } from "../support/small-world";

const UNTAGGED = imagePolicy({ untagged: { action: "delete", match: { tagState: "untagged" } } });
const handleOf = (inputs: PropertyMap): PropertyMap => ({
  owner: "acme",
  packageType: "container",
  packageName: "api",
  ...inputs,
});

describe("an image that the program declares, and whose index somebody deleted", () => {
  const release = multiPlatform("1.6.0", ["linux/amd64", "linux/arm64"], true);
  const other = multiPlatform("1.5.0");
  const signature = buildSignature(release.index.digest);
  let driver: Driver;
  afterEach(() => driver.close());

  const start = async (options: DriverOptions = {}) => {
    const world = new ImageWorld();
    const api = world.package();
    api.push(other.all, { daysAgo: 60, tags: ["v1.5.0"] });
    api.push(release.all, { daysAgo: 30, tags: ["v1.6.0"] });
    driver = await startDriver({ ...options, emulator: { seed: world.seed(), ...options.emulator } });
  };
  const served = { emulator: { behaviors: { deletedManifests: "served" } } } as const;
  const missing = { emulator: { behaviors: { deletedManifests: "missing" } } } as const;
  const versions = () => driver.emulator.world.versions("acme", "container", "api");
  const versionsDeleted = () => driver.emulator.world.versions("acme", "container", "api", { state: "deleted" });
  const idOf = ({ digest }: BuiltManifest) => versions().find(({ name }) => name === digest)?.id ?? 0;
  const remove = (...manifests: BuiltManifest[]) => {
    for (const { digest } of manifests) driver.emulator.world.deleteVersion("acme", "container", "api", digest);
  };
  const lacking = (...manifests: readonly BuiltManifest[]) => {
    const present = new Set(versions().map(({ name }) => name));
    return manifests.map(({ digest }) => digest).filter((digest) => !present.has(digest));
  };
  /** Checks and diffs of what the state holds, as a plain `up` begins. */
  const declare = async (
    { session }: Phase,
    inputs: PropertyMap,
    known?: { id: string; inputs: PropertyMap; state: PropertyMap },
  ) => {
    const resource = versionIn(() => session);
    const checked = await resource.check(known?.inputs, inputs);
    if (known) await resource.diff(known.id, known.state, checked.inputs);
    return checked.inputs;
  };
  const adopt = async (inputs: PropertyMap) => {
    const { preview } = driver.startRun();
    const checked = await declare(preview, inputs);
    return { inputs: checked, ...(await versionIn(() => preview.session).create(checked)) };
  };
  /** Both phases for the policy alone; the version is only checked, as when the engine finds nothing to do for it. */
  const policyUp = async (program: (phase: Phase) => Promise<unknown>, policy = UNTAGGED) => {
    const run = driver.startRun();
    await program(run.preview);
    const planned = await policyIn(() => run.preview.session).check(undefined, policy);
    const update = run.update();
    await program(update);
    const checked = await policyIn(() => update.session).check(undefined, policy);
    const { state } = await policyIn(() => update.session).create(checked.inputs);
    return { planned: planned.inputs, failures: planned.failures, deleted: state.deleted, said: run.preview.said };
  };

  it.each(["tag", "digest", "versionId"] as const)(
    "keeps its parts in a plain update that does not know yet that it is gone, declared by %s",
    async (kind) => {
      await start(served);
      const handle = { tag: "v1.6.0", digest: release.index.digest, versionId: idOf(release.index) }[kind];
      const known = await adopt(handleOf({ [kind]: handle }));
      remove(release.index);
      const { planned, deleted, said } = await policyUp((phase) => declare(phase, handleOf({ [kind]: handle }), known));
      expect(planned.runs).toBeUndefined();
      expect(deleted).toBeUndefined();
      expect(lacking(...release.children)).toEqual([]);
      expect(said.join("\n")).toMatch(
        new RegExp(
          `warning: retention policy \\(acme, container\\): api: the program declares .*${handle}, which is not there: what it needs of the package stays`,
        ),
      );
      expect(said.join("\n")).toContain(`${release.children.length} that a declared version which is gone needs`);
    },
  );

  it("keeps them when it is new to the program", async () => {
    await start(served);
    remove(release.index);
    await policyUp((phase) => declare(phase, handleOf({ tag: "v1.6.0" })));
    expect(lacking(...release.children)).toEqual([]);
  });

  it("keeps its signature, where orphans go", async () => {
    await start(served);
    const tag = schemeTag(release.index.digest, "sig");
    const { digest, mediaType, content } = signature;
    driver.emulator.world.publish("acme", "container", "api", {
      name: digest,
      tags: [tag],
      manifest: { mediaType, content },
    });
    remove(release.index);
    const policy = { ...UNTAGGED, deleteOrphanReferrers: true };
    await policyUp((phase) => declare(phase, handleOf({ tag: "v1.6.0" })), policy);
    expect(lacking(signature, ...release.children)).toEqual([]);
  });

  it("keeps the parts of its parts, when an index in between is gone as well", async () => {
    await start(served);
    const inner = multiPlatform("inner");
    const outer = buildIndex([inner.index]);
    for (const { digest, mediaType, content } of [...inner.all, outer])
      driver.emulator.world.publish("acme", "container", "api", {
        name: digest,
        tags: [],
        manifest: { mediaType, content },
      });
    remove(outer, inner.index);
    await policyUp((phase) => declare(phase, handleOf({ digest: outer.digest })));
    expect(lacking(...inner.children)).toEqual([]);
  });

  it("goes on with what is none of its parts", async () => {
    await start(served);
    remove(release.index, other.index);
    await policyUp((phase) => declare(phase, handleOf({ tag: "v1.6.0" })));
    expect(lacking(...release.children, ...other.children)).toEqual(other.children.map(({ digest }) => digest));
  });

  it.each([
    ["the registry does not tell what it consists of", missing, "v1.6.0"],
    ["it was never published", served, "v9"],
  ] as const)("holds up the policy of its package while %s", async (_, options, tag) => {
    await start(options);
    remove(release.index, other.index);
    const before = versions().length;
    const { deleted, said } = await policyUp((phase) => declare(phase, handleOf({ tag })));
    expect(deleted).toBeUndefined();
    expect(versions()).toHaveLength(before);
    expect(said.join("\n")).toContain(
      `warning: retention policy (acme, container): api: the program declares tag ${tag}, which is not there: what it needs is not known, so nothing of the package goes until it is back or no longer declared`,
    );
  });

  it("is found out by the update, when it is declared after the policy was planned", async () => {
    await start(served);
    remove(release.index);
    const run = driver.startRun();
    const planned = await policyIn(() => run.preview.session).check(undefined, UNTAGGED);
    expect(planned.inputs.runs).toBeDefined();
    await declare(run.preview, handleOf({ tag: "v1.6.0" }));
    const update = run.update();
    const checked = await policyIn(() => update.session).check(undefined, UNTAGGED);
    await policyIn(() => update.session).create(checked.inputs);
    expect(lacking(...release.children)).toEqual([]);
  });

  it("keeps its package, where a policy deletes packages that are matched whole", async () => {
    await start(served);
    remove(...release.all);
    const all = { everything: { action: "delete", match: { tagState: "any" } } };
    const policy = imagePolicy(all, { onAllMatched: "deletePackage" });
    const { planned, deleted } = await policyUp((phase) => declare(phase, handleOf({ tag: "v1.6.0" })), policy);
    expect(JSON.stringify(planned.runs ?? {})).not.toContain("deletePackages");
    expect(deleted).toBeUndefined();
    expect(lacking(...other.all)).toEqual([]);
  });

  it("keeps its parts when its package was gone as a whole, and is restored by the same update", async () => {
    await start(served);
    remove(release.index);
    driver.emulator.world.deletePackage("acme", "container", "api");
    const { preview } = driver.startRun({ skipsPreview: true });
    const whole = packageIn(() => preview.session);
    const { inputs } = await whole.check(undefined, { owner: "acme", packageType: "container", name: "api" });
    await declare(preview, handleOf({ tag: "v1.6.0" }));
    await whole.create(inputs);
    const checked = await policyIn(() => preview.session).check(undefined, UNTAGGED);
    await policyIn(() => preview.session).create(checked.inputs);
    expect(lacking(...release.children)).toEqual([]);
  });

  it("holds nothing up once it is active again, or where its tag has moved to another version", async () => {
    await start(missing);
    const known = await adopt(handleOf({ tag: "v1.6.0" }));
    driver.emulator.world.tag("acme", "container", "api", "v1.6.0", other.index.digest);
    remove(release.index);
    const { deleted } = await policyUp((phase) => declare(phase, handleOf({ tag: "v1.6.0" }), known));
    expect(deleted).toBeDefined();
    const headers = { authorization: `Bearer ${Buffer.from(ADMIN_TOKEN).toString("base64")}` };
    const view = { url: driver.emulator.registryUrl, headers };
    expect(await missingParts(view, "acme/api", ["v1.6.0"])).toEqual([]);
  });

  describe("and its parts with it", () => {
    const up = async (inputs: PropertyMap) => driver.up("v1.6.0", versionIn, inputs);
    const v160 = handleOf({ tag: "v1.6.0" });
    const whole = async () => {
      const headers = { authorization: `Bearer ${Buffer.from(ADMIN_TOKEN).toString("base64")}` };
      return missingParts({ url: driver.emulator.registryUrl, headers }, "acme/api", ["v1.6.0"]);
    };

    it.each([
      ["served", served, "with 4 parts that are deleted as well"],
      ["missing", missing, "and the parts that it needs, which the registry tells when it is back"],
    ] as const)(
      "comes back whole, and the preview says so, manifests of deleted versions being %s",
      async (_, options, words) => {
        await start(options);
        remove(...release.all);
        const { error, said } = await up(v160);
        expect(error).toBeUndefined();
        expect(said.preview.join("\n")).toContain(`the update restores it, ${words}`);
        expect(lacking(...release.all)).toEqual([]);
        expect(await whole()).toEqual([]);
        expect(said.update.filter((line) => line.includes("a part of tag v1.6.0"))).toHaveLength(4);
        expect((await up(v160)).changes).toBe(false);
      },
    );

    it("brings its parts back before the image, where the registry tells them", async () => {
      await start(served);
      remove(...release.all);
      const index = versionsDeleted().find(({ name }) => name === release.index.digest)?.id;
      driver.requests();
      await up(v160);
      const posts = driver.requests().filter((line) => line.startsWith("POST"));
      expect(posts).toHaveLength(release.all.length);
      expect(posts.at(-1)).toContain(`/versions/${index}/restore`);
    });

    it("brings only those back that are deleted", async () => {
      await start(served);
      remove(release.index, release.children[0] as BuiltManifest);
      const { said } = await up(v160);
      expect(said.preview.join("\n")).toContain("with 1 part that is deleted as well (sha256:");
      expect(await whole()).toEqual([]);
    });

    it("comes back with an index in between, and what that lists", async () => {
      for (const options of [served, missing]) {
        await start(options);
        const inner = multiPlatform("inner");
        const outer = buildIndex([inner.index]);
        for (const { digest, mediaType, content } of [...inner.all, outer]) {
          const tags = digest === outer.digest ? ["v2"] : [];
          driver.emulator.world.publish("acme", "container", "api", {
            name: digest,
            tags,
            manifest: { mediaType, content },
          });
        }
        remove(outer, ...inner.all);
        expect((await up(handleOf({ tag: "v2" }))).error).toBeUndefined();
        expect(lacking(outer, ...inner.all)).toEqual([]);
        if (options === served) await driver.close();
      }
    });

    it.each([
      ["served", served],
      ["missing", missing],
    ] as const)(
      "fails when a part can't come back, and again until it is there, manifests of deleted versions being %s",
      async (_, options) => {
        await start(options);
        const [lost] = release.children as [BuiltManifest];
        remove(...release.all);
        const { id } = versionsDeleted().find(({ name }) => name === lost.digest) as { id: number };
        driver.emulator.faults.add({
          method: "POST",
          route: new RegExp(`/versions/${id}/restore$`),
          status: 404,
          body: { message: "Package version not found." },
          times: Number.POSITIVE_INFINITY,
        });
        const first = await up(v160);
        expect(first.error?.message).toContain(
          `it is back without 1 part that it needs and GitHub does not bring back: ${lost.digest}`,
        );
        expect(lacking(...release.all)).toEqual([lost.digest]);
        await driver.refresh("v1.6.0", versionIn);
        const second = await up(v160);
        expect(second.changes).toBe(true);
        expect(second.error?.message).toContain(lost.digest);
        driver.emulator.faults.clear();
        expect((await up(v160)).error).toBeUndefined();
        expect(await whole()).toEqual([]);
        expect((await up(v160)).changes).toBe(false);
      },
    );

    it("warns in the preview of a part that GitHub does not list any more", async () => {
      const world = new ImageWorld();
      const api = world.package();
      api.push(other.all, { daysAgo: 60, tags: ["v1.5.0"] });
      const [lost, ...others] = release.all;
      api.push(others, { daysAgo: 30, tags: ["v1.6.0"] });
      driver = await startDriver({ emulator: { seed: world.seed(), ...served.emulator } });
      remove(release.index);
      const { said, error } = await up(v160);
      expect(said.preview.join("\n")).toMatch(
        new RegExp(
          `^warning: .*the update restores it, but GitHub does not list 1 part that it needs \\(${lost?.digest}\\): the update fails`,
          "m",
        ),
      );
      expect(error?.message).toContain("it is back without 1 part");
    });
  });

  describe("and what is removed from the program beside it", () => {
    const image = aVersion("image", handleOf({ tag: "v1.6.0" }));
    /** Adopts both, then updates with the image alone. */
    const remove = async (inputs: PropertyMap, meanwhile = () => {}) => {
      const { engine } = driver;
      expect((await engine.up([image, aVersion("old", inputs)])).errors).toEqual([]);
      meanwhile();
      const { errors, said } = await engine.up([image], { beforeDeletions: () => driver.requests() });
      return { errors, said, changes: driver.mutations() };
    };

    it("is not deleted while it is a part of it", async () => {
      await start(served);
      const [part] = release.children as [BuiltManifest];
      const { errors, changes, said } = await remove(handleOf({ digest: part.digest }));
      expect({ errors, changes }).toEqual({ errors: [], changes: [] });
      expect(said.update.join("\n")).toMatch(/ is not deleted: tag v1\.6\.0, which the program declares, needs it\./);
    });

    it("is not deleted while no list has the image, and GitHub counts more versions than it lists", async () => {
      await start(served);
      const [part] = release.children as [BuiltManifest];
      const { errors, changes } = await remove(handleOf({ digest: part.digest }), () => {
        const { world, faults } = driver.emulator;
        const id = idOf(release.index);
        world.deleteVersion("acme", "container", "api", id);
        faults.delayedPresence(Number.POSITIVE_INFINITY);
        world.restoreVersion("acme", "container", "api", id);
        faults.delayedPresence(0);
      });
      expect(errors).toEqual([
        expect.stringMatching(
          /^delete container package acme\/api, version id \d+: the program declares tag v1\.6\.0, .* counts \d+ versions/,
        ),
      ]);
      expect(changes).toEqual([]);
    });

    it("is deleted when it is none of its parts, and the parts that stay are told", async () => {
      await start(served);
      const { errors, changes, said } = await remove(handleOf({ tag: "v1.5.0" }));
      expect(errors).toEqual([]);
      expect(changes).toHaveLength(1);
      expect(said.update.join("\n")).toMatch(
        / is deleted, and its 2 parts stay: sha256:\w+, sha256:\w+\. A retention policy/,
      );
      expect(lacking(...other.children)).toEqual([]);
    });

    it("is told in the preview with the parts that stay, when it is replaced", async () => {
      await start(served);
      expect((await driver.engine.up([aVersion("image", handleOf({ tag: "v1.5.0" }))])).errors).toEqual([]);
      const { preview, said } = await driver.engine.preview([image]);
      expect(preview.map(({ operation }) => operation)).toEqual(["replace"]);
      expect(said.preview.join("\n")).toContain(
        "is replaced, and deleted unless the program still declares it; its 2 parts stay: sha256:",
      );
    });
  });
});
