import { buildIndex } from "../../emulator/images";
import { parseDetails } from "../../provider/resources/retention-policy/plan/plan-details";
import { RetentionPolicyResource } from "../../provider/resources/retention-policy/resource";
import { formatBytes } from "../../provider/sizes";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { bytesOf, layeredImage } from "../support/layered-image";
import { policyIn, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

const base = "b".repeat(900_000);
const amd = layeredImage("amd", [base, "a".repeat(50_000)]);
const arm = layeredImage("arm", [base, "r".repeat(70_000)]);
const old = buildIndex([amd, arm]);
const next = layeredImage("next", [base, "n".repeat(30_000)]);
const all = [amd, arm, old, next];
const freed = bytesOf(...all) - bytesOf(next);

const policy = imagePolicy({ old: { action: "delete", match: { tags: ["pr-*"] } } });

describe("What a policy frees", () => {
  let driver: ImagePolicyDriver;
  const start = async (isStreamed = false) => {
    driver = await ImagePolicyDriver.start(
      (api) => {
        api.push([amd, arm, old], { daysAgo: 9, tags: ["pr-1"] });
        api.push([next], { daysAgo: 5, tags: ["v2"] });
      },
      { isStreamed },
    );
  };
  afterEach(() => driver.driver.close());

  it("is told in its preview: of the package, and of the whole plan, by what nothing needs that stays", async () => {
    await start();
    const { said } = await driver.run(policy);
    const words = { freed: formatBytes(freed), size: formatBytes(bytesOf(...all)) };
    expect(words).toEqual({ freed: "122 kB", size: "1.1 MB" });
    expect(said.preview).toContainEqual(
      expect.stringMatching(/api: of 4 versions 3 go .*\. That frees 122 kB of 1\.1 MB\. More than half of it goes$/),
    );
    expect(said.preview).toContainEqual(
      expect.stringMatching(/the update deletes 3 versions, .*, which frees 122 kB:\n/),
    );
    expect(said.update.join("\n")).not.toContain("frees");
  });

  it("costs no request: each manifest is read once, for the plan", async () => {
    await start();
    await driver.run(policy);
    const asked = driver.driver.emulator.requests.filter(({ path }) => path.includes("/manifests/"));
    expect(asked).toHaveLength(all.length);
  });

  it("is told to who reads the preview along, in bytes", async () => {
    await start(true);
    const { session, details } = driver.driver.startRun().preview;
    await new RetentionPolicyResource(() => session).check(undefined, policy);
    const [told] = details.flatMap((line) => parseDetails(line) ?? []);
    expect(told?.packages).toMatchObject([
      {
        package: "api",
        freed: { bytes: freed, unknown: 0, isAtMost: false },
        size: { bytes: bytesOf(...all), unknown: 0 },
      },
    ]);
  });

  it("is not told where nothing goes, nor of types of which nobody knows sizes", async () => {
    await start();
    const none = await driver.run(imagePolicy({ old: { action: "delete", match: { tags: ["none-*"] } } }));
    expect(none.said.preview.join("\n")).not.toContain("frees");
    const other = await startDriver({ emulator: { seed: smallWorld() } });
    const rules = { old: { action: "delete", match: { versionNames: ["1.*"] } } };
    const npm = { owner: "acme", packageType: "npm", packages: ["*"], minAge: "0s", rules };
    const { said } = await other.up("policy", policyIn, npm).finally(() => other.close());
    expect(said.preview.join("\n")).toContain("the update deletes");
    expect(said.preview.join("\n")).not.toContain("frees");
  });
});
