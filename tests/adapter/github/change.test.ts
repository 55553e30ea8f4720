import { type Emulator, type FaultSpec, secondaryLimitFault, startEmulator } from "../../../emulator";
import { ProviderError } from "../../../provider/errors";
import { connectTo, deletePackage, failureOf } from "./support/connect";
import { sendError, sendJson, startScriptedServer } from "./support/scripted-server";
import { OWNERS, seed } from "./support/seed";

const { organization: owner } = OWNERS;
const lib = { owner, packageType: "npm", name: "lib" } as const;
const gone = { owner, packageType: "npm", name: "gone" } as const;
const image = { owner, packageType: "container", name: "app/api" } as const;
const untagged = { ...image, versionId: 1203 };
const deleted = { ...image, versionId: 1204 };

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ seed: seed() });
});

afterEach(() => emulator.close());

const methods = () => emulator.requests.map(({ method }) => method);
const isThere = (id: number) =>
  emulator.world.versions("acme", "container", "app/api").some((version) => version.id === id);

/** Ways to lose an answer to a request that took effect. */
const losses: ReadonlyArray<[it: string, fault: FaultSpec]> = [
  ["a 502", { status: 502, html: "<h1>Unicorn!</h1>", takesEffect: true }],
  ["a dropped connection", { drop: true, takesEffect: true }],
  ["a page of HTML with status 200", { status: 200, html: "<h1>Welcome</h1>", takesEffect: true }],
];

describe.each(losses)("an answer lost to %s", (_, fault) => {
  it("after the deletion of a version took effect: it is done, and not done twice", async () => {
    emulator.faults.add({ ...fault, method: "DELETE" });
    await connectTo(emulator.url).api.deleteVersion(untagged);
    expect(isThere(1203)).toBe(false);
    expect(methods().at(-1)).toBe("GET");
  });

  it("after the restoration of a version took effect: it is done", async () => {
    emulator.faults.add({ ...fault, method: "POST" });
    await connectTo(emulator.url).api.restoreVersion(deleted);
    expect(isThere(1204)).toBe(true);
  });

  it("after the restoration of a package took effect: it is done", async () => {
    emulator.faults.add({ ...fault, method: "POST" });
    await connectTo(emulator.url).api.restorePackage(gone);
    expect(emulator.world.package("acme", "npm", "gone")).toBeDefined();
  });

  it("after the deletion of a package took effect: it is not there, which is to be confirmed", async () => {
    emulator.faults.add({ ...fault, method: "DELETE" });
    const error = await failureOf(deletePackage(connectTo(emulator.url).api, lib));
    expect(error.code).toBe("not_found");
    expect(error.message).toContain(
      "An answer was lost, and the package is no longer there: probably this request deleted it.",
    );
  });
});

