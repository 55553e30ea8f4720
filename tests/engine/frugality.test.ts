import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const VERSIONS = 250;
const LIST = "GET /orgs/acme/packages/npm/lib/versions?state=active&per_page=100&page=";

const names = (count: number) => Array.from({ length: count }, (_, index) => `1.${index}.0`);
/** Every tenth of them, the newest last. */
const declareSome = `for (const version of ${JSON.stringify(names(VERSIONS).filter((_, index) => index % 10 === 9))}) {
  new PackageVersion(version, { owner: "acme", ownerType: "organization", packageType: "npm", packageName: "lib", version });
}`;
const policy = (count: number) => `new RetentionPolicy("old", {
  owner: "acme", ownerType: "organization", packageType: "npm", packages: ["lib"], minAge: "0s",
  rules: {
    rest: { action: "delete", match: { versionNames: ["*"] } },
    newest: { action: "keep", mostRecent: { count: ${count} } },
  },
});`;

/** Several commands of a real engine each. */
const PATIENCE_MILLISECONDS = 300_000;

describe("a run through the engine", () => {
  let scenario: Scenario;
  afterEach(() => scenario?.close());
  const start = async (body: string) => {
    const packages = [npmPackage("acme", "lib", 10_000, names(VERSIONS))];
    scenario = await startScenario(body, { emulator: { seed: smallWorld({ packages }), rateLimits: {} } });
  };
  const pages = (...numbers: number[]) => numbers.map((number) => `${LIST}${number}`);
  /** Where an engine asks for one of the newest alone, at first, the first page answers; the others then begin with it again. */
  const expectOneListing = (requests: readonly string[]) => {
    const [first, ...others] = [...requests].sort();
    expect([first, ...others.filter((request) => request !== first)]).toEqual(pages(1, 2, 3));
    expect(requests.length).toBeLessThanOrEqual(4);
  };
  const refused = () => scenario.emulator.requests.filter(({ status }) => status === 403 || status === 429);

  it(
    "lists the package once for the preview and the update of many versions, and never for what is unchanged",
    async () => {
      await start(declareSome);
      expect((await scenario.workspace.up()).code).toBe(0);
      expectOneListing(scenario.requests());
      expect((await scenario.workspace.up(["--expect-no-changes"])).code).toBe(0);
      expect(scenario.requests()).toEqual([]);
      expect((await scenario.workspace.refresh(["--expect-no-changes"])).code).toBe(0);
      expectOneListing(scenario.requests());
    },
    PATIENCE_MILLISECONDS,
  );

  it(
    "counts what its preview has spent, and is never refused",
    async () => {
      await start(policy(170));
      const up = await scenario.workspace.up();
      expect(up.code).toBe(0);
      const deletions = scenario.emulator.requests.filter(
        ({ method, status }) => method === "DELETE" && status === 204,
      );
      expect(deletions).toHaveLength(80);
      expect(refused()).toEqual([]);
      expect(scenario.emulator.requests.filter(({ concurrent }) => concurrent > 60)).toEqual([]);
    },
    PATIENCE_MILLISECONDS,
  );
});
