import fc from "fast-check";
import { buildReport } from "../../../cli/report/build-report";
import { parsePreview } from "../../../cli/report/preview";
import type { Bag } from "../../../provider/resources/resource";
import { startDriver } from "../../support/run-driver";
import { digest, smallWorld } from "../../support/small-world";
import { adoptOne, apiPackage, apiVersion, type Declared, upWhole } from "../../support/whole-run";
import { noted, step, stream } from "./events";

const container = { owner: "acme", packageType: "container" };
const version = (packageName: string, handle: Bag) => ({
  make: apiVersion,
  inputs: { ...container, packageName, ...handle },
});

/** Ways to say the same, and ways to say something else. */
const POOL: readonly Declared[] = [
  { make: apiPackage, inputs: { ...container, name: "api" } },
  { make: apiPackage, inputs: { ...container, owner: "ACME", name: "api" } },
  { make: apiPackage, inputs: { ...container, name: "repo/web" } },
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
          const { make, inputs } = removed;
          const known = await adoptOne(driver, make, inputs);
          const { notes, changes, errors } = await upWhole(driver, declared, [known]);
          const kind = make === apiPackage ? "Package" : "PackageVersion";
          const events = [noted(...notes), step("delete", kind, "old", { oldOutputs: known.state })];
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