describe("a read that lags behind a change", () => {
  const lose = (method: string) => emulator.faults.add({ method, drop: true, takesEffect: true });

  it("after a lost answer to a deletion: it is looked at until it is gone", async () => {
    emulator.faults.delayedAbsence(3);
    lose("DELETE");
    await connectTo(emulator.url).api.deleteVersion(untagged);
    expect(methods()).toEqual(["DELETE", "DELETE", "GET", "GET", "GET", "GET"]);
  });

  it("after a lost answer to a restoration: it is looked at until it is back", async () => {
    emulator.faults.delayedPresence(3);
    lose("POST");
    await connectTo(emulator.url).api.restoreVersion(deleted);
    emulator.faults.delayedPresence(3);
    lose("POST");
    await connectTo(emulator.url).api.restorePackage(gone);
    expect(emulator.world.package("acme", "npm", "gone")).toBeDefined();
  });

  it("after a lost answer to the deletion of a package: it is looked at until it is gone", async () => {
    emulator.faults.delayedAbsence(3);
    lose("DELETE");
    const error = await failureOf(deletePackage(connectTo(emulator.url).api, lib));
    expect(error.code).toBe("not_found");
    expect(error.message).toContain("probably this request deleted it");
  });

  it("after somebody else's deletion: the version is gone, and no right is missing", async () => {
    emulator.faults.delayedAbsence(3);
    emulator.world.deleteVersion("acme", "container", "app/api", 1203);
    const error = await failureOf(connectTo(emulator.url).api.deleteVersion(untagged));
    expect(error).toMatchObject({ code: "not_found", githubMessage: "Package version not found." });
    expect(error.message).not.toContain("Admin");
  });

  it("after somebody else's deletion of a package: it is not said to be there", async () => {
    emulator.faults.delayedAbsence(3);
    emulator.world.deletePackage("acme", "npm", "lib");
    const error = await failureOf(deletePackage(connectTo(emulator.url).api, lib));
    expect(error.code).toBe("not_found");
    expect(error.message).not.toContain("Admin");
  });

  it.each([
    ["a lost answer", () => lose("DELETE")],
    ["somebody else's deletion", () => emulator.world.deleteVersion("acme", "container", "app/api", 1203)],
  ])("for longer than anybody waits, after %s: whether it is deleted is not known", async (_, act) => {
    emulator.faults.delayedAbsence(1000);
    act();
    const error = await failureOf(connectTo(emulator.url).api.deleteVersion(untagged));
    expect(error.code).toBe("unavailable");
    expect(error.message).toMatch(
      /Package version not found\. \(404 .*\)\. .*GitHub still shows it 16 seconds later: whether it is deleted is not known\. Run `pulumi refresh` before anything else\./,
    );
    expect(error.message).not.toMatch(/Admin|not deleted/);
  });

  it("after a lost answer to a restoration, for longer than anybody waits: nothing is claimed", async () => {
    emulator.faults.delayedPresence(1000);
    lose("POST");
    const error = await failureOf(connectTo(emulator.url).api.restoreVersion(deleted));
    expect(error.message).toContain("GitHub does not show it 16 seconds later, so it was probably not restored");
  });
});

describe("an answer that is lost again and again", () => {
  it("while nothing takes effect: the error says that it was not done, since it was looked at", async () => {
    emulator.faults.add({ method: "DELETE", status: 502, html: "<h1>Unicorn!</h1>", times: Number.POSITIVE_INFINITY });
    const error = await failureOf(connectTo(emulator.url).api.deleteVersion(untagged));
    expect(error).toMatchObject({ code: "unavailable", status: 502 });
    expect(error.message).toContain(
      "An answer was lost, and GitHub still shows it 16 seconds later, so it was probably not deleted. Run again later.",
    );
    expect(methods()).toEqual([...Array(4).fill("DELETE"), ...Array(6).fill("GET")]);
    expect(isThere(1203)).toBe(true);
  });

  it("and nothing can be looked at: the error says that nobody knows", async () => {
    emulator.faults.add({ status: 502, html: "<h1>Unicorn!</h1>", times: Number.POSITIVE_INFINITY });
    for (const [work, done] of [
      [() => connectTo(emulator.url).api.deleteVersion(untagged), "deleted"],
      [() => connectTo(emulator.url).api.restoreVersion(deleted), "restored"],
      [() => deletePackage(connectTo(emulator.url).api, lib), "deleted"],
    ] as const) {
      const error = await failureOf(work());
      expect(error.code).toBe("unavailable");
      expect(error.message).toContain(
        `Whether it was ${done} is not known: an answer was lost, and it could not be looked at.`,
      );
    }
  });

  it("then refused by the limits: nothing is claimed that is not known", async () => {
    emulator.faults.add({ method: "DELETE", status: 502, body: {} });
    emulator.faults.add({ ...secondaryLimitFault({ retryAfter: 5_000, times: 1 }), method: "DELETE" });
    const error = await failureOf(connectTo(emulator.url).api.deleteVersion(untagged));
    expect(error.code).toBe("rate_limited");
    expect(error.message).toContain("Whether it was deleted is not known");
    expect(error.message).not.toContain("It was not deleted");
  });
});

it("a connection that is refused before anything was sent leaves nothing in doubt", async () => {
  const { url } = emulator;
  await emulator.close();
  const error = await failureOf(connectTo(url).api.deleteVersion(untagged));
  expect(error.code).toBe("unavailable");
  expect(error.message).not.toContain("lost");
  emulator = await startEmulator({ seed: seed() });
});

