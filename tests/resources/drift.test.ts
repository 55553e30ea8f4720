import type { FaultSpec } from "../../emulator";
import { type Driver, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

const container = { owner: "acme", packageType: "container" };
const api = { name: "api", type: "Package" as const, inputs: { ...container, name: "api" } };
const v1 = { name: "v1", type: "PackageVersion" as const, inputs: { ...container, packageName: "api", tag: "v1" } };

describe("a refresh", () => {
  let driver: Driver;
  const start = async (...program: Array<typeof api | typeof v1>) => {
    driver = await startDriver({ emulator: { seed: smallWorld() }, config: { "github-packages:maxRetries": "0" } });
    expect((await driver.engine.up(program)).errors).toEqual([]);
    return driver;
  };
  afterEach(() => driver.close());
  const always = { times: Number.POSITIVE_INFINITY };

  describe.each([
    ["package", api],
    ["version", v1],
  ])("of a %s", (_, declared) => {
    it.each<[string, FaultSpec]>([
      [
        "401",
        {
          status: 401,
          body: { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" },
        },
      ],
      ["403", { status: 403, body: { message: "Resource not accessible by integration", status: "403" } }],
      ["500", { status: 500, body: { message: "Server Error" } }],
      ["an HTML page", { status: 200, html: "<html>Welcome</html>" }],
      ["truncated JSON", { truncate: true }],
      ["a dropped connection", { drop: true }],
    ])("that is answered by %s takes nothing out of the state", async (_answer, fault) => {
      const { engine, emulator } = await start(declared);
      const before = new Map(engine.state);
      emulator.faults.add({ ...fault, ...always });
      expect((await engine.refresh()).errors).toEqual([expect.stringContaining("acme/api")]);
      expect(engine.state).toEqual(before);
    });
  });

  it("that is answered by 404 for a package that is listed all the same takes nothing out of the state", async () => {
    const { engine, emulator } = await start(api);
    const before = new Map(engine.state);
    const body = { message: "Package not found.", status: "404" };
    const route = /\/orgs\/acme\/packages\/container\/api$/;
    emulator.faults.add({ method: "GET", route, status: 404, body, ...always });
    const words = "A missing right looks the same as a missing object";
    expect((await engine.refresh()).errors).toEqual([expect.stringContaining(words)]);
    expect(engine.state).toEqual(before);
  });

  it("finds a deletion that lists show late", async () => {
    const { engine, emulator } = await start(api, v1);
    emulator.world.deleteVersion("acme", "container", "api", 301);
    emulator.faults.staleLists(1);
    expect((await engine.refresh()).errors).toEqual([]);
    expect([...engine.state.values()].map(({ name }) => name)).toEqual(["api"]);
  });
});
