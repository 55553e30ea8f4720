import * as pulumi from "@pulumi/pulumi";
import { Package } from "../../sdk/package";
import { RetentionPolicy, type RetentionPolicyArgs } from "../../sdk/retention-policy";
import { inputsOf, registerWithMocks } from "../support/registered-inputs";
import { type Driver, policyIn, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

/** As by `process.env.AGE` without an exclamation mark, which the compilers of most readers let through. */
const missing = undefined as unknown as string;

describe("what a program gives a retention policy as undefined", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterAll(() => driver.close());

  /** What the engine gets of a program, and what the provider says to it. */
  async function failuresOf(name: string, args: Partial<RetentionPolicyArgs>): Promise<Map<string, string>> {
    const policy = new RetentionPolicy(name, {
      owner: "acme",
      packageType: "container",
      packages: ["api"],
      rules: {},
      ...args,
    });
    const { session } = driver.startRun().preview;
    const { inputs, failures } = await policyIn(() => session).check(undefined, await inputsOf(name, policy));
    expect(Object.keys(inputs)).not.toContain("__undefined");
    return new Map(failures.map(({ property, reason }) => [property, reason]));
  }

  const rule = (match: object, more: object = {}) =>
    ({ rules: { "old ones": { action: "delete", match: { tags: ["pr-*"], ...match }, ...more } } }) as object;
  const newest = (mostRecent: object) => ({ rules: { newest: { action: "keep", mostRecent } } }) as object;

  it.each<[string, object, string]>([
    ["an age", rule({ olderThan: missing }), 'rules["old ones"].match.olderThan'],
    ["null for an age", rule({ olderThan: null }), 'rules["old ones"].match.olderThan'],
    ["an age that is known later", rule({ olderThan: pulumi.output(missing) }), 'rules["old ones"].match.olderThan'],
    ["an age that is promised", rule({ olderThan: Promise.resolve(missing) }), 'rules["old ones"].match.olderThan'],
    ["tags beside an age", rule({ olderThan: "1d", tags: missing }), 'rules["old ones"].match.tags'],
    ["the conditions of a keep rule", newest({ count: 1, groupBy: missing }), 'rules["newest"].mostRecent.groupBy'],
    ["a keep rule", { rules: { releases: missing } }, 'rules["releases"]'],
    ["rules that are known later", { rules: pulumi.output({ releases: missing }) }, 'rules["releases"]'],
    ["exceptions", { excludePackages: missing }, "excludePackages"],
    ["the least age", { minAge: missing }, "minAge"],
    ["what happens to the last version", { onAllMatched: missing }, "onAllMatched"],
    ["a limit of deletions", { maxDeletions: missing }, "maxDeletions"],
    ["a limit of shares", { maxDeletePercent: missing }, "maxDeletePercent"],
    ["a minimum", { minRemaining: missing }, "minRemaining"],
    ["that it only previews", { previewOnly: missing }, "previewOnly"],
    ["the instant of ages", { asOf: missing }, "asOf"],
  ])("is a mistake that check names: %s", async (what, args, property) => {
    registerWithMocks(false);
    const failures = await failuresOf(what, args);
    expect(failures.get(property)).toMatch(
      /^is given as undefined, .* may delete more\. Give it a value; or, .* leave it out: \.\.\.\(/,
    );
  });

  it("is named with all that is wrong besides, each property once", async () => {
    registerWithMocks(false);
    const failures = await failuresOf("several", { ...rule({ olderThan: missing, semver: "x.y" }), minAge: missing });
    expect([...failures.keys()].sort()).toEqual([
      "minAge",
      'rules["old ones"].match.olderThan',
      'rules["old ones"].match.semver',
    ]);
  });

  it("is none where nothing more is deleted without it", async () => {
    registerWithMocks(false);
    const harmless = { ownerType: undefined, auditLog: undefined, deleteOrphanReferrers: undefined } as object;
    expect(await failuresOf("harmless", harmless)).toEqual(new Map());
  });

  it("is looked for in the update where it is not known in the preview, and what is known is judged before", async () => {
    registerWithMocks(true);
    const { htmlUrl: later } = new Package("not made yet", { packageType: "npm", name: "lib" });
    const failures = await failuresOf("later", { ...rule({ olderThan: later }), minAge: missing });
    expect([...failures.keys()]).toEqual(["minAge"]);
  });
});