it("a success that is not GitHub's 204 is looked at, and not believed", async () => {
  const server = await startScriptedServer((request, response) =>
    request.method === "GET" ? sendError(response, 500, "Server Error") : sendJson(response, 200, { ok: true }),
  );
  const error = await failureOf(connectTo(server.url).api.deleteVersion(untagged));
  expect(error.code).toBe("unavailable");
  expect(error.message).toContain("the answer has an unknown form: the status is 200, not 204");
  expect(error.message).toContain("Whether it was deleted is not known");
  await server.close();
});

it("a version that is restored while it is active is not restorable, and nothing changes", async () => {
  await expect(failureOf(connectTo(emulator.url).api.restoreVersion(untagged))).resolves.toMatchObject({
    code: "not_restorable",
    status: 404,
  });
});

describe("a package that is published again under its name stays", () => {
  const publishAgain = () => emulator.world.publish("acme", "npm", "lib", { name: "9.0.0" });

  it("when that happens after an answer was lost: what has the name is looked at before another attempt", async () => {
    emulator.faults.add({ method: "DELETE", status: 502, body: {}, takesEffect: true });
    emulator.faults.add({ run: publishAgain });
    const error = await failureOf(deletePackage(connectTo(emulator.url).api, lib, 1100));
    expect(error).toMatchObject({ code: "not_found", status: 502 });
    expect(error.message).toContain("An answer was lost, and the package is no longer there");
    expect(methods()).toEqual(["DELETE", "GET"]);
    expect(emulator.world.package("acme", "npm", "lib")).toBeDefined();
  });

  it("when that happens while a limit is waited for: nothing more is sent", async () => {
    const replace = () => {
      emulator.world.deletePackage("acme", "npm", "lib");
      publishAgain();
    };
    emulator.faults.add({ ...secondaryLimitFault({ retryAfter: 30 }), method: "DELETE", run: replace });
    const error = await failureOf(deletePackage(connectTo(emulator.url).api, lib, 1100));
    expect(error.code).toBe("conflict");
    expect(error.message).toBe(
      "delete npm package acme/lib: the package that was to be deleted is no longer there, or no longer the same " +
        "(DELETE /orgs/acme/packages/npm/lib). The request was not sent. Run again.",
    );
    expect(methods()).toEqual(["DELETE", "GET"]);
    expect(emulator.world.package("acme", "npm", "lib")).toBeDefined();
  });
});

it("a package that is still the same after each lost answer is tried again as often as anything else, and then deleted", async () => {
  emulator.faults.add({ method: "DELETE", status: 502, body: {}, times: 3 });
  await deletePackage(connectTo(emulator.url).api, lib, 1100);
  expect(methods()).toEqual(["DELETE", "GET", "DELETE", "GET", "DELETE", "GET", "DELETE"]);
});

describe("when the engine is gone", () => {
  const gonePeople = new ProviderError("the engine that started this run is gone.", { code: "engine_gone" });

  it("nothing is changed any more; reading goes on", async () => {
    const guard = { assertAlive: () => Promise.reject(gonePeople) };
    const { api } = connectTo(emulator.url, { guard });
    const works = [
      () => deletePackage(api, lib),
      () => api.deleteVersion(untagged),
      () => api.restorePackage(gone),
      () => api.restoreVersion(deleted),
    ];
    for (const work of works) await expect(failureOf(work())).resolves.toBe(gonePeople);
    expect(emulator.requests).toEqual([]);
    await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
  });

  it("it is asked before each attempt, so that a retry does not go out either", async () => {
    emulator.faults.add({ method: "DELETE", status: 502, body: {}, times: Number.POSITIVE_INFINITY });
    let asked = 0;
    const guard = { assertAlive: async () => (++asked > 2 ? Promise.reject(gonePeople) : undefined) };
    await expect(failureOf(connectTo(emulator.url, { guard }).api.deleteVersion(untagged))).resolves.toBe(gonePeople);
    expect(methods()).toEqual(["DELETE", "DELETE"]);
  });

  it("and whoever waits for a turn is asked when the turn comes, not before", async () => {
    const { api } = connectTo(emulator.url, {
      config: { parallelRequests: "1" },
      guard: { assertAlive: async () => (emulator.requests.length > 0 ? Promise.reject(gonePeople) : undefined) },
    });
    const outcomes = await Promise.allSettled([
      api.deleteVersion(untagged),
      api.deleteVersion({ ...image, versionId: 1201 }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(methods()).toEqual(["DELETE"]);
  });
});
