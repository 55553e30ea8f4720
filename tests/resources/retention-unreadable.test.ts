import { buildImage } from "../../emulator/images";
import type { PropertyMap } from "../../provider/resources/resource";
import { imagePolicy } from "../support/image-policy";
import { ImageWorld, multiPlatform } from "../support/image-world";
import {
  type Driver,
  type DriverOptions,
  type Meanwhile,
  policyIn,
  startDriver,
  type UpResult,
} from "../support/run-driver";

const PACKAGES = ["api", "web", "worker"];
/** It calls itself an image, and the registry calls it an index. */
const odd = { ...buildImage({ content: "odd" }), mediaType: "application/vnd.oci.image.index.v1+json" };
const { digest, mediaType, content } = odd;

const deletesOlderThan = (olderThan: string) => ({
  "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan } },
});
const policy = (rest: PropertyMap = {}): PropertyMap =>
  imagePolicy(deletesOlderThan("10d"), { packages: ["*"], onUnreadable: "skipPackage", __self: "images 1", ...rest });

describe("a package that can't be read", () => {
  let driver: Driver;
  const start = async (options: DriverOptions = {}) => {
    const world = new ImageWorld();
    for (const name of PACKAGES) {
      const scenario = world.package(name);
      scenario.push(multiPlatform(`${name} 1.0.0`, ["linux/amd64"]).all, { daysAgo: 40, tags: ["v1"] });
      scenario.push(multiPlatform(`${name} pr-1`, ["linux/amd64"]).all, { daysAgo: 30, tags: ["pr-1"] });
    }
    driver = await startDriver({ ...options, emulator: { seed: world.seed() } });
  };
  const make = (name: string) => () =>
    driver.emulator.world.publish("acme", "container", name, { name: digest, manifest: { mediaType, content } });
  const mend = (name: string) => driver.emulator.world.deleteVersion("acme", "container", name, digest);
  const left = () =>
    Object.fromEntries(
      PACKAGES.map((name) => [
        name,
        driver.emulator.world.versions("acme", "container", name).filter((one) => one.name !== digest).length,
      ]),
    );
  const run = (inputs: PropertyMap = policy(), meanwhile: Meanwhile = {}) =>
    driver.up("p", policyIn, inputs, meanwhile);
  const up = async (inputs: PropertyMap = policy(), meanwhile: Meanwhile = {}) => {
    const result = await run(inputs, meanwhile);
    expect({ failures: result.failures, error: result.error }).toEqual({ failures: [], error: undefined });
    return result;
  };
  const plannedIn = ({ previewed }: UpResult) => {
    const { runs = {}, __run } = previewed as { runs?: Record<string, { delete?: object }>; __run?: number };
    return Object.keys(runs[String(__run)]?.delete ?? {});
  };
  const warning = (name: string) =>
    new RegExp(
      `^warning: images \\(acme, container\\): ${name} is left alone, because it can't be read \\(onUnreadable: "skipPackage"\\): nothing of it is deleted or restored\\. .*${digest}.*unknown`,
    );
  const ALL = { api: 4, web: 4, worker: 4 };
  afterEach(() => driver.close());

  it("stops the whole policy by default", async () => {
    await start();
    make("web")();
    const { onUnreadable: _, ...byDefault } = policy();
    for (const inputs of [byDefault, policy({ onUnreadable: "stop" })]) {
      const { failures } = await run(inputs);
      expect(failures).toEqual([
        { property: "packages", reason: expect.stringContaining("nothing can be planned for web") },
      ]);
    }
    expect(left()).toEqual(ALL);
  });

  it("is left alone where the policy says so, and the others are not: told in preview and update, in each run", async () => {
    await start();
    make("web")();
    const first = await up();
    expect(plannedIn(first)).toEqual(["api", "worker"]);
    expect(first.said.preview).toContainEqual(expect.stringMatching(warning("web")));
    expect(first.said.update).toContainEqual(expect.stringMatching(warning("web")));
    expect(left()).toEqual({ api: 2, web: 4, worker: 2 });
    const second = await up();
    expect(second.changes).toBe(false);
    expect(second.said.preview).toContainEqual(expect.stringMatching(warning("web")));
    mend("web");
    const third = await up();
    expect(plannedIn(third)).toEqual(["web"]);
    expect(third.said.preview.join("\n")).not.toContain("left alone");
    expect(left()).toEqual({ api: 2, web: 2, worker: 2 });
  });

  it("is noted for a report, with owner, type and name", async () => {
    await start();
    make("web")();
    const { preview } = driver.startRun();
    await policyIn(() => preview.session).check(undefined, policy());
    expect(preview.notes.filter(({ kind }) => kind === "skipped")).toEqual([
      {
        kind: "skipped",
        host: expect.any(String),
        owner: "acme",
        packageType: "container",
        package: "web",
        says: expect.stringMatching(/^images \(acme, container\): web is left alone/),
      },
    ]);
  });

  it.each([
    ["a list that can't be had", { route: /\/web\/versions$/, status: 502, html: "<p>Bad gateway</p>" }],
    ["a list without a version", { route: /\/web\/versions$/, status: 200, body: [] }],
    ["manifests that the registry does not have", { route: /acme\/web\/manifests/, status: 404, body: {} }],
    ["a registry that breaks off", { route: /acme\/web\/manifests/, drop: true }],
  ])("because of %s is left alone as well", async (_, fault) => {
    await start({ config: { "github-packages:maxRetries": "0" } });
    driver.emulator.faults.add({ ...fault, method: "GET", times: Number.POSITIVE_INFINITY });
    await up();
    expect(left()).toEqual({ api: 2, web: 4, worker: 2 });
  });

  it("because its list lacks what GitHub counts is left alone as well", async () => {
    await start();
    driver.emulator.faults.delayedPresence(Number.POSITIVE_INFINITY);
    driver.emulator.world.publish("acme", "container", "web", { name: `sha256:${"0".repeat(64)}` });
    const { said } = await up();
    expect(said.preview.join("\n")).toMatch(/web is left alone.*GitHub counts 5 versions/);
    expect(left()).toEqual({ api: 2, web: 5, worker: 2 });
  });

  it.each([
    ["a token that may not read its manifests", { route: /acme\/web\/manifests/, status: 403, body: {} }],
    [
      "a token that may not list its versions",
      { route: /\/web\/versions$/, status: 403, body: { message: "Forbidden" } },
    ],
    ["a request that GitHub calls invalid", { route: /\/web\/versions$/, status: 422, body: { message: "Invalid" } }],
  ])("because of %s stops the policy whatever it says: that is no package's own", async (_, fault) => {
    await start();
    driver.emulator.faults.add({ ...fault, method: "GET", times: Number.POSITIVE_INFINITY });
    expect((await run()).failures).toHaveLength(1);
    expect(left()).toEqual(ALL);
  });

  it("stops the policy when it is every one: a run that could judge nothing does not end well", async () => {
    await start();
    for (const name of PACKAGES) make(name)();
    expect((await run()).failures).toHaveLength(3);
    expect((await run(policy({ packages: ["web"] }))).failures).toHaveLength(1);
  });

  it("since the preview keeps what was shown, with a reason of its own, and the next plan has it again", async () => {
    await start();
    const { said } = await up(policy(), { between: make("web") });
    expect(left()).toEqual({ api: 2, web: 4, worker: 2 });
    expect(said.update).toContainEqual(expect.stringMatching(warning("web")));
    const dropped = said.update.filter((line) => line.includes("was planned and is left"));
    expect(dropped).toHaveLength(2);
    for (const line of dropped)
      expect(line).toMatch(/: web \d+ was planned and is left: its package can't be read now/);
    mend("web");
    expect(plannedIn(await up())).toEqual(["web"]);
    expect(left()).toEqual({ api: 2, web: 2, worker: 2 });
  });

  it("right before its deletions is left alone, and the next plan has it again", async () => {
    await start();
    const { said } = await up(policy(), { beforeApply: make("web") });
    expect(left()).toEqual({ api: 2, web: 4, worker: 2 });
    expect(said.update).toContainEqual(expect.stringMatching(warning("web")));
    expect(Object.keys(driver.kept.get("p")?.outputs.deleted as object)).toEqual(["api", "worker"]);
    mend("web");
    expect(plannedIn(await up())).toEqual(["web"]);
  });

  it("after the first of its deletions stops the update, which knows what is left of it", async () => {
    await start();
    driver.emulator.faults.add({
      method: "DELETE",
      route: /\/web\//,
      run: (world) => {
        make("web")();
        world.advance(4 * 60_000);
      },
    });
    const { error } = await run();
    expect(error?.message).toMatch(/judge acme\/web again before deleting.*pulumi up --refresh/s);
    expect(left().web).toBe(3);
    expect(Object.keys(driver.kept.get("p")?.outputs.unfinished as object)).toEqual(["web"]);
  });

  it("while the rules are loosened loses nothing of what the old ones deleted: it comes back when it can be read", async () => {
    await start();
    await up();
    expect(left()).toEqual({ api: 2, web: 2, worker: 2 });
    make("web")();
    await up(policy({ rules: deletesOlderThan("60d") }));
    expect(left()).toEqual({ api: 4, web: 2, worker: 4 });
    expect((await up(policy({ rules: deletesOlderThan("60d") }))).changes).toBe(false);
    mend("web");
    await up(policy({ rules: deletesOlderThan("60d") }));
    expect(left()).toEqual(ALL);
    expect((await up(policy({ rules: deletesOlderThan("60d") }))).changes).toBe(false);
  });

  it("since the preview of loosened rules loses nothing either", async () => {
    await start();
    await up();
    const between = () => {
      make("web")();
      // What the preview has read is old by then.
      driver.emulator.world.advance(6 * 60_000);
    };
    const { said } = await up(policy({ rules: deletesOlderThan("60d") }), { between });
    expect(said.update.join("\n")).toContain("was planned and is left: its package can't be read now");
    expect(left()).toEqual({ api: 4, web: 2, worker: 4 });
    mend("web");
    await up(policy({ rules: deletesOlderThan("60d") }));
    expect(left()).toEqual(ALL);
  });

  it("right before it is restored stops the update, because only the old rules know what is to come back", async () => {
    await start();
    await up();
    const { error } = await run(policy({ rules: deletesOlderThan("60d") }), { beforeApply: make("web") });
    expect(error?.message).toContain("judge acme/web again before deleting");
    mend("web");
    await up(policy({ rules: deletesOlderThan("60d") }));
    expect(left()).toEqual(ALL);
  });
});
