import type { Note } from "../../provider/notes";
import type { PropertyMap } from "../../provider/resources/resource";
import { aPackage, aVersion, type Declared } from "../support/in-process/program";
import { type Driver, startDriver } from "../support/run-driver";
import { digest, smallWorld } from "../support/small-world";

const container = { owner: "acme", packageType: "container" };
const API = "acme/container/api";
/** Of any emulator: see `hostIdentity`. */
const HOST = "localhost";

describe("what a preview notes for a report", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterEach(() => driver.close());

  const preview = async (...program: readonly Declared[]) => {
    const { notes, said, errors } = await driver.engine.preview(program);
    expect(errors).toEqual([]);
    return { notes, said: said.preview };
  };
  const outlooks = (notes: readonly Note[]) => notes.filter(({ kind }) => kind === "outlook");
  const declarations = (notes: readonly Note[]) =>
    notes.flatMap((note) => (note.kind === "declared" ? [{ host: note.host, ...note.declaration }] : []));

  it.each<[string, typeof aPackage, PropertyMap, string, RegExp]>([
    ["a package that is there", aPackage, { ...container, name: "api" }, "adopt", /the update adopts it/],
    [
      "a package that is not",
      aPackage,
      { ...container, name: "billing" },
      "restoreOrFail",
      /not there.* tries to restore/,
    ],
    [
      "one that must not be restored",
      aPackage,
      { ...container, name: "ap", whenDeleted: "fail" },
      "fail",
      /update fails/,
    ],
    ["a version that is there", aVersion, { ...container, packageName: "api", tag: "v1" }, "adopt", /update adopts it/],
    ["a deleted version", aVersion, { ...container, packageName: "api", tag: "v0" }, "restore", /update restores it/],
    [
      "one that must not come back",
      aVersion,
      { ...container, packageName: "api", tag: "v0", whenDeleted: "fail" },
      "fail",
      /is "fail"; the update looks again/,
    ],
    ["a tag that nobody has", aVersion, { ...container, packageName: "api", tag: "v9" }, "fail", /neither active nor/],
    ["a version of no package", aVersion, { ...container, packageName: "ap", tag: "v1" }, "fail", /not there/],
  ])(
    "of %s is what the update will do, and the sentence that people are told",
    async (_, declare, inputs, expects, says) => {
      const { notes, said } = await preview(declare("one", inputs));
      expect(outlooks(notes)).toEqual([
        expect.objectContaining({ host: HOST, expects, says: expect.stringMatching(says) }),
      ]);
      const [outlook] = outlooks(notes) as { says: string }[];
      expect(said).toContain(`${expects === "fail" ? "warning" : "info"}: ${outlook?.says}`);
    },
  );

  it("of a version whose package is to be restored in the same run is no certain failure", async () => {
    driver.emulator.world.deletePackage("acme", "container", "api");
    const { notes } = await preview(
      aPackage("api", { ...container, name: "api" }),
      aVersion("v1", { ...container, packageName: "api", tag: "v1" }),
    );
    expect(outlooks(notes)).toMatchObject([{ expects: "restoreOrFail" }, { expects: "restoreOrFail" }]);
  });

  it("names every adoption, also those beyond the first twenty, which people are not told of one by one", async () => {
    const tags = Array.from({ length: 30 }, (_, index) => `t${index}`);
    for (const tag of tags) driver.emulator.world.tag("acme", "container", "api", tag, 301);
    const { notes, said } = await preview(
      ...tags.map((tag) => aVersion(tag, { ...container, packageName: "api", tag })),
    );
    expect(outlooks(notes)).toHaveLength(30);
    expect(said.filter((line) => line.includes("the update adopts it"))).toHaveLength(20);
  });

  it("is what the program declares, on which host, and what it was found to mean", async () => {
    const { notes } = await preview(
      aPackage("api", { ...container, name: "api" }),
      aVersion("a", { ...container, packageName: "api", digest: digest("a") }),
    );
    const handle = { kind: "digest", value: digest("a") };
    const host = HOST;
    expect(declarations(notes)).toEqual([
      { host, type: "package", package: API },
      { host, type: "package", package: API, liveId: 300 },
      { host, type: "version", package: API, handle },
      { host, type: "version", package: API, handle, liveId: 301 },
    ]);
  });

  it("is what the program declares still, also where nothing is to be done", async () => {
    const declared = aPackage("api", { ...container, name: "api" });
    await driver.engine.up([declared]);
    const { notes } = await preview(declared);
    expect(declarations(notes)).toContainEqual({ host: HOST, type: "package", package: API, liveId: 300 });
    expect(outlooks(notes)).toEqual([]);
  });
});
