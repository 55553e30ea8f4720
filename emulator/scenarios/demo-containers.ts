import {
  type BuiltManifest,
  buildAttestation,
  buildChart,
  buildImage,
  buildIndex,
  buildMultiPlatformImage,
  buildReferrer,
  buildSignature,
  mediaTypes,
  schemeTag,
} from "../images";
import type { PackageScenario, Scenario } from "./scenario";

const PLATFORMS = ["linux/amd64", "linux/arm64"];

/** Every way in which images hang together, each in a package of its own. */
export function addContainers(scenario: Scenario): void {
  addApi(scenario);
  addWeb(scenario);
  addSigned(scenario);
  addBundle(scenario);
  addSmallPackages(scenario);
  addDeletedPackages(scenario);
}

/** Releases, pull requests, and a branch whose tag moves on: what most packages look like. */
function addApi(scenario: Scenario): void {
  const api = container(scenario, "api", "private", "api");
  for (let minor = 0; minor <= 6; minor += 1) {
    const tags = [`v1.${minor}.0`, `1.${minor}`, "1", "latest"];
    api.push(release(`acme/api 1.${minor}.0`), { daysAgo: 210 - 30 * minor, tags });
  }
  for (let number = 0; number < 12; number += 1) {
    api.push(release(`acme/api pull request ${101 + number}`), {
      daysAgo: 62 - 5 * number,
      tags: [`pr-${101 + number}`],
    });
  }
  for (let build = 1; build <= 6; build += 1) {
    api.push(release(`acme/api main build ${build}`), { daysAgo: 33 - 5 * build, tags: ["main"] });
  }
  addOrphans(api);
  addDeletedVersions(api);
}

/** Platform images whose index somebody deleted alone. */
function addOrphans(api: PackageScenario): void {
  for (let build = 1; build <= 3; build += 1) {
    api.push([buildImage({ content: `acme/api orphan ${build}` })], { daysAgo: 120 - build });
  }
}

/** Deleted five days ago, so that they can be restored; and too long ago for that. */
function addDeletedVersions(api: PackageScenario): void {
  for (const [number, deleted] of [
    [91, 5],
    [92, 5],
    [80, 45],
  ] as const) {
    const manifests = release(`acme/api pull request ${number}`);
    api.push(manifests, { daysAgo: 170 - number, tags: [`pr-${number}`] }).delete(manifests, deleted);
  }
}

/** A name with a slash, Docker's media types, and a platform image that a release candidate and its release share. */
function addWeb(scenario: Scenario): void {
  const web = container(scenario, "shop/web", "internal", "shop");
  for (let patch = 0; patch < 4; patch += 1) {
    const version = `3.0.${patch}`;
    const { index, children } = buildMultiPlatformImage({
      platforms: PLATFORMS,
      content: `acme/shop/web ${version}`,
      docker: true,
    });
    web.push([...children, index], { daysAgo: 80 - 20 * patch, tags: [`${version}-rc.1`] });
    const rebuilt = buildImage({ platform: "linux/amd64", content: `acme/shop/web ${version} rebuilt`, docker: true });
    const [, shared] = children as [BuiltManifest, BuiltManifest];
    const final = buildIndex([rebuilt, shared], { docker: true });
    web.push([rebuilt, shared, final], { daysAgo: 79 - 20 * patch, tags: [version, "latest"] });
  }
  web.push([buildImage({ content: "acme/shop/web hotfix", docker: true })], { daysAgo: 9, tags: ["hotfix"] });
}

