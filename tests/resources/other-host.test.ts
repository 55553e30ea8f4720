import type { PropertyMap } from "../../provider/resources/resource";
import { retentionPolicy } from "../support/image-policy";
import { type Driver, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";
import { adoptOne, apiPackage, apiVersion, type Known, upWhole } from "../support/whole-run";

const kinds = [
  ["package", apiPackage, { owner: "acme", packageType: "container", name: "api" }, "container package acme/api"],
  [
    "version",
    apiVersion,
    { owner: "acme", packageType: "container", packageName: "api", tag: "v1" },
    "container package acme/api, version id 301",
  ],
] as const;

/** One world for all: two that are made a second apart differ in their times. */
const world = smallWorld();

/** The same organization and names on another server, as a company's own GHES may have them. */
const elsewhere = () => JSON.parse(JSON.stringify(world).replace(/"id":(3\d\d)\b/g, '"id":7$1'));

describe.each(kinds)("a %s that was adopted at one host, in a run that speaks to another", (_, make, inputs, what) => {
  let driver: Driver;
  let known: Known;
  beforeEach(async () => {
    driver = await startDriver({ emulator: { seed: world }, host: "github.com" });
    known = await adoptOne(driver, make, inputs);
  });
  afterEach(() => driver.close());
  const goTo = async (host: string, seed = elsewhere()) => {
    await driver.close();
    driver = await startDriver({ emulator: { seed }, host });
  };
  const read = (state: PropertyMap) => make(() => driver.startRun().preview.session).read(known.id, state);
  const without = ({ __host, ...state }: PropertyMap): PropertyMap => state;

  it("is not read, and stays in the state", async () => {
    await goTo("ghes.example.com", world);
    await expect(read(known.state)).rejects.toThrow(
      `read ${what}: it was adopted at github.com, and this run speaks to ghes.example.com, so it stays in the state as it is. Set baseUrl or GITHUB_BASE_URL to github.com; ` +
        "or, if that server has another name now, run `pulumi up`, which adopts it under the new one.",
    );
    expect(driver.requests()).toEqual([]);
  });

  it("is not deleted", async () => {
    await goTo("ghes.example.com", world);
    const { errors, requests } = await upWhole(driver, [], [known]);
    expect(errors).toEqual([
      `delete ${what}: it was adopted at github.com, and this run speaks to ghes.example.com, so nothing is deleted. Delete it by a run with baseUrl or GITHUB_BASE_URL set to github.com; ` +
        "or forget it with `pulumi state delete`.",
    ]);
    expect(requests).toEqual([]);
  });

  it("is replaced by the one of that name there, and not deleted there", async () => {
    await goTo("ghes.example.com");
    const { state, errors, requests, said } = await upWhole(driver, [{ make, inputs, known }]);
    expect(said.preview).toContain(
      `warning: ${what} is replaced, because its host changes from github.com to ghes.example.com: the one at ghes.example.com is adopted, then the one at github.com is deleted, ` +
        "if its provider still speaks to github.com.",
    );
    expect(said.update.join()).not.toContain("its host changes");
    expect(state[0]?.state).toMatchObject({ __host: "ghes.example.com" });
    expect(errors.join()).toContain("so nothing is deleted");
    expect(requests).toEqual([]);
    const again = await upWhole(driver, [{ make, inputs, known: state[0] as Known }]);
    expect(again).toMatchObject({ state, errors: [], said: { preview: [] } });
  });

  it("is handed over when the numbers are the same: the server has another name", async () => {
    await goTo("github.example.com", world);
    const { state, errors, requests, said } = await upWhole(driver, [{ make, inputs, known }]);
    expect({ errors, requests }).toEqual({ errors: [], requests: [] });
    expect(said.update.join()).toContain(`${what} is not deleted: the program still declares it`);
    expect(state[0]?.state).toEqual({ ...known.state, __host: "github.example.com" });
  });

  it("knows no host when its state is of before that was recorded: it is recorded without a change", async () => {
    await goTo("ghes.example.com", world);
    const old = { ...known, state: without(known.state) };
    expect(await upWhole(driver, [{ make, inputs, known: old }])).toMatchObject({
      state: [old],
      said: { preview: [] },
    });
    const { preview } = driver.startRun();
    const resource = make(() => preview.session);
    const { state } = await resource.read(old.id, old.state);
    expect(state).toEqual({ ...known.state, __host: "ghes.example.com" });
    expect((await resource.diff(old.id, state as PropertyMap, old.inputs)).changes).toBe(false);
    expect((await resource.update(old.id, old.state, old.inputs)).state).toEqual(state);
    expect((await upWhole(driver, [], [old])).changes).toHaveLength(1);
  });
});

describe("a retention policy in a run that speaks to another host", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const keepNewest = (count: number) => ({
    owner: "acme",
    packageType: "npm",
    packages: ["ui"],
    minAge: "0s",
    rules: {
      rest: { action: "delete", match: { versionNames: ["*"] } },
      newest: { action: "keep", mostRecent: { count } },
    },
  });

  it("starts its record anew, and restores nothing by the rules that it had", async () => {
    driver = await startDriver({ emulator: { seed: world }, host: "github.com" });
    const known = await adoptOne(driver, retentionPolicy, keepNewest(1));
    const deleted = { ui: { 101: expect.any(String), 102: expect.any(String) } };
    expect(known.state).toMatchObject({ __host: "github.com", __run: 1, deleted });
    const seed = driver.emulator.world.snapshot();
    await driver.close();

    driver = await startDriver({ emulator: { seed }, host: "ghes.example.com" });
    const { state, said } = await upWhole(driver, [{ make: retentionPolicy, inputs: keepNewest(3), known }]);
    expect(said.preview).toContain(
      "warning: retention policy (acme, npm): it is replaced, because its host changes from github.com to ghes.example.com: " +
        "its record starts anew, and nothing comes back by the rules that it had.",
    );
    expect(state[0]?.state).toMatchObject({ __host: "ghes.example.com", __run: 0 });
    expect(state[0]?.state).not.toHaveProperty("deleted");
    expect(driver.emulator.world.versions("acme", "npm", "ui").map(({ id }) => id)).toEqual([103]);
    const again = [{ make: retentionPolicy, inputs: keepNewest(3), known: state[0] as Known }];
    expect((await upWhole(driver, again)).state).toEqual(state);
  });
});
