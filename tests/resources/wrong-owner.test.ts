import { aPackage } from "../support/in-process/program";
import { type Driver, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

describe("an owner that is not what the program says", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterAll(() => driver.close());

  it.each([
    ["does not exist", { owner: "acmee" }, "There is no account acmee on 127.0.0.1"],
    [
      "does not exist, as an organization",
      { owner: "acmee", ownerType: "organization" },
      "There is no account acmee on 127.0.0.1",
    ],
    [
      "is a user and is called an organization",
      { owner: "octocat", ownerType: "organization" },
      "octocat is a user, not an organization",
    ],
  ])("%s: the error says which", async (_, owner, message) => {
    const before = driver.emulator.world.snapshot();
    const { errors } = await driver.engine.up([aPackage("cli", { ...owner, packageType: "npm", name: "cli" })]);
    expect(errors).toEqual([expect.stringContaining(message)]);
    expect(driver.emulator.world.snapshot()).toEqual(before);
  });

  it("is an organization and is called a user: it is found all the same", async () => {
    const api = { owner: "acme", ownerType: "user", packageType: "container", name: "api" };
    const { said, errors } = await driver.engine.preview([aPackage("api", api)]);
    expect(errors).toEqual([]);
    expect(said.preview).toEqual([
      "info: container package acme/api: there (id 300, private); the update adopts it.",
      "info: What is adopted stays on GitHub, also where it is deleted under another name or place.",
    ]);
  });
});
