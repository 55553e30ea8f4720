import type { PropertyMap } from "../../provider/resources/resource";
import type { CommandResult } from "../support/in-process/engine";
import type { State } from "../support/in-process/program";
import { changesOf } from "../support/in-process/program";
import { keepNewest } from "../support/keep-newest";
import { type Driver, type DriverOptions, startDriver } from "../support/run-driver";
import { daysAgo, npmPackage, smallWorld } from "../support/small-world";

const DAY = 24 * 60 * 60 * 1000;
const versions = (count: number) => Array.from({ length: count }, (_, index) => `1.${index}.0`);
const old = (inputs: PropertyMap) => [{ name: "old", type: "RetentionPolicy" as const, inputs }];
const runsOf = ({ preview }: CommandResult) =>
  preview[0]?.inputs?.runs as Record<string, Record<string, Record<string, object>>> | undefined;
/** Ids of the versions that the state says the policy has deleted. */
const deletedBy = (state: State) => {
  const { lib = {} } = (state.get("RetentionPolicy::old")?.outputs.deleted ?? {}) as { lib?: object };
  return Object.keys(lib);
};

describe("a retention policy, from command to command", () => {
  let driver: Driver;
  const start = async (count = 6, options: DriverOptions = {}) => {
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 1000, versions(count))] });
    driver = await startDriver({ ...options, emulator: { seed } });
    return driver;
  };
  const names = () => driver.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const publish = (name: string) => void driver.emulator.world.publish("acme", "npm", "lib", { name });
  const succeeded = async (running: Promise<CommandResult>) => {
    const result = await running;
    expect(result.errors).toEqual([]);
    return result;
  };
  afterEach(() => driver.close());

  it("has its plan with an asOf accepted days later, whatever was published since, and does exactly that", async () => {
    const { engine, emulator } = await start();
    const program = old({
      ...keepNewest(2),
      asOf: daysAgo(1),
      rules: {
        old: { action: "delete", match: { versionNames: ["*"], olderThan: "42d" } },
        newest: { action: "keep", mostRecent: { count: 2 } },
      },
    });
    const before = names();
    const { preview: plan } = await succeeded(engine.preview(program));
    emulator.world.advance(3 * DAY);
    for (const name of ["2.0.0", "2.1.0"]) publish(name);
    await succeeded(engine.up(program, { plan }));
    expect(names()).toEqual(["2.1.0", "2.0.0", ...before.filter((name) => name >= "1.4")]);
    expect(changesOf((await succeeded(engine.preview(program))).preview)).toEqual([]);
  });

  it("with previewOnly reports at every preview, has nothing pending, and begins when it is let", async () => {
    const { engine } = await start();
    const program = old(keepNewest(4, { previewOnly: true }));
    const report = "previewOnly: would delete lib 1001 [rest]";
    const first = await succeeded(engine.up(program));
    expect(runsOf(first)).toBeUndefined();
    expect(first.said.preview.join("\n")).toContain(report);
    const quiet = await succeeded(engine.preview(program));
    expect(changesOf(quiet.preview)).toEqual([]);
    expect(quiet.said.preview.join("\n")).toContain(report);
    expect(names()).toHaveLength(6);
    await succeeded(engine.up(old(keepNewest(4))));
    expect(names()).toHaveLength(4);
  });

  it("stopped by a rate limit says when to come back, has on record what it did, and goes on then", async () => {
    const { engine, emulator } = await start(10, { config: { "github-packages:maxWaitSeconds": "5" } });
    const program = old(keepNewest(2));
    emulator.faults.add({
      method: "DELETE",
      skip: 3,
      times: Number.POSITIVE_INFINITY,
      status: 403,
      body: { message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again." },
      headers: { "retry-after": "3600" },
    });
    const stopped = await engine.up(program);
    expect(stopped.errors).toEqual([
      expect.stringMatching(
        /the retention policy stopped: .*secondary rate limit.* So far 3 versions were deleted, 0 restored, 5 of the plan are left\. Nothing is lost: Come back at \d{4}-\d\d-\d\dT[\d:.]+Z\. `pulumi up --refresh` goes on/s,
      ),
    ]);
    expect(names()).toHaveLength(7);
    const deleted = deletedBy(engine.state);
    expect(deleted).toHaveLength(3);
    emulator.faults.clear();
    const left = Object.keys(runsOf(await succeeded(engine.preview(program)))?.[2]?.delete?.lib ?? {});
    const all = Array.from({ length: 8 }, (_, index) => String(1001 + index));
    expect([...deleted, ...left].sort()).toEqual(all);
    await succeeded(engine.up(program, { refreshes: true }));
    expect(names()).toEqual(["1.9.0", "1.8.0"]);
    expect(changesOf((await succeeded(engine.preview(program))).preview)).toEqual([]);
  });

  it("restores what a loosened rule keeps, and nothing else", async () => {
    const { engine, emulator } = await start();
    await succeeded(engine.up(old(keepNewest(3))));
    emulator.world.deleteVersion("acme", "npm", "lib", "1.4.0");
    const looser = await succeeded(engine.up(old(keepNewest(5))));
    expect(Object.values(runsOf(looser) ?? {}).at(-1)).toEqual({
      restore: { lib: { 1002: expect.stringContaining("1.1.0"), 1003: expect.stringContaining("1.2.0") } },
    });
    expect(names().sort()).toEqual(["1.1.0", "1.2.0", "1.3.0", "1.5.0"]);
    expect(changesOf((await succeeded(engine.preview(old(keepNewest(5))))).preview)).toEqual([]);
  });
});
