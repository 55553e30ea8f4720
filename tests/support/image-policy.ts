import type { BuiltManifest } from "../../emulator/images";
import type { PackageScenario } from "../../emulator/scenarios/scenario";
import type { PropertyMap } from "../../provider/resources/resource";
import { missingParts } from "./image-completeness";
import { ImageWorld } from "./image-world";
import { type Driver, type DriverOptions, type Meanwhile, policyIn, startDriver, type UpResult } from "./run-driver";
import { ADMIN_TOKEN } from "./small-world";

/** What a retention policy over `acme/api` says. */
export const imagePolicy = (rules: PropertyMap, rest: PropertyMap = {}): PropertyMap => ({
  owner: "acme",
  packageType: "container",
  packages: ["api"],
  minAge: "0s",
  rules,
  ...rest,
});

/** One retention policy over the images of `acme/api`, taken through runs. */
export class ImagePolicyDriver {
  private constructor(readonly driver: Driver) {}

  static async start(fill: (api: PackageScenario) => void, options: DriverOptions = {}): Promise<ImagePolicyDriver> {
    const world = new ImageWorld();
    fill(world.package());
    const emulator = { seed: world.seed(), ...options.emulator };
    return new ImagePolicyDriver(await startDriver({ ...options, emulator }));
  }

  get world(): Driver["emulator"]["world"] {
    return this.driver.emulator.world;
  }

  /** The state's outputs. */
  get outputs(): PropertyMap {
    return this.driver.kept.get("policy")?.outputs ?? {};
  }

  run(inputs: PropertyMap, meanwhile: Meanwhile = {}): Promise<UpResult> {
    return this.driver.up("policy", policyIn, inputs, meanwhile);
  }

  /** A run that has to end well. */
  async up(inputs: PropertyMap, meanwhile: Meanwhile = {}): Promise<UpResult> {
    const result = await this.run(inputs, meanwhile);
    expect({ failures: result.failures, error: result.error }).toEqual({ failures: [], error: undefined });
    return result;
  }

  refresh(): Promise<void> {
    return this.driver.refresh("policy", policyIn);
  }

  versions(state: "active" | "deleted" = "active") {
    return this.world.versions("acme", "container", "api", { state });
  }

  idOf({ digest }: BuiltManifest): number {
    return this.versions().find(({ name }) => name === digest)?.id ?? 0;
  }

  push(manifests: readonly BuiltManifest[], tags: string[] = []): void {
    for (const { digest, mediaType, content } of manifests) {
      const its = digest === manifests.at(-1)?.digest ? tags : [];
      this.world.publish("acme", "container", "api", { name: digest, tags: its, manifest: { mediaType, content } });
    }
  }

  expectPresent(...manifests: readonly BuiltManifest[]): void {
    expect(this.lackingOf(manifests)).toEqual([]);
  }

  expectGone(...manifests: readonly BuiltManifest[]): void {
    expect(this.lackingOf(manifests)).toEqual(manifests.map(({ digest }) => digest));
  }

  /** What pulling any tag on any platform would not find. */
  async missingParts(): Promise<string[]> {
    const headers = { authorization: `Bearer ${Buffer.from(ADMIN_TOKEN).toString("base64")}` };
    const tags = this.versions().flatMap((version) => version.tags);
    return missingParts({ url: this.driver.emulator.registryUrl, headers }, "acme/api", tags);
  }

  private lackingOf(manifests: readonly BuiltManifest[]): string[] {
    const present = new Set(this.versions().map(({ name }) => name));
    return manifests.map(({ digest }) => digest).filter((digest) => !present.has(digest));
  }
}
