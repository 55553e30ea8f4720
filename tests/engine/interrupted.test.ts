import { changesOf, expectSuccess, findProviderPids, type PulumiResult } from "../support/engine";
import { findDescendants, isRunning } from "../support/processes";
import { type Scenario, startScenario } from "../support/scenario";
import { daysAgo, smallWorld } from "../support/small-world";
import { until } from "../support/until";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(180_000);

const NAMES = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"];
const declare = (packageName: string) =>
  NAMES.map(
    (version) =>
      `new PackageVersion("${packageName}-${version}", { owner: "acme", packageType: "npm", packageName: "${packageName}", version: "${version}" });`,
  ).join("\n");

/** `live` has versions to delete, `lost` has the same, deleted three days ago; each has another one that nothing is done to. */
function world() {
  const make = (name: string, id: number, deletedAt?: string) => ({
    id,
    owner: "acme",
    packageType: "npm" as const,
    name,
    visibility: "private" as const,
    createdAt: daysAgo(100),
    versions: [
      ...NAMES.map((version, index) => ({
        id: id + 1 + index,
        name: version,
        createdAt: daysAgo(90 - index),
        ...(deletedAt && { deletedAt }),
      })),
      { id: id + 50, name: "2.0.0", createdAt: daysAgo(1) },
    ],
  });
  return smallWorld({ packages: [make("live", 1000), make("lost", 2000, daysAgo(3))] });
}

/** The engine keeps a note of creations that it does not know the end of, and warns of it until a refresh is told to drop it. */
const CLEAR_PENDING_CREATES = "--clear-pending-creates";

const isChange = ({ method }: { method: string }) => method === "DELETE" || method === "POST";

describe("an update that is interrupted", () => {
  let scenario: Scenario;
  /** "version-deleted 1001" for each thing that really happened on GitHub, whoever got its answer. */
  let effects: string[];
  beforeEach(async () => {
    scenario = await startScenario("", {
      emulator: { seed: world() },
      // One write at a time: when the second is under way, the others wait inside the provider.
      workspace: { config: { "github-packages:writeDelayMs": "200" } },
    });
    effects = [];
    scenario.emulator.world.onChange(({ kind, version }) => effects.push(`${kind} ${version?.id}`));
  });
  afterEach(() => scenario.close());

  const activeVersions = (name: string) => scenario.emulator.world.versions("acme", "npm", name).map((one) => one.name);
  const changes = () => scenario.emulator.requests.filter(isChange);
  const versionsInState = async () => {
    const { resources = [] } = (await scenario.workspace.exportState()).deployment;
    return resources.filter(({ type }: { type: string }) => type.endsWith(":PackageVersion"));
  };
  const pendingOperations = async () =>
    (await scenario.workspace.exportState()).deployment.pending_operations?.length ?? 0;

  /** Does something to the update in the moment in which GitHub carries out its second change. */
  async function updateDisturbed(disturb: (engine: number) => void): Promise<PulumiResult> {
    let below: number[] = [];
    const run = () => {
      below = findDescendants(running.pid);
      disturb(running.pid);
    };
    for (const method of ["DELETE", "POST"]) scenario.emulator.faults.add({ method, skip: 1, run });
    scenario.requests();
    const running = scenario.workspace.start(["up", "--yes", "--skip-preview"]);
    const result = await running.finished;
    await until("every process of the update has ended", () => !below.some(isRunning));
    expect(below).not.toEqual([]);
    return result;
  }

  /** A plain next update, after the lock that a killed engine leaves in a state backend of files. */
  async function expectNextUpdateGoesOn(): Promise<void> {
    await scenario.workspace.pulumi(["cancel", "--yes"]);
    const up = await scenario.workspace.up(["--skip-preview"]);
    expectSuccess(up);
    expect(effects).toHaveLength(NAMES.length);
    expect(new Set(effects).size).toBe(NAMES.length);
    expect(changesOf(await scenario.workspace.refresh(["--skip-preview", CLEAR_PENDING_CREATES]))).toEqual([]);
    expect(await pendingOperations()).toBe(0);
  }

  const kill = (pids: number[]) => {
    for (const pid of pids) process.kill(pid, "SIGKILL");
  };
  const endOfBoth = (engine: number) => kill([engine, ...findDescendants(engine)]);
  const ENDS: [string, (engine: number) => void][] = [
    ["the engine", (engine) => kill([engine])],
    ["the provider", (engine) => kill(findProviderPids(engine))],
    ["both", endOfBoth],
  ];

  it.each(ENDS)(
    "while it deletes, by the end of %s: the next one goes on, and nothing is done twice",
    async (_, end) => {
      await scenario.program(declare("live"));
      expect((await scenario.workspace.up(["--skip-preview"])).code).toBe(0);
      await scenario.program("");
      expect((await updateDisturbed(end)).code).not.toBe(0);
      expect(changes()).toHaveLength(2);
      await expectNextUpdateGoesOn();
      expect(activeVersions("live")).toEqual(["2.0.0"]);
      expect(await versionsInState()).toEqual([]);
    },
  );

  it("while it restores, by the end of both: the next one goes on, and nothing is done twice", async () => {
    await scenario.program(declare("lost"));
    expect((await updateDisturbed(endOfBoth)).code).not.toBe(0);
    expect(changes()).toHaveLength(2);
    await expectNextUpdateGoesOn();
    expect(activeVersions("lost").sort()).toEqual([...NAMES, "2.0.0"]);
    expect(await versionsInState()).toHaveLength(NAMES.length);
  });

  it("by one Ctrl-C finishes what is under way, and saves it", async () => {
    await scenario.program(declare("live"));
    expect((await scenario.workspace.up(["--skip-preview"])).code).toBe(0);
    await scenario.program("");
    scenario.requests();
    scenario.emulator.faults.add({ method: "DELETE", skip: 1, delayMs: 1500 });
    const running = scenario.workspace.start(["up", "--yes", "--skip-preview", "--parallel", "1"]);
    await until("the second deletion is under way", () => changes().length === 2);
    running.signal("SIGINT");
    expect((await running.finished).code).not.toBe(0);
    expect(changes().map(({ status }) => status)).toEqual([204, 204]);
    expect(await pendingOperations()).toBe(0);
    expect(await versionsInState()).toHaveLength(NAMES.length - 2);

    await expectNextUpdateGoesOn();
    expect(changes()).toHaveLength(NAMES.length);
  });
});
