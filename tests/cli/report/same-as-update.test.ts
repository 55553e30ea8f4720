import fc from "fast-check";
import { buildReport } from "../../../cli/report/build-report";
import { verdictLine } from "../../../cli/report/phrases";
import { parsePreview } from "../../../cli/report/preview";
import type { PropertyMap } from "../../../provider/resources/resource";
import { imagePolicy } from "../../support/image-policy";
import { ImageWorld, multiPlatform } from "../../support/image-world";
import { aPackage, aVersion, type Declared, type Kept, urnOf } from "../../support/in-process/program";
import { policyIn, startDriver } from "../../support/run-driver";
import { digest, smallWorld } from "../../support/small-world";
import { noted, said, step, stream } from "./events";

const container = { owner: "acme", packageType: "container" };
const version = (packageName: string, handle: PropertyMap) =>
  aVersion(`${packageName} ${Object.values(handle)}`, { ...container, packageName, ...handle });

/** Ways to say the same, and ways to say something else. */
const POOL: readonly Declared[] = [
  aPackage("api", { ...container, name: "api" }),
  aPackage("API", { ...container, owner: "ACME", name: "api" }),
  aPackage("web", { ...container, name: "repo/web" }),
  version("api", { tag: "v1" }),
  version("api", { versionId: 301 }),
  version("api", { digest: digest("a") }),
  version("api", { tag: "v2" }),
  version("api", { tag: "latest" }),
  version("repo/web", { tag: "main" }),
];
const one = fc.constantFrom(...POOL);

describe("what a report says of a resource that the program has no more", () => {
  it("is what the update does with it: deleted, handed over, or refused, whatever else is declared", async () => {
    await fc.assert(
      fc.asyncProperty(one, fc.uniqueArray(one, { maxLength: 4 }), async (removed, declared) => {
        const driver = await startDriver({ emulator: { seed: smallWorld() } });
        try {
          const old = { ...removed, name: "old" };
          expect((await driver.engine.up([old])).errors).toEqual([]);
          const { outputs } = driver.engine.state.get(urnOf(old)) as Kept;
          const { notes, errors } = await driver.engine.up(declared, { beforeDeletions: () => driver.requests() });
          const changes = driver.mutations();
          const events = [noted(...notes), step("delete", old.type, "old", { oldOutputs: outputs })];
          const report = buildReport(parsePreview(stream(events)), 0);
          const did = errors.length > 0 ? "fail" : changes.length > 0 ? "delete" : "state";
          expect(report.resources.map(({ action }) => action)).toEqual([did]);
        } finally {
          await driver.close();
        }
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 30) },
    );
  });
});

describe("what a report says of packages that a policy leaves alone", () => {
  it.each([[[]], [["web"]], [["api", "web"]]])(
    "is what its update leaves as it was, in the headline as well: %j",
    async (unreadable: readonly string[]) => {
      const names = ["api", "web", "worker"];
      const world = new ImageWorld();
      for (const name of names) {
        const scenario = world.package(name);
        scenario.push(multiPlatform(`${name} v1`).all, { daysAgo: 40, tags: ["v1"] });
        scenario.push(multiPlatform(`${name} pr-1`).all, { daysAgo: 30, tags: ["pr-1"] });
      }
      const driver = await startDriver({ emulator: { seed: world.seed() } });
      try {
        for (const name of unreadable) {
          const route = new RegExp(`acme/${name}/manifests`);
          driver.emulator.faults.add({ route, status: 404, body: {}, times: Number.POSITIVE_INFINITY });
        }
        const rules = { "pull requests": { action: "delete", match: { tags: ["pr-*"] } } };
        const inputs = imagePolicy(rules, { packages: ["*"], onUnreadable: "skipPackage" });
        const run = driver.startRun();
        const { inputs: planned } = await policyIn(() => run.preview.session).check(undefined, inputs);
        const messages = run.preview.said.map((line) =>
          said(line.startsWith("warning: ") ? "warning" : "info", line.replace(/^(?:warning|info): /, "")),
        );
        const events = [
          noted(...run.preview.notes),
          ...messages,
          step("create", "RetentionPolicy", "images", { inputs: planned }),
        ];
        const report = buildReport(parsePreview(stream(events)), 0);
        const policy = policyIn(() => run.update().session);
        await policy.create((await policy.check(undefined, inputs)).inputs);
        const asItWas = names.filter((name) => driver.emulator.world.versions("acme", "container", name).length === 6);
        expect(report.skipped.map(({ what }) => what)).toEqual(asItWas.map((name) => `container package acme/${name}`));
        expect(asItWas).toEqual(unreadable);
        const count = unreadable.length === 1 ? "1 package" : `${unreadable.length} packages`;
        const also = unreadable.length === 0 ? "" : ` ${count} left alone: not judged.`;
        expect(verdictLine(report)).toBe(`Deletes ${3 * (3 - unreadable.length)} versions.${also}`);
        expect(report.messages.join("\n")).not.toContain("left alone");
      } finally {
        await driver.close();
      }
    },
  );
});
