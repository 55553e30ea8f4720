import { mkdtempSync } from "node:fs";
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { connect } from "../../provider/connect";
import { isPackageDeclaredElsewhere } from "../../provider/resources/hand-over";
import { PackageResource } from "../../provider/resources/package/resource";
import { PackageVersionResource } from "../../provider/resources/package-version/resource";
import type { PropertyMap } from "../../provider/resources/resource";
import { Declarations } from "../../provider/run/declarations";
import { type AnnouncedDeclaration, DeclaredElsewhere } from "../../provider/run/declared-elsewhere";
import { FileJournal, privateJournal } from "../../provider/run/journal";
import { noPhaseNotes } from "../../provider/run/phase-notes";
import { Session } from "../../provider/session";
import { hostIdentity, resolveSettings, serverAt, serverOf } from "../../provider/settings";
import { policyIn } from "../support/run-driver";
import { ADMIN_TOKEN, smallWorld } from "../support/small-world";
import { temporaryDirectory } from "../support/temporary-directory";

const base = temporaryDirectory("two-addresses-");
const ui = { owner: "acme", packageType: "npm", name: "ui" };
const uiVersion = { owner: "acme", packageType: "npm", packageName: "ui", version: "1.0.0" };

interface Tunnel {
  readonly port: number;
  close(): void;
}

