import { HOSTS, type Scenario, startScenario } from "../support/scenario";

/** What Go prints of a value that is missing, or is no text. */
const SPOILT = /<nil>|\{map\[|\{\[/;

/** A generated SDK checks nothing of its own. */
const ofTheClasses = [
  "the classes'",
  'new PackageVersion("x", { package: "api", tag: "v1" });',
  'PackageVersion "x": "package" is a Package that this program declares. To name it, give owner, packageType and packageName.',
];

/** What each mistake is told as is in tests/resources (`unusable-token`, `untyped-arguments`, `wrong-owner`). */
describe.each(HOSTS)(
  "what a person got wrong is shown by the engine as what they can mend, on the %s host:",
  (host) => {
    let scenario: Scenario;
    beforeAll(async () => {
      scenario = await startScenario("", { host });
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
      for (const failure of [
        "packageType is one of npm, maven, rubygems, docker, nuget, container",
        "name: the package's name must not be empty",
        'whenDeletd: there is no input "whenDeletd". Did you mean "whenDeleted"?',
        'owners: there is no input "owners". Did you mean "owner"?',
      ]) {
        expect(up.stdout).toContain(`resource 'x' has a problem: ${failure}`);
      }
      expect(up.stdout).not.toMatch(SPOILT);
      expect(scenario.requests()).toEqual([]);
    });

    it.each([
      ["Package", "restoreTokn", "restoreToken"],
      ["PackageVersion", "versoin", "version"],
      ["RetentionPolicy", "maxDeletion", "maxDeletions"],
    ])("a misspelled input of a %s without its value, which can be a token", async (type, written, meant) => {
      await scenario.program(
        `new ${type}("x", { owner: "acme", packageType: "npm", ${written}: "ghp_tokenUnderAnotherName0123456789abcd" });`,
      );
      const { code, stdout, stderr } = await scenario.workspace.preview();
      expect(code).not.toBe(0);
      expect(stdout + stderr).toMatch(
        new RegExp(`there is no (input|property) "${written}".* Did you mean "${meant}"\\?`),
      );
      expect(stdout + stderr).not.toContain("tokenUnderAnotherName");
    });

    it.each([
      [
        "the provider's",
        'new RetentionPolicy("x");',
        "packageType is one of npm, maven, rubygems, docker, nuget, container",
      ],
      ...(host === "dynamic" ? [ofTheClasses] : []),
    ])("arguments that no type checker has seen, without the stack of an error of ours: %s", async (_, body, words) => {
      await scenario.program(body);
      const preview = await scenario.workspace.preview();
      expect(preview.code).not.toBe(0);
      const said = preview.stdout + preview.stderr;
      expect(said).toContain(words);
      expect(said).not.toMatch(/^\s+at .*:\d+:\d+/m);
      expect(said).not.toMatch(SPOILT);
    });
  },
);
