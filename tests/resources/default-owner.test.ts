import { PackageResource } from "../../provider/resources/package/resource";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

const HUBOT = "emulator-hubot";

describe("a resource that names no owner, in a run with another user's token", () => {
  let driver: Driver;
  let check: (prior: PropertyMap | undefined, desired: PropertyMap) => Promise<unknown>;
  const cli = { packageType: "npm", name: "cli" };
  const start = async (config: Record<string, string> = {}) => {
    const tokens = [{ token: HUBOT, kind: "classic" as const, login: "hubot", scopes: ["read:packages"] }];
    const world = smallWorld({ tokens });
    const seed = { ...world, accounts: [...world.accounts, { login: "hubot", id: 3, type: "User" as const }] };
    driver = await startDriver({ emulator: { seed }, token: HUBOT, config });
    const { session } = driver.startRun().preview;
    const resource = new PackageResource(() => session);
    check = async (prior, desired) => (await resource.check(prior, desired)).inputs.owner;
  };
  afterEach(() => driver.close());

  it("stays with its owner in both checks of a replacement, of which the second doesn't know what it was", async () => {
    await start();
    expect(await check({ ...cli, owner: "octocat" }, cli)).toBe("octocat");
    expect(await check(undefined, { name: "cli", packageType: "npm" })).toBe("octocat");
  });

  it("goes to the token's user when it is new, or when resources of several owners say the same", async () => {
    await start();
    await check({ ...cli, owner: "octocat" }, cli);
    expect(await check(undefined, { ...cli, name: "other" })).toBe("hubot");
    await check({ ...cli, owner: "acme" }, cli);
    expect(await check(undefined, cli)).toBe("hubot");
  });

  it("goes to the configured owner, whoever it had", async () => {
    await start({ "github-packages:owner": "acme" });
    expect(await check({ ...cli, owner: "octocat" }, cli)).toBe("acme");
    expect(await check(undefined, cli)).toBe("acme");
  });
});