/** A port that leads to another one of this machine, as a tunnel does. */
async function startTunnel(to: string): Promise<Tunnel> {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connectSocket(Number(new URL(to).port), "127.0.0.1");
    client.pipe(upstream).pipe(client);
    for (const one of [client, upstream]) one.on("error", () => one.destroy());
    sockets.push(client, upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** One run of a program whose provider instances each have an address of their own; each has a process, and so a session, of its own. */
class Run {
  readonly said: string[] = [];
  private readonly directory = mkdtempSync(join(base, "run-"));
  private sessions = 0;

  /**
   * @param baseUrl an address of some server.
   * @param isAlone whether the processes of the run can't find each other, as on Windows.
   */
  instance(baseUrl: string, isAlone = false): () => Session {
    const { place, ...settings } = resolveSettings({
      config: () => undefined,
      env: { GITHUB_BASE_URL: baseUrl, GITHUB_TOKEN: ADMIN_TOKEN },
    });
    const say = (message: string) => void this.said.push(message);
    const logger = { debug: () => {}, info: say, warn: say, progress: () => {} };
    const clock = { now: () => Date.now(), sleep: async () => {} };
    const server = serverAt(place);
    const journal = new FileJournal<AnnouncedDeclaration>(this.directory, String(this.sessions++), "declared-anywhere");
    const api = connect({ ...settings, place }, { clock, logger, guard: { assertAlive: async () => {} } });
    const session = new Session({
      host: hostIdentity(place),
      imageHosts: [],
      server,
      serverAt: (address) => serverOf(address ?? baseUrl),
      api: () => api,
      manifests: () => Promise.reject(new Error("no manifests")),
      clock,
      logger,
      declarations: isAlone
        ? new Declarations(privateJournal)
        : new Declarations(privateJournal, () => {}, new DeclaredElsewhere(server, journal)),
      defaultOwner: () => undefined,
      notes: noPhaseNotes,
    });
    return () => session;
  }
}

describe("one server by two addresses that do not look alike", () => {
  let emulator: Emulator;
  let tunnel: Tunnel;
  let run: Run;
  const here = () => run.instance(emulator.url);
  const there = () => run.instance(`http://127.0.0.1:${tunnel.port}${new URL(emulator.url).pathname}`);
  const live = () => emulator.world.package("acme", "npm", "ui");
  const names = () => emulator.world.versions("acme", "npm", "ui").map(({ name }) => name);

  describe.each(["github.com", "ghes-3.18"] as const)("whose pages are those of %s", (profile) => {
    beforeEach(async () => {
      emulator = await startEmulator({ profile, seed: smallWorld() });
      tunnel = await startTunnel(emulator.url);
      run = new Run();
    });
    afterEach(async () => {
      tunnel.close();
      await emulator.close();
    });

    it("keeps a package that moved from one to the other", async () => {
      const { id, state } = await new PackageResource(here()).create(ui);
      run = new Run();
      const old = new PackageResource(here());
      await new PackageResource(there()).create(ui);
      await old.delete(id, state);
      expect(live()).toBeDefined();
      expect(run.said.join("\n")).toMatch(
        /npm package acme\/ui is not deleted: the program declares it at localhost:\d+/,
      );
    });

    it("keeps a version that did", async () => {
      const { id, state } = await new PackageVersionResource(here()).create(uiVersion);
      run = new Run();
      const old = new PackageVersionResource(here());
      await new PackageVersionResource(there()).create(uiVersion);
      await old.delete(id, state);
      expect(names()).toContain("1.0.0");
    });

    it("keeps a package of which it declares a version", async () => {
      const { id, state } = await new PackageResource(here()).create(ui);
      run = new Run();
      const old = new PackageResource(here());
      await new PackageVersionResource(there()).create(uiVersion);
      await expect(old.delete(id, state)).rejects.toThrow(/still declares version \d+ at localhost:\d+/);
      expect(live()).toBeDefined();
    });

    it("keeps what a policy over it would delete", async () => {
      const policy = policyIn(here());
      const inputs = {
        owner: "acme",
        packageType: "npm",
        packages: ["ui"],
        minAge: "0s",
        rules: {
          rest: { action: "delete", match: { versionNames: ["*"] } },
          newest: { action: "keep", mostRecent: { count: 1 } },
        },
      };
      await new PackageVersionResource(there()).create(uiVersion);
      const { inputs: planned, failures } = await policy.check(undefined, inputs);
      expect(failures).toEqual([]);
      const { id } = emulator.world.versions("acme", "npm", "ui").find(({ name }) => name === "1.0.0") ?? {};
      const other = emulator.world.versions("acme", "npm", "ui").find(({ name }) => name === "1.1.0") ?? { id: 0 };
      expect(JSON.stringify(planned)).toContain(`"${other.id}":`);
      expect(JSON.stringify(planned)).not.toContain(`"${id}":`);
    });

    describe("and what its own process tells a policy that is targeted alone", () => {
      const all = {
        owner: "acme",
        packageType: "npm",
        packages: ["ui"],
        minAge: "0s",
        rules: { all: { action: "delete", match: { versionNames: ["*"] } } },
      };
      const planned = async (declared: PropertyMap, policy: PropertyMap = all) => {
        const at = `http://127.0.0.1:${tunnel.port}${new URL(emulator.url).pathname}`;
        const told = { owner: "acme", packageType: "npm", packageName: "ui", baseUrl: at, ...declared };
        run = new Run();
        const resource = policyIn(here());
        const { inputs, failures } = await resource.check(undefined, { ...policy, __declared: [told] });
        expect(failures).toEqual([]);
        return JSON.stringify(inputs.runs);
      };

      it("keeps a version that the state has", async () => {
        const { state } = await new PackageVersionResource(there()).create(uiVersion);
        const { versionId: pinnedTo, createdAt, packageHtmlUrl: page } = state;
        const version = { type: "version", version: "1.0.0" };
        const seen = { pinnedTo, createdAt, page };
        expect(await planned({ ...version, ...seen })).not.toContain(`"${pinnedTo}":`);
        expect(await planned({ ...version, ...seen, createdAt: "2020-01-01T00:00:00Z" })).toContain(`"${pinnedTo}":`);
      });

      it("keeps a package as a whole that the state has", async () => {
        const { state } = await new PackageResource(there()).create(ui);
        const { packageId: pinnedTo, createdAt, htmlUrl: page } = state;
        const policy = { ...all, onAllMatched: "deletePackage" };
        const seen = { pinnedTo, createdAt, page };
        expect(await planned({ type: "package", ...seen }, policy)).not.toContain("deletePackages");
        expect(await planned({ type: "package", ...seen, createdAt: "2020-01-01T00:00:00Z" }, policy)).toContain(
          "deletePackages",
        );
      });
    });

    it("deletes nothing while it is not known what the other address has by that name", async () => {
      const { id, state } = await new PackageResource(here()).create(ui);
      run = new Run();
      const old = new PackageResource(here());
      const successor = new PackageResource(there());
      await successor.check({ ...ui }, ui);
      await expect(old.delete(id, state)).rejects.toThrow(/it is not known yet what it means there/);
      expect(live()).toBeDefined();
    });

    it("keeps from a policy no package that is not there", async () => {
      await new PackageResource(there()).create(ui);
      const owner = { kind: "organization", login: "acme" } as const;
      const isDeclared = (name: string) => isPackageDeclaredElsewhere(here()(), { owner, packageType: "npm", name });
      expect(await isDeclared("ui")).toBe(true);
      expect(await isDeclared("gone")).toBe(false);
    });

    it("still deletes what is declared by neither", async () => {
      const { id, state } = await new PackageVersionResource(here()).create({ ...uiVersion, version: "1.1.0" });
      run = new Run();
      const old = new PackageVersionResource(here());
      await new PackageVersionResource(there()).create(uiVersion);
      await old.delete(id, state);
      expect(names()).toEqual(["2.0.0", "1.0.0"]);
    });
  });

  it("plans and deletes by the one that it has where a process can't find the others", async () => {
    emulator = await startEmulator({ seed: smallWorld() });
    run = new Run();
    const alone = run.instance(emulator.url, true);
    const version = new PackageVersionResource(alone);
    const { id, state } = await version.create(uiVersion);
    const { inputs, failures } = await policyIn(alone).check(undefined, {
      owner: "acme",
      packageType: "npm",
      packages: ["ui"],
      minAge: "0s",
      onAllMatched: "deletePackage",
      rules: { old: { action: "delete", match: { versionNames: ["1.1.0"] } } },
      __declared: [{ type: "version", ...uiVersion, version: "1.1.0", baseUrl: "ghes.invalid", pinnedTo: 102 }],
    });
    expect({ failures, runs: inputs.runs }).toMatchObject({
      failures: [],
      runs: { 1: { delete: { ui: { 102: expect.any(String) } } } },
    });
    run = new Run();
    await new PackageVersionResource(run.instance(emulator.url, true)).delete(id, state);
    expect(names()).toEqual(["2.0.0", "1.1.0"]);
    await emulator.close();
  });

  it("is told from another server of the same names and numbers by what that one calls its pages", async () => {
    emulator = await startEmulator({ seed: smallWorld() });
    const ghes = await startEmulator({ profile: "ghes-3.18", seed: smallWorld() });
    run = new Run();
    const { id, state } = await new PackageResource(run.instance(ghes.url)).create(ui);
    run = new Run();
    const old = new PackageResource(run.instance(ghes.url));
    await new PackageResource(here()).create(ui);
    await old.delete(id, state);
    expect(ghes.world.package("acme", "npm", "ui")).toBeUndefined();
    expect(live()).toBeDefined();
    await Promise.all([emulator.close(), ghes.close()]);
  });
});
