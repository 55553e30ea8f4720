import fc from "fast-check";
import { type ManifestContent, Sizes, type StoredContent } from "../../../provider/sizes";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 2000) };

const image = (size: number, ...blobs: StoredContent[]): ManifestContent => ({ size, blobs, children: [] });
const index = (size: number, ...children: string[]): ManifestContent => ({
  size,
  blobs: [],
  children: children.map((digest) => ({ digest })),
});
const layer = (digest: string, size?: number): StoredContent => ({ digest, ...(size !== undefined && { size }) });

function sizesOf(versions: Readonly<Record<string, ManifestContent | undefined>>): Sizes {
  const read = Object.entries(versions).filter((entry): entry is [string, ManifestContent] => entry[1] !== undefined);
  return new Sizes(Object.keys(versions), new Map(read));
}

describe("The size", () => {
  const sizes = sizesOf({
    list: index(10, "amd", "arm", "gone"),
    amd: image(1, layer("base", 100), layer("amd layer", 50)),
    arm: image(2, layer("base", 100), layer("arm layer", 70)),
    other: image(3, layer("base", 100), layer("base", 100)),
    old: image(4, layer("base"), layer("never told")),
    odd: { size: 5, children: [] },
    unread: undefined,
  });

  it("of a version is its manifest's and that of each of its blobs, once", () => {
    expect(sizes.of(["amd"])).toEqual({ bytes: 151, unknown: 0 });
    expect(sizes.of(["other"])).toEqual({ bytes: 103, unknown: 0 });
    expect(sizes.of(["list"])).toEqual({ bytes: 10, unknown: 0 });
  });

  it("of an image is that of all that it lists and that is there, each layer once", () => {
    expect(sizes.ofImage("list")).toEqual({ bytes: 10 + 1 + 2 + 100 + 50 + 70, unknown: 0 });
    expect(sizes.ofImage("amd")).toEqual(sizes.of(["amd"]));
  });

  it("of several versions has what they share once", () => {
    expect(sizes.of(["amd", "other", "amd"])).toEqual({ bytes: 1 + 3 + 100 + 50, unknown: 0 });
  });

  it("is unknown where a manifest could not be read, or does not tell, and is never 0 then", () => {
    expect(sizes.of(["unread"])).toEqual({ bytes: 0, unknown: 1 });
    expect(sizes.of(["odd"])).toEqual({ bytes: 5, unknown: 1 });
    expect(sizes.of(["old"])).toEqual({ bytes: 4 + 100, unknown: 1 });
    expect(sizes.of(["amd", "odd", "unread"])).toEqual({ bytes: 151 + 5, unknown: 2 });
    expect(sizesOf({ list: index(10, "part"), part: undefined }).ofImage("list")).toEqual({ bytes: 10, unknown: 1 });
  });

  it("of a blob of which two manifests tell different sizes is unknown, in whatever order they tell", () => {
    const told = { one: image(1, layer("base", 100)), two: image(2, layer("base", 7)), three: image(3, layer("base")) };
    const turned = Object.fromEntries(Object.entries(told).reverse());
    for (const both of [sizesOf(told), sizesOf(turned)]) {
      expect(both.of(["one"])).toEqual({ bytes: 1, unknown: 1 });
      expect(both.of(["one", "two", "three"])).toEqual({ bytes: 6, unknown: 3 });
    }
  });

  it("of a manifest is what was measured, whatever another manifest says of it", () => {
    const liar = { liar: image(1, layer("amd", 9_000)), amd: image(2, layer("base", 100)) };
    expect(sizesOf(liar).of(["amd", "liar"])).toEqual({ bytes: 103, unknown: 0 });
  });

  it("of manifests that list each other is found, each counted once", () => {
    const circle = sizesOf({ a: index(1, "b"), b: index(2, "c", "b"), c: index(4, "a") });
    expect(circle.ofImage("a")).toEqual({ bytes: 7, unknown: 0 });
  });

  it("of an image of more parts than an image can have is unknown, and so is that of thousands of indexes over them", () => {
    const parts = Array.from({ length: 30_000 }, (_, place) => `part ${place}`);
    const indexes = Array.from({ length: 500 }, (_, place) => `index ${place}`);
    const hostile = sizesOf({
      ...Object.fromEntries(parts.map((part) => [part, image(1)])),
      all: index(1, ...parts),
      ...Object.fromEntries(indexes.map((one) => [one, index(1, "all")])),
    });
    for (const one of indexes) expect(hostile.ofImage(one)).toEqual({ bytes: 0, unknown: 1 });
  });

  it("that no number can hold is unknown", () => {
    const huge = Array.from({ length: 10_000 }, (_, place) => layer(`layer ${place}`, 1e12));
    expect(sizesOf({ huge: image(1, ...huge), small: image(2) }).of(["huge", "small"])).toEqual({
      bytes: 0,
      unknown: 2,
    });
  });
});

