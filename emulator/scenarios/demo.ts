import type { Seed } from "../seed";
import { addContainers } from "./demo-containers";
import { inReleaseOrder, readNpmHistories } from "./npm-histories";
import { Scenario } from "./scenario";

/** The instant that the ages of the demo are measured from; the emulator moves them, so that this is its present. */
const NOW = "2026-11-21T09:00:00Z";

/**
 * An organization and a user with something of everything that the packages API knows: small enough to read, true in
 * its details.
 */
export function demoScenario(): Seed {
  const scenario = new Scenario(NOW);
  addNpmPackages(scenario);
  addContainers(scenario);
  addOtherRegistries(scenario);
  return { ...scenario.build(), now: NOW };
}

/** The demo's container packages by themselves. */
export function demoImages(): Scenario {
  const scenario = new Scenario(NOW);
  addContainers(scenario);
  return scenario;
}

/** Real histories: releases and nightly builds of TypeScript, releases of Prettier. */
function addNpmPackages(scenario: Scenario): void {
  const { packages } = readNpmHistories();
  for (const [name, license] of [
    ["typescript", "Apache-2.0"],
    ["prettier", "MIT"],
  ] as const) {
    const npm = scenario.package({ owner: "acme", packageType: "npm", name, visibility: "private", repository: name });
    for (const [version, at] of inReleaseOrder(packages[name] ?? [])) npm.publishAt(version, at, { license });
  }
  scenario
    .package({ owner: "acme", packageType: "npm", name: "tokens", visibility: "internal" })
    .publish("1.0.0", { daysAgo: 300, description: "Design tokens", license: "Apache-2.0" });
  const cli = scenario.package({ owner: "octocat", packageType: "npm", name: "cli", visibility: "public" });
  for (let minor = 0; minor < 5; minor += 1) cli.publish(`0.${minor}.0`, { daysAgo: 200 - 40 * minor, license: "MIT" });
}

function addOtherRegistries(scenario: Scenario): void {
  const maven = { owner: "acme", packageType: "maven", visibility: "private", repository: "billing" } as const;
  const billing = scenario.package({ ...maven, name: "com.acme.billing" });
  for (let patch = 0; patch < 8; patch += 1) billing.publish(`2.4.${patch}`, { daysAgo: 240 - 30 * patch });
  billing.publish("2.5.0-SNAPSHOT", { daysAgo: 3 });

  const nuget = scenario.package({ owner: "acme", packageType: "nuget", name: "Acme.Billing", visibility: "public" });
  for (const [index, version] of ["1.0.0", "1.1.0", "1.2.0-beta.1", "1.2.0"].entries()) {
    nuget.publish(version, { daysAgo: 180 - 45 * index, downloads: version === "1.1.0" ? 9_214 : 310 });
  }

  const gem = scenario.package({ owner: "acme", packageType: "rubygems", name: "acme-billing", visibility: "private" });
  for (const [index, version] of ["0.9.0", "0.9.1", "1.0.0"].entries())
    gem.publish(version, { daysAgo: 90 - 30 * index });
  gem.delete(["0.9.0"], 4);

  addDockerPackages(scenario);
}

/**
 * Images of the registry before ghcr.io: a version goes by its tag, and a conflict keeps one package from being moved
 * to ghcr.io.
 */
function addDockerPackages(scenario: Scenario): void {
  const docker = { owner: "acme", packageType: "docker", visibility: "private", repository: "legacy" } as const;
  const worker = scenario.package({ ...docker, name: "worker" });
  for (const [index, tag] of ["1.0", "1.1", "2.0"].entries()) {
    worker.publish(tag, { daysAgo: 900 - 100 * index, tags: tag === "2.0" ? [tag, "latest"] : [tag] });
  }
  scenario
    .package({ ...docker, name: "api", dockerMigrationConflict: true })
    .publish("1.0", { daysAgo: 950, tags: ["1.0", "latest"] });
}
