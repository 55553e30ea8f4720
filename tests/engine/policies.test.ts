/** The policies of `pulumi-github-packages/policies`, in a policy pack that a real engine runs. */
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { changesOf, diagnosticsOf } from "../support/engine";
import { writePolicyPack } from "../support/policy-pack";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

/** Something for each policy to object to: an unprotected package, tags, counts, no minimum, and a package that goes as a whole. */
const program = `
  new Package("web", { owner: "acme", packageType: "container", name: "repo/web" });
  new RetentionPolicy("releases", { owner: "acme", packageType: "npm", packages: ["lib"],
    rules: { old: { action: "delete", match: { semver: "<11" } } } });
  new RetentionPolicy("abandoned", { owner: "acme", packageType: "npm", packages: ["ui"], minAge: "0s", onAllMatched: "deletePackage",
    rules: { all: { action: "delete", match: { versionNames: ["*"] } } } });`;

const pack = `
  const { PolicyPack } = require("@pulumi/policy");
  const { packagePolicies } = require("pulumi-github-packages/policies");
  new PolicyPack("packages", { enforcementLevel: "mandatory", policies: packagePolicies({ tags: ["9.*"], minRemaining: 2 }) });`;

const limits = {
  "retention-max-deletions": { maxDeletions: 2 },
  "retention-max-total-deletions": { maxTotalDeletions: 4 },
};

const lib = npmPackage("acme", "lib", 600, ["9.0.0", "10.0.0", "11.0.0"]);

const objections = [
  "packages-protected: " +
    'abandoned would delete acme/npm/ui as a whole. Set onAllMatched: "keepNewest", or add it to deletable of packages-protected.',
  "packages-protected: " +
    "web is not protected, so removing it from the program would delete acme/container/repo/web with all its versions. " +
    "Set protect: true; to delete it, add it to deletable of packages-protected first.",
  "retention-max-deletions: abandoned would delete 3 versions (ui: 3), and at most 2 are allowed. " +
    "Narrow the rules so that several runs do it, or raise maxDeletions of retention-max-deletions.",
  "retention-max-total-deletions: 5 versions would be deleted (abandoned: 3, releases: 2), and at most 4 are allowed. " +
    "Narrow the rules so that several runs do it, or raise maxTotalDeletions of retention-max-total-deletions.",
  'retention-minimum-kept: abandoned has to leave at least 2 of acme/npm/ui, and onAllMatched: "deletePackage" may leave nothing. ' +
    'Set onAllMatched: "keepNewest" and minRemaining: 2, or add it to deletable of retention-minimum-kept.',
  "retention-minimum-kept: releases has to leave at least 2 of each package, and its minRemaining is 0: set minRemaining: 2.",
  `retention-protected-versions: releases would delete what is protected: lib 601 [old] ${lib.versions[0]?.createdAt?.slice(0, 10)} 9.0.0. ` +
    "Add a keep rule for it, or change tags or packages of retention-protected-versions.",
];

describe("the policies", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario(program, { emulator: { seed: smallWorld({ packages: [lib] }) } });
    await writePolicyPack(scenario.workspace, pack);
  });
  afterAll(() => scenario?.close());

  const previewWith = async (config: object) => {
    await scenario.workspace.write("config.json", JSON.stringify(config));
    return scenario.workspace.preview(["--policy-pack", "pack", "--policy-pack-config", "config.json"]);
  };

  it("stop the preview, each with its reason, where they are mandatory, and say the same where they are advisory", async () => {
    const preview = await previewWith({ ...limits, "packages-protected": "advisory" });
    expect(preview.code).not.toBe(0);
    const levelOf = (one: string) => (one.startsWith("packages-protected") ? "advisory" : "mandatory");
    expect(violationsOf(preview)).toEqual(objections.map((one) => `${levelOf(one)} ${one}`).sort());
  });

  it("are silent where their settings allow it, each by its own", async () => {
    const preview = await previewWith({
      "retention-max-deletions": { maxDeletions: 3 },
      "retention-max-total-deletions": { maxTotalDeletions: 5 },
      "retention-protected-versions": { tags: ["11.*"], packages: ["acme/npm/other"] },
      "retention-minimum-kept": { minRemaining: 0 },
      "packages-protected": { deletable: ["acme/npm/*", "acme/container/repo/*"] },
    });
    expect(violationsOf(preview)).toEqual([]);
    expect(preview.code).toBe(0);
  });

  it("fail on a setting that would protect nothing, and name it", async () => {
    const preview = await previewWith({ "retention-protected-versions": { tags: ["!9.*"] } });
    expect(preview.code).not.toBe(0);
    expect(diagnosticsOf(preview).join("\n")).toMatch(/the policy's setting tags: .*!9/);
    expect(changesOf(preview)).not.toContain("create releases");
  });
});

/** "LEVEL POLICY: MESSAGE", sorted. */
function violationsOf({ events }: { events: readonly EngineEvent[] }): string[] {
  return events
    .flatMap(({ policyEvent: event }) =>
      event ? [`${event.enforcementLevel} ${event.policyName}: ${messageOf(event.message)}`] : [],
    )
    .sort();
}

/** Without the policy's description, which comes first, and the engine's colour marks. */
function messageOf(message: string): string {
  return (
    message
      .replaceAll(/<\{%.*?%\}>/g, "")
      .trim()
      .split("\n")
      .at(-1) ?? ""
  );
}
