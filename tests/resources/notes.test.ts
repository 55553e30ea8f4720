import type { Note } from "../../provider/notes";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, startDriver } from "../support/run-driver";
import { digest, smallWorld } from "../support/small-world";
import { adoptOne, apiPackage, apiVersion, type Make } from "../support/whole-run";

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

  async function preview(...program: Array<readonly [make: Make, inputs: PropertyMap, state?: PropertyMap]>) {
    const phase = driver.startRun().preview;
    for (const [make, inputs, state] of program) {
      const resource = make(() => phase.session);
      const checked = await resource.check(state && inputs, inputs);
      if (state) await resource.diff("", state, checked.inputs);
    }
    return phase;
  }
  const outlooks = (notes: readonly Note[]) => notes.filter(({ kind }) => kind === "outlook");
  const declarations = (notes: readonly Note[]) =>
    notes.flatMap((note) => (note.kind === "declared" ? [{ host: note.host, ...note.declaration }] : []));

  it.each<[string, Make, PropertyMap, string, RegExp]>([
    ["a package that is there", apiPackage, { ...container, name: "api" }, "adopt", /it will be adopted/],
    [
      "a package that is not",
      apiPackage,
      { ...container, name: "billing" },
      "restoreOrFail",
      /not there.* try to restore/,
    ],
    [
      "one that must not be restored",
      apiPackage,
      { ...container, name: "ap", whenDeleted: "fail" },
      "fail",
      /will fail/,
    ],
    ["a version that is there", apiVersion, { ...container, packageName: "api", tag: "v1" }, "adopt", /be adopted/],
    ["a deleted version", apiVersion, { ...container, packageName: "api", tag: "v0" }, "restore", /be restored/],
    [
      "one that must not come back",
      apiVersion,
      { ...container, packageName: "api", tag: "v0", whenDeleted: "fail" },
      "fail",
      /is "fail"; the update will/,
    ],
    [
      "a tag that nobody has",
      apiVersion,
      { ...container, packageName: "api", tag: "v9" },
      "fail",
      /neither active nor/,
    ],
    ["a version of no package", apiVersion, { ...container, packageName: "ap", tag: "v1" }, "fail", /not there/],
  ])(
    "of %s is what the update will do, and the sentence that people are told",
    async (_, make, inputs, expects, says) => {
      const { notes, said } = await preview([make, inputs]);
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
      [apiPackage, { ...container, name: "api" }],
      [apiVersion, { ...container, packageName: "api", tag: "v1" }],
    );
    expect(outlooks(notes)).toMatchObject([{ expects: "restoreOrFail" }, { expects: "restoreOrFail" }]);
  });

  it("names every adoption, also those beyond the first twenty, which people are not told of one by one", async () => {
    const tags = Array.from({ length: 30 }, (_, index) => `t${index}`);
    for (const tag of tags) driver.emulator.world.tag("acme", "container", "api", tag, 301);
    const { notes, said } = await preview(
      ...tags.map((tag) => [apiVersion, { ...container, packageName: "api", tag }] as const),
    );
    expect(outlooks(notes)).toHaveLength(30);
    expect(said.filter((line) => line.includes("it will be adopted"))).toHaveLength(20);
  });

  it("is what the program declares, on which host, and what it was found to mean", async () => {
    const { notes } = await preview(
      [apiPackage, { ...container, name: "api" }],
      [apiVersion, { ...container, packageName: "api", digest: digest("a") }],
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
    const known = await adoptOne(driver, apiPackage, { ...container, name: "api" });
    const { notes } = await preview([apiPackage, known.inputs, known.state]);
    expect(declarations(notes)).toContainEqual({ host: HOST, type: "package", package: API, liveId: 300 });
    expect(outlooks(notes)).toEqual([]);
  });
});
