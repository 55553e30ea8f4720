import type { Seed } from "../seed";
import { readNpmHistories } from "./npm-histories";
import { Scenario } from "./scenario";

/** All npm histories, as packages of acme, at the instants at which they were published. */
export function historiesScenario(): Seed {
  const { header, packages } = readNpmHistories();
  const scenario = new Scenario(`${header.collectedAt}T00:00:00Z`);
  for (const [name, history] of Object.entries(packages)) {
    const published = scenario.package({
      owner: "acme",
      packageType: "npm",
      name: name.replace(/^@[^/]+\//, ""),
      visibility: "private",
    });
    for (const [version, at] of history) published.publishAt(version, at);
  }
  return scenario.build();
}