describe("What a plan frees", () => {
  const sizes = sizesOf({
    list: index(10, "amd", "arm"),
    amd: image(1, layer("base", 100), layer("amd layer", 50)),
    arm: image(2, layer("base", 100), layer("arm layer", 70)),
    next: image(3, layer("base", 100), layer("next layer", 5)),
  });

  it("is what nothing needs that stays", () => {
    expect(sizes.freed(["list", "amd", "arm"])).toEqual({ bytes: 10 + 1 + 2 + 50 + 70, unknown: 0, isAtMost: false });
    expect(sizes.freed(["list", "amd", "arm", "next"])).toEqual({
      bytes: sizes.of(["list", "amd", "arm", "next"]).bytes,
      unknown: 0,
      isAtMost: false,
    });
    expect(sizes.freed([])).toEqual({ bytes: 0, unknown: 0, isAtMost: false });
  });

  it("is at most that, where what stays is not known", () => {
    const manifests = { old: image(1, layer("base", 100)), stays: undefined };
    expect(sizesOf(manifests).freed(["old"])).toEqual({ bytes: 101, unknown: 0, isAtMost: true });
    expect(sizesOf(manifests).freed(["stays"])).toEqual({ bytes: 0, unknown: 1, isAtMost: false });
    const damaged = { old: image(1, layer("base", 100)), stays: { size: 1, children: [] } };
    expect(sizesOf(damaged).freed(["old"])).toMatchObject({ isAtMost: true });
  });

  it("has no layer of unknown size that something needs that stays", () => {
    const old = { goes: image(1, layer("base"), layer("own", 5)), stays: image(2, layer("base")) };
    expect(sizesOf(old).freed(["goes"])).toEqual({ bytes: 6, unknown: 0, isAtMost: false });
    expect(sizesOf(old).freed(["goes", "stays"])).toEqual({ bytes: 8, unknown: 2, isAtMost: false });
  });
});

describe("Counting", () => {
  interface World {
    readonly versions: Readonly<Record<string, ManifestContent | undefined>>;
    readonly going: readonly string[];
  }

  const names = ["a", "b", "c", "d", "e", "f"];
  const blob = fc.record(
    { digest: fc.constantFrom("p", "q", "r", "s", "a"), size: fc.integer({ min: 0, max: 3 }) },
    { requiredKeys: ["digest"] },
  );
  const manifest: fc.Arbitrary<ManifestContent> = fc.record(
    {
      size: fc.integer({ min: 1, max: 9 }),
      blobs: fc.array(blob, { maxLength: 4 }),
      children: fc.array(fc.record({ digest: fc.constantFrom(...names, "gone") }), { maxLength: 3 }),
    },
    { requiredKeys: ["size", "children"] },
  );
  const world: fc.Arbitrary<World> = fc
    .dictionary(fc.constantFrom(...names), fc.option(manifest, { nil: undefined, freq: 6 }))
    .chain((versions) => fc.record({ versions: fc.constant(versions), going: fc.subarray(Object.keys(versions)) }));

  /** What a content weighs: the only size that anybody tells, where what was measured is beyond doubt. */
  function weigh({ versions }: World, digest: string): number | undefined {
    const measured = versions[digest]?.size;
    if (measured !== undefined) return measured;
    const blobs = Object.values(versions).flatMap((one) => one?.blobs ?? []);
    const told = new Set(blobs.filter((one) => one.digest === digest).flatMap(({ size }) => size ?? []));
    return told.size === 1 ? [...told][0] : undefined;
  }

  function contentsOf({ versions }: World, version: string): Set<string> {
    const one = versions[version];
    return new Set(one ? [version, ...(one.blobs ?? []).map(({ digest }) => digest)] : []);
  }

  function naive(of: World, counted: readonly string[], stays: readonly string[] = []) {
    const needed = new Set(stays.flatMap((version) => [...contentsOf(of, version)]));
    const contents = new Set(
      counted.flatMap((version) => [...contentsOf(of, version)]).filter((one) => !needed.has(one)),
    );
    const isUnknown = (version: string) =>
      of.versions[version]?.blobs === undefined ||
      [...contentsOf(of, version)].some((one) => !needed.has(one) && weigh(of, one) === undefined);
    return {
      bytes: [...contents].reduce((sum, one) => sum + (weigh(of, one) ?? 0), 0),
      unknown: counted.filter(isUnknown).length,
    };
  }

  function partsOf({ versions }: World, root: string): string[] {
    const parts = [root];
    for (;;) {
      const listed = parts.flatMap((part) => versions[part]?.children.map(({ digest }) => digest) ?? []);
      const found = [...new Set(listed)].filter((one) => Object.hasOwn(versions, one) && !parts.includes(one));
      if (found.length === 0) return parts;
      parts.push(...found);
    }
  }

  it("comes to what a naive count comes to, for versions, images, packages and plans", () => {
    fc.assert(
      fc.property(world, (of) => {
        const all = Object.keys(of.versions);
        const sizes = sizesOf(of.versions);
        const staying = all.filter((one) => !of.going.includes(one));
        expect(sizes.of(all)).toEqual(naive(of, all));
        expect(all.map((one) => sizes.of([one]))).toEqual(all.map((one) => naive(of, [one])));
        expect(all.map((one) => sizes.ofImage(one))).toEqual(all.map((one) => naive(of, partsOf(of, one))));
        expect(sizes.freed(of.going)).toEqual({
          ...naive(of, of.going, staying),
          isAtMost: staying.some((one) => of.versions[one]?.blobs === undefined),
        });
      }),
      RUNS,
    );
  });

  it("does not depend on the order of versions", () => {
    fc.assert(
      fc.property(world, (of) => {
        const all = Object.keys(of.versions);
        const turned = Object.fromEntries(Object.entries(of.versions).reverse());
        const [one, other] = [sizesOf(of.versions), sizesOf(turned)];
        expect(other.of([...all].reverse())).toEqual(one.of(all));
        expect(other.freed([...of.going].reverse())).toEqual(one.freed(of.going));
      }),
      RUNS,
    );
  });

  it("comes to the same for what stays and what is freed together as for all", () => {
    fc.assert(
      fc.property(world, (of) => {
        const all = Object.keys(of.versions);
        fc.pre(all.every((one) => naive(of, all).unknown === 0 && of.versions[one] !== undefined));
        const staying = all.filter((one) => !of.going.includes(one));
        const sizes = sizesOf(of.versions);
        expect(sizes.freed(of.going).bytes + sizes.of(staying).bytes).toBe(sizes.of(all).bytes);
      }),
      RUNS,
    );
  });
});