/** Signatures and attestations by tag, a referrer by `subject` with its fallback tag, and a signature that outlived its image. */
function addSigned(scenario: Scenario): void {
  const signed = container(scenario, "signed", "public", "signed");
  for (let minor = 0; minor < 3; minor += 1) {
    const manifests = release(`acme/signed 0.${minor}.0`);
    const index = manifests.at(-1) as BuiltManifest;
    const daysAgo = 50 - 20 * minor;
    signed.push(manifests, { daysAgo, tags: [`v0.${minor}.0`] });
    const signature = [buildSignature(index.digest)];
    signed.push(signature, { daysAgo: daysAgo - 0.001, tags: [schemeTag(index.digest, "sig")] });
    const sbom = buildReferrer(index, "application/spdx+json");
    const bundle = buildReferrer(index, mediaTypes.sigstoreBundle);
    const fallback = buildIndex([sbom, bundle]);
    signed.push([sbom, bundle, fallback], { daysAgo: daysAgo - 0.002, tags: [schemeTag(index.digest)] });
  }
  const [platform] = release("acme/signed 0.1.0") as [BuiltManifest];
  signed.push([buildSignature(platform.digest)], { daysAgo: 29, tags: [schemeTag(platform.digest, "att")] });
  const gone = buildImage({ content: "acme/signed gone" });
  signed.push([buildSignature(gone.digest)], { daysAgo: 70, tags: [schemeTag(gone.digest, "sig")] });
}

/** An index of indexes. */
function addBundle(scenario: Scenario): void {
  const bundle = container(scenario, "bundle", "private");
  for (let number = 1; number <= 2; number += 1) {
    const parts = ["server", "agent"].map((part) =>
      buildMultiPlatformImage({ platforms: PLATFORMS, content: `acme/bundle ${part} ${number}` }),
    );
    const outer = buildIndex(parts.map(({ index }) => index));
    const inner = parts.flatMap(({ index, children }) => [...children, index]);
    bundle.push([...inner, outer], { daysAgo: 60 - 25 * number, tags: [`2026.${number}`, "latest"] });
  }
}

function addSmallPackages(scenario: Scenario): void {
  const charts = container(scenario, "charts/api", "private", "api");
  for (const [index, version] of ["0.1.0", "0.2.0", "0.3.0"].entries()) {
    charts.push([buildChart("api", version)], { daysAgo: 100 - 30 * index, tags: [version] });
  }
  const popular = container(scenario, "popular", "public", "popular");
  for (const [index, [version, downloads]] of (
    [
      ["1.0.0", 48_120],
      ["1.1.0", 5_001],
      ["1.2.0", 5_000],
      ["1.3.0", 12],
    ] as const
  ).entries()) {
    popular.push([buildImage({ content: `acme/popular ${version}` })], {
      daysAgo: 400 - 100 * index,
      tags: [version],
      downloads,
    });
  }
  container(scenario, "tool", "private").push([buildImage({ content: "acme/tool" })], {
    daysAgo: 365,
    tags: ["latest"],
  });
  scenario
    .package({ owner: "octocat", packageType: "container", name: "dotfiles", visibility: "private" })
    .push(release("octocat/dotfiles 1"), { daysAgo: 40, tags: ["1"] })
    .push(release("octocat/dotfiles 2"), { daysAgo: 12, tags: ["2", "latest"] });
}

/** Restorable for 24 more days, and for none. */
function addDeletedPackages(scenario: Scenario): void {
  const container = { owner: "acme", packageType: "container", visibility: "private" } as const;
  scenario
    .package({ ...container, name: "legacy-api", deletedDaysAgo: 6 })
    .push(release("acme/legacy-api 1"), { daysAgo: 500, tags: ["1.0.0"] })
    .push(release("acme/legacy-api 2"), { daysAgo: 450, tags: ["1.1.0", "latest"] });
  scenario
    .package({ ...container, name: "attic", deletedDaysAgo: 45 })
    .push([buildImage({ content: "acme/attic" })], { daysAgo: 800, tags: ["latest"] });
}

function container(
  scenario: Scenario,
  name: string,
  visibility: "private" | "public" | "internal",
  repository?: string,
): PackageScenario {
  return scenario.package({
    owner: "acme",
    packageType: "container",
    name,
    visibility,
    ...(repository !== undefined && { repository }),
  });
}

/** An index for two platforms, each with its attestation; children first. */
function release(content: string): BuiltManifest[] {
  const images = PLATFORMS.map((platform) => buildImage({ content, platform }));
  const children = [...images, ...images.map(buildAttestation)];
  return [...children, buildIndex(children)];
}
