import { buildMultiPlatformImage, buildSignature, schemeTag } from "../images";
import type { Seed } from "../seed";
import { Scenario } from "./scenario";

/** The instant that the ages of the set are measured from. */
const NOW = "2026-11-21T09:00:00Z";

const PACKAGES = 40;

/** One build a day and package, newest today. */
const BUILDS = 30;

export function imagesSeed(): Seed {
  return { ...imagesScenario().build(), now: NOW };
}

/**
 * Container packages as a busy organization has them: each with a build a day for two platforms and their attestations,
 * every tenth a signed release, every third a pull request's, the others of the main branch, whose tag moves on and
 * leaves untagged indexes behind.
 */
export function imagesScenario(): Scenario {
  const scenario = new Scenario(NOW);
  for (let number = 1; number <= PACKAGES; number += 1) {
    const name = `service-${String(number).padStart(2, "0")}`;
    const images = scenario.package({
      owner: "acme",
      packageType: "container",
      name,
      visibility: "private",
      repository: name,
    });
    for (let build = 1; build <= BUILDS; build += 1) {
      const daysAgo = BUILDS - build + number / 100;
      const { index, children } = buildMultiPlatformImage({
        platforms: ["linux/amd64", "linux/arm64"],
        content: `acme/${name} build ${build}`,
        attestations: true,
      });
      images.push([...children, index], { daysAgo, tags: tagsOf(build) });
      if (build % 10 === 0) {
        const tags = [schemeTag(index.digest, "sig")];
        images.push([buildSignature(index.digest)], { daysAgo: daysAgo - 0.001, tags });
      }
    }
  }
  return scenario;
}

function tagsOf(build: number): string[] {
  if (build % 10 === 0) return [`v1.${build / 10}.0`, "latest"];
  return build % 3 === 0 ? [`pr-${100 + build}`] : ["main"];
}
