import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnosticsOf, expectSuccess, findProviderPids, type PulumiResult } from "../support/engine";
import { ImageWorld, multiPlatform } from "../support/image-world";
import { findDescendants, isRunning } from "../support/processes";
import { HOSTS, type Scenario, startScenario } from "../support/scenario";
import { until } from "../support/until";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(300_000);

const PULL_REQUESTS = 8;

/** Deletions that are under way at once, at most. */
const AT_ONCE = 6;

const POLICY = `new RetentionPolicy("images", {
  owner: "acme", packageType: "container", packages: ["api"], minAge: "0s", auditLog: "audit.jsonl",
  rules: {
    "pull requests": { action: "delete", match: { tags: ["pr-*"] } },
    untagged: { action: "delete", match: { tagState: "untagged" } },
    releases: { action: "keep", match: { semver: ">=1.0.0" } },
  },
});`;

const release = multiPlatform("1.0.0");

/** 8 images of 3 versions each, and what a release has besides: 24 deletions. */
function world() {
  const images = new ImageWorld();
  const api = images.package();
  api.push(release.all, { daysAgo: 60, tags: ["v1.0.0"] });
  for (let number = 1; number <= PULL_REQUESTS; number += 1) {
    api.push(multiPlatform(`pr-${number}`).all, { daysAgo: 40 - number, tags: [`pr-${number}`] });
  }
  return images.seed();
}
const DELETIONS = PULL_REQUESTS * 3;

/** github.com/bryc/code/blob/master/jshash/PRNGs.md names this generator mulberry32; any would do that always gives the same. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const kill = (pids: number[]) => {
  for (const pid of pids) process.kill(pid, "SIGKILL");
};
const random = seeded(4);
const ENDS: [end: string, at: number, kill: (engine: number) => void][] = [
  ["the engine", random(DELETIONS), (engine) => kill([engine])],
  ["the provider", random(DELETIONS), (engine) => kill(findProviderPids(engine))],
  ["both", random(DELETIONS), (engine) => kill([engine, ...findDescendants(engine)])],
];

describe.each(HOSTS)("a retention that is killed while it deletes, through the %s host", (host) => {
  let scenario: Scenario;
  let atStart: number[];
  beforeEach(async () => {
    scenario = await startScenario(POLICY, { host, emulator: { seed: world() } });
    atStart = ids("active");
  });
  afterEach(() => scenario.close());

  const versions = (state: "active" | "deleted") =>
    scenario.emulator.world.versions("acme", "container", "api", { state });
  const ids = (state: "active" | "deleted") =>
    versions(state)
      .map(({ id }) => id)
      .sort((a, b) => a - b);
  const audited = (): number[] => {
    const file = join(scenario.workspace.dir, "audit.jsonl");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").filter(Boolean) : [];
    return lines.map((line) => JSON.parse(line).versionId);
  };
  const inState = async (): Promise<number[]> => {
    const { resources = [] } = (await scenario.workspace.exportState()).deployment;
    const policy = resources.find(({ urn }: { urn: string }) => urn.endsWith("::images"));
    return Object.keys(policy?.outputs?.deleted?.api ?? {}).map(Number);
  };
  const deletions = () => scenario.emulator.requests.filter(({ method }) => method === "DELETE");

  /** Ends an update in the moment in which GitHub carries out this deletion; resolves when all of its processes are gone. */
  async function killedAt(at: number, end: (engine: number) => void): Promise<PulumiResult> {
    let below: number[] = [];
    scenario.emulator.faults.add({
      method: "DELETE",
      skip: at,
      run: () => {
        below = findDescendants(running.pid);
        end(running.pid);
      },
    });
    scenario.requests();
    const running = scenario.workspace.start(["up", "--yes"]);
    const result = await running.finished;
    await until("every process of the update has ended", () => !below.some(isRunning));
    expect(below).not.toEqual([]);
    return result;
  }

  /** What is there and what is deleted is what was there, and the record leaves out no more than what was under way. */
  async function expectToAddUp(): Promise<void> {
    const gone = ids("deleted");
    expect([...ids("active"), ...gone].sort((a, b) => a - b)).toEqual(atStart);
    const recorded = new Set([...audited(), ...(await inState())]);
    expect([...recorded].filter((id) => !gone.includes(id))).toEqual([]);
    expect(gone.filter((id) => !recorded.has(id)).length).toBeLessThanOrEqual(AT_ONCE);
  }

  it.each(ENDS)(
    "%s, at deletion %i: all adds up, the orphan stops, and the next update goes on",
    async (_, at, end) => {
      const killed = await killedAt(at, end);
      expect(killed.code).not.toBe(0);
      expect(deletions().length).toBeLessThanOrEqual(at + AT_ONCE);
      await expectToAddUp();

      await scenario.workspace.pulumi(["cancel", "--yes"]);
      const up = await scenario.workspace.up();
      expectSuccess(up);
      await expectToAddUp();
      expect(
        versions("active")
          .map(({ name }) => name)
          .sort(),
      ).toEqual(release.all.map(({ digest }) => digest).sort());
      const effects = deletions().filter(({ status }) => status === 204);
      expect(new Set(effects.map(({ path }) => path)).size).toBe(effects.length);
    },
  );

  it("by one Ctrl-C finishes the policy's run, and saves it", async () => {
    scenario.emulator.faults.add({ method: "DELETE", skip: 2, delayMs: 1000 });
    const running = scenario.workspace.start(["up", "--yes"]);
    await until("a deletion is under way", () => deletions().length > 2);
    running.signal("SIGINT");
    const result = await running.finished;
    expect(result.code).not.toBe(0);
    expect(diagnosticsOf(result).join("\n")).not.toContain("pending");
    expect((await inState()).sort()).toEqual(ids("deleted"));
    expect((await scenario.workspace.exportState()).deployment.pending_operations ?? []).toEqual([]);
    expect((await scenario.workspace.up()).code).toBe(0);
    expect(versions("active")).toHaveLength(release.all.length);
  });
});
