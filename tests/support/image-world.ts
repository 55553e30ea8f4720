import type { BuiltManifest } from "../../emulator/images";
import { buildMultiPlatformImage } from "../../emulator/images";
import { type PackageScenario, Scenario } from "../../emulator/scenarios/scenario";
import type { Seed } from "../../emulator/seed";

/** Container packages of `acme`, as somebody pushed them up to the present. */
export class ImageWorld {
  readonly #scenario = new Scenario(new Date().toISOString());

  package(name = "api", visibility: "private" | "public" = "private"): PackageScenario {
    return this.#scenario.package({ owner: "acme", packageType: "container", name, visibility });
  }

  seed(): Seed {
    return this.#scenario.build();
  }
}

/** An image as buildx pushes it, children first: for each platform an image, and its attestation where asked for; last the index. */
export function multiPlatform(content: string, platforms = ["linux/amd64", "linux/arm64"], attestations = false) {
  const { index, children } = buildMultiPlatformImage({ platforms, content, attestations });
  return { index, children, all: [...children, index] as readonly BuiltManifest[] };
}
