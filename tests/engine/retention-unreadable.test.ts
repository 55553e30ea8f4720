import { diagnosticsOf, stepsOf } from "../support/engine";
import { ImageWorld, multiPlatform } from "../support/image-world";
import { type Scenario, startScenario } from "../support/scenario";

const NAMES = ["api", "web", "worker"];

const policy = (onUnreadable: string) => `new RetentionPolicy("images", {
  owner: "acme", packageType: "container", packages: ["*"], minAge: "0s", onUnreadable: "${onUnreadable}",
  rules: { "pull requests": { action: "delete", match: { tags: ["pr-*"] } } },
});`;

/** Several commands of a real engine. */
const PATIENCE_MILLISECONDS = 300_000;

describe("a policy over three packages, one of which can't be read", () => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  it(
    "stops by default; with skipPackage, preview and update leave that one alone, say so, and do the others",
    async () => {
      const world = new ImageWorld();
      for (const name of NAMES) {
        const images = world.package(name);
        images.push(multiPlatform(`${name} 1.0.0`).all, { daysAgo: 40, tags: ["v1"] });
        images.push(multiPlatform(`${name} pr-1`).all, { daysAgo: 30, tags: ["pr-1"] });
      }
      scenario = await startScenario(policy("stop"), { emulator: { seed: world.seed() } });
      const { emulator, workspace } = scenario;
      const route = /acme\/web\/manifests/;
      const fault = emulator.faults.add({ route, status: 404, body: {}, times: Number.POSITIVE_INFINITY });
      const left = () => NAMES.map((name) => emulator.world.versions("acme", "container", name).length);

      const stopped = await workspace.preview();
      expect(stopped.code).not.toBe(0);
      expect(diagnosticsOf(stopped).join("\n")).toContain("nothing can be planned for web, so nothing is deleted");

      await scenario.program(policy("skipPackage"));
      const alone = "images (acme, container): web is left alone, because it can't be read";
      const preview = await workspace.preview();
      expect(preview.code).toBe(0);
      expect(diagnosticsOf(preview).join("\n")).toContain(alone);
      const planned = stepsOf(preview)[0]?.metadata.new?.inputs?.runs?.[1]?.delete;
      expect(Object.keys(planned ?? {})).toEqual(["api", "worker"]);
      expect(left()).toEqual([6, 6, 6]);

      const up = await workspace.up();
      expect(up.code).toBe(0);
      expect(diagnosticsOf(up).join("\n")).toContain(alone);
      expect(left()).toEqual([3, 6, 3]);
      expect((await workspace.preview(["--expect-no-changes"])).code).toBe(0);

      fault.remove();
      expect((await workspace.up()).code).toBe(0);
      expect(left()).toEqual([3, 3, 3]);
    },
    PATIENCE_MILLISECONDS,
  );
});
