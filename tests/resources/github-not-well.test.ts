import { type FaultSpec, secondaryLimitFault } from "../../emulator";
import { type Driver, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

const npm = { owner: "acme", packageType: "npm" };
const kept = { name: "ui", type: "Package" as const, inputs: { ...npm, name: "ui" } };
const old = { name: "old", type: "PackageVersion" as const, inputs: { ...npm, packageName: "ui", version: "1.0.0" } };

describe("a deletion, when GitHub limits it beyond what is waited for", () => {
  let driver: Driver;
  beforeEach(async () => {
    const config = { "github-packages:retryDelayMs": "1", "github-packages:maxWaitSeconds": "10" };
    driver = await startDriver({ emulator: { seed: smallWorld() }, config });
    expect((await driver.engine.up([kept, old])).errors).toEqual([]);
  });
  afterEach(() => driver.close());

  it.each<[string, FaultSpec, number]>([
    ["403 with a retry-after beyond the bounds", secondaryLimitFault({ retryAfter: 3600 }), 403],
    ["403 without retry-after", secondaryLimitFault(), 403],
    ["429 without retry-after", secondaryLimitFault({ status: 429 }), 429],
  ])("fails at once by %s, and the error says when to come back", async (_, fault, status) => {
    const { engine, emulator } = driver;
    const [state, world] = [new Map(engine.state), emulator.world.snapshot()];
    emulator.clearRequests();
    emulator.faults.add({ ...fault, method: "DELETE", times: Number.POSITIVE_INFINITY });
    const { errors } = await engine.up([kept], { skipsPreview: true });
    expect(errors).toEqual([
      expect.stringMatching(
        new RegExp(
          `^delete npm package acme/ui, version id 101: .* secondary rate limit.* \\(${status} DELETE .*It was not deleted.*Not before \\d{4}-\\d\\d-\\d\\dT`,
        ),
      ),
    ]);
    expect(emulator.requests.filter(({ method }) => method === "DELETE")).toHaveLength(1);
    expect({ state: engine.state, world: emulator.world.snapshot() }).toEqual({ state, world });
  });
});
