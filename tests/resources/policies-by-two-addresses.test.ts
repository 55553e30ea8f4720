import { type Emulator, startEmulator } from "../../emulator";
import type { PropertyMap } from "../../provider/resources/resource";
import { InProcessEngine } from "../support/in-process/engine";
import type { Declared } from "../support/in-process/program";
import { keepNewest } from "../support/keep-newest";
import { smallWorld } from "../support/small-world";

const keepNewestUi = (count: number, rest: PropertyMap = {}) => keepNewest(count, { packages: ["ui"], ...rest });

const policy = (name: string, inputs: PropertyMap, provider = ""): Declared => ({
  name,
  type: "RetentionPolicy",
  inputs,
  provider,
});

describe("two retention policies over one package", () => {
  let emulator: Emulator;
  let copy: Emulator;
  let engine: InProcessEngine;
  const left = (of: Emulator) => of.world.versions("acme", "npm", "ui").map(({ name }) => name);
  const covered = (host: string, other: string) =>
    `packages: another retention policy of this program covers acme/npm/ui (at ${host}, where it has the same versions: that is taken for another address of ${other}) already`;

  beforeEach(async () => {
    const seed = smallWorld();
    emulator = await startEmulator({ seed });
    copy = await startEmulator({ profile: "ghes-3.18", seed });
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

  it.each([
    ["that both name", ["ui"], ["ui"]],
    ["that one names and a pattern of the other matches", ["ui"], ["*"]],
  ])("%s, each by an address of its own, fail the preview", async (_, one, other) => {
    const { errors } = await engine.up([
      policy("one", keepNewestUi(2, { packages: one })),
      policy("other", keepNewestUi(1, { packages: other }), "proxy"),
    ]);
    expect(errors).toEqual([expect.stringContaining(covered("github.com", "github-proxy.example.com"))]);
    expect(left(emulator)).toEqual(["2.0.0", "1.1.0", "1.0.0"]);
  });

  it("fail also where the second has nothing to delete, or the first would delete the whole package", async () => {
    const all = { rules: { all: { action: "delete", match: { versionNames: ["*"] } } }, onAllMatched: "deletePackage" };
    for (const [one, other] of [
      [keepNewestUi(1), keepNewestUi(9)],
      [keepNewestUi(9, all), keepNewestUi(1)],
    ] as const) {
      const { errors } = await engine.preview([policy("one", one), policy("other", other, "proxy")]);
      expect(errors).toEqual([expect.stringContaining(covered("github.com", "github-proxy.example.com"))]);
    }
  });

  it("are found after the first has deleted what it was to delete, where no preview came before", async () => {
    const program = [policy("one", keepNewestUi(1)), policy("other", keepNewestUi(2), "proxy")];
    const { errors } = await engine.up(program, { skipsPreview: true, isEager: true });
    expect(errors).toEqual([expect.stringContaining(covered("github.com", "github-proxy.example.com"))]);
    expect(left(emulator)).toEqual(["2.0.0"]);
  });

  it("are none where a server of its own has the same names, numbers and times", async () => {
    const { errors } = await engine.up([policy("one", keepNewestUi(1)), policy("other", keepNewestUi(2), "copy")]);
    expect(errors).toEqual([]);
    expect([left(emulator), left(copy)]).toEqual([["2.0.0"], ["2.0.0", "1.1.0"]]);
  });

  it("are none where they cover different packages", async () => {
    const cli = { owner: "octocat", packages: ["cli"] };
    const { errors } = await engine.up([
      policy("one", keepNewestUi(1)),
      policy("other", keepNewestUi(2, cli), "proxy"),
    ]);
    expect(errors).toEqual([]);
    expect(left(emulator)).toEqual(["2.0.0"]);
  });
});
