import { type Scenario, startScenario } from "../support/scenario";

/** What Go prints of a value that is missing, or is no text. */
const SPOILT = /<nil>|\{map\[|\{\[/;

/** What each mistake is told as is in tests/resources (`unusable-token`, `untyped-arguments`, `wrong-owner`). */
describe("what a person got wrong is shown by the engine as what they can mend", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario("");
  });
  afterAll(() => scenario.close());

  it("an error of the provider, with its resource, and once", async () => {
    const before = scenario.emulator.world.snapshot();
    await scenario.program(`new Package("api", { owner: "acme", packageType: "container", name: "api" });`);
    const up = await scenario.workspace.up([], { env: { GITHUB_TOKEN: "" } });
    expect(up.code).not.toBe(0);
    expect(up.stdout + up.stderr).toMatch(
      /there is no token for it\. Set GITHUB_TOKEN .*read:packages, delete:packages .* write:packages.*\/settings\/tokens\/new\?scopes=/,
    );
    expect(up.stdout + up.stderr).not.toContain("an error, shown with its resource");
    expect(scenario.emulator.world.snapshot()).toEqual(before);
  });

  it("failures of inputs, each with its property, also of values that are missing or no text", async () => {
    scenario.requests();
    await scenario.program(
      `new Package("x", { owner: "acme", packageType: "ghcr", name: " ", whenDeletd: "fail", owners: [7] })`,
    );
    const up = await scenario.workspace.up();
    expect(up.code).not.toBe(0);
    for (const [property, reason] of [
      ["packageType", "packageType is one of npm, maven, rubygems, docker, nuget, container"],
      ["name", "the package's name must not be empty"],
      ["whenDeletd", 'there is no input "whenDeletd". Did you mean "whenDeleted"?'],
      ["owners", 'there is no input "owners". Did you mean "owner"?'],
    ] as const) {
      const line = up.stdout.split("\n").find((text) => text.includes(reason));
      expect(line).toMatch(
        new RegExp(`resource 'x'(: property ${property} value .* has a problem: | has a problem: ${property}: )`),
      );
    }
    expect(up.stdout).not.toMatch(SPOILT);
    expect(scenario.requests()).toEqual([]);
  });

  it.each([
    [
      "the provider's",
      'new RetentionPolicy("x");',
      "packageType is one of npm, maven, rubygems, docker, nuget, container",
    ],
    [
      "the program's own",
      'new PackageVersion("x", { package: "api", tag: "v1" });',
      'PackageVersion "x": "package" is a Package that this program declares. To name it, give owner, packageType and packageName.',
    ],
  ])("arguments that no type checker has seen, without the stack of an error of ours: %s", async (_, body, words) => {
    await scenario.program(body);
    const preview = await scenario.workspace.preview();
    expect(preview.code).not.toBe(0);
    const said = preview.stdout + preview.stderr;
    expect(said).toContain(words);
    expect(said).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(said).not.toMatch(SPOILT);
  });
});
