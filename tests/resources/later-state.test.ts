import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type Make, packageIn, policyIn, startDriver, versionIn } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

const container = { owner: "acme", packageType: "container" };
const rules = { old: { action: "delete", match: { tags: ["v1"] } } };

describe("a state that a later version has written", () => {
  let driver: Driver;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterEach(() => driver.close());

  it.each<[string, Make, PropertyMap]>([
    ["Package", packageIn, { ...container, name: "api" }],
    ["PackageVersion", versionIn, { ...container, packageName: "api", tag: "v1" }],
    ["RetentionPolicy", policyIn, { ...container, packages: ["api"], rules }],
  ])("of a %s is refused, with nothing asked of GitHub", async (_, make, inputs) => {
    const { session } = driver.startRun().preview;
    const resource = make(() => session);
    driver.requests();
    const state = { ...inputs, __schema: 2 };
    const words =
      /^read the resource's state: a later version .* \(schema 2; this version knows 1\)\. Nothing was changed\. Install/;
    await expect(resource.diff("id", state, inputs)).rejects.toThrow(words);
    await expect(resource.read("id", state)).rejects.toThrow(words);
    // A policy's deletion deletes nothing.
    if (make !== policyIn) await expect(resource.delete("id", state)).rejects.toThrow(words);
    expect(driver.requests()).toEqual([]);
  });
});
