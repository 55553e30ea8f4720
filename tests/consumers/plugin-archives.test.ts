import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../../emulator";
import { version } from "../../package.json";
import { CERTIFICATE, CompanyNetwork } from "../support/company-network";
import { changesOf, createWorkspace, expectSuccess, type Workspace } from "../support/engine";
import { repositoryRoot } from "../support/imports";
import { ADMIN_TOKEN, smallWorld } from "../support/small-world";

const execute = promisify(execFile);
const script = join(repositoryRoot, "scripts", "release", "plugin-archives.mjs");

/** As Go calls the system that the tests run on. */
const HERE = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
const archiveFor = (system: string) => `pulumi-resource-github-packages-v${version}-${system}.tar.gz`;

const PROGRAM = `
const { Package } = require(${JSON.stringify(join(repositoryRoot, "tests", "support", "plugin-classes.cjs"))});
exports.id = new Package("ui", { owner: "acme", packageType: "npm", name: "ui" }).packageId;
`;

describe("the archives of the plugin that a release offers", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "github-packages-archives-"));
    await execute(process.execPath, [script, join(directory, "first")]);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const read = (name: string) => readFile(join(directory, "first", name));

  it("are there for each system, with checksums", async () => {
    const systems = ["darwin", "linux", "windows"].flatMap((system) => [`${system}-amd64`, `${system}-arm64`]);
    const names = systems.map(archiveFor);
    expect((await readdir(join(directory, "first"))).sort()).toEqual(["checksums.txt", ...names]);
    const listed = (await read("checksums.txt")).toString().trimEnd().split("\n").sort();
    const sums = names.map(
      async (name) =>
        `${createHash("sha256")
          .update(await read(name))
          .digest("hex")}  ${name}`,
    );
    expect(listed).toEqual((await Promise.all(sums)).sort());
  });

  it("are the same bytes each time", async () => {
    await execute(process.execPath, [script, join(directory, "second")]);
    const again = await readFile(join(directory, "second", "checksums.txt"));
    expect(again).toEqual(await read("checksums.txt"));
  });

  it("say in a sentence that they need Node where there is none", async () => {
    const unpacked = await mkdtemp(join(directory, "unpacked-"));
    await execute("tar", ["-xzf", join(directory, "first", archiveFor(HERE)), "-C", unpacked]);
    const started = execute(join(unpacked, "pulumi-resource-github-packages"), ["127.0.0.1:1"], {
      env: { PATH: directory },
    });
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^pulumi-resource-github-packages needs Node 20\.19, 22\.12 or newer, .*\n$/),
    });
  });

  describe("installed by pulumi", () => {
    let emulator: Emulator;
    let workspace: Workspace;
    let releases: Server;
    const network = new CompanyNetwork();
    beforeEach(async () => {
      emulator = await startEmulator({ seed: smallWorld() });
      workspace = await createWorkspace({ program: PROGRAM, emulatorUrl: emulator.url, token: ADMIN_TOKEN });
      releases = createServer(async ({ url = "", headers }, response) => {
        if (url === `/repos/acme/pulumi-github-packages/releases/tags/v${version}`) {
          const assets = (await readdir(join(directory, "first"))).map((name) => ({
            name,
            url: `https://${headers.host}/assets/${name}`,
          }));
          response.end(JSON.stringify({ assets }));
          return;
        }
        const name = url.split("/").at(-1) ?? "";
        await read(name).then(
          (content) => response.end(content),
          () => response.writeHead(404).end(),
        );
      });
      await new Promise<void>((resolve) => releases.listen(0, "127.0.0.1", resolve));
    });
    afterEach(async () => {
      await network.close();
      await workspace.close();
      await emulator.close();
      releases.close();
    });

    const install = (...from: string[]) =>
      workspace.pulumi(["plugin", "install", "resource", "github-packages", version, ...from]);
    const address = () => `http://127.0.0.1:${(releases.address() as AddressInfo).port}`;

    const ways: Array<[string, () => Promise<string[]>]> = [
      ["from a file", async () => ["--file", join(directory, "first", archiveFor(HERE))]],
      ["from a server", async () => ["--server", `${address()}/plugins`]],
      [
        "from a release on GitHub",
        async () => {
          workspace.env.SSL_CERT_FILE = CERTIFICATE;
          const { host } = new URL(await network.startTls(address()));
          return ["--server", `github://${host}/acme`];
        },
      ],
    ];

    it.each(ways)("%s, the plugin lives the whole life cycle", async (_way, from) => {
      expectSuccess(await install(...(await from())));
      const up = await workspace.up();
      expectSuccess(up);
      expect(changesOf(up)).toEqual(["create ui"]);
      expect((await workspace.preview(["--expect-no-changes"])).code).toBe(0);
      expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
      expectSuccess(await workspace.destroy(["--skip-preview"]));
      expect(emulator.world.package("acme", "npm", "ui")).toBeUndefined();
    });

    it("a program whose SDK is of another version says which plugin it lacks, and loses nothing", async () => {
      expectSuccess(await install("--file", join(directory, "first", archiveFor(HERE))));
      expectSuccess(await workspace.up());
      const resourcesOf = async () => (await workspace.exportState()).deployment.resources;
      const before = await resourcesOf();
      await workspace.write("index.js", PROGRAM.replace('name: "ui" }', 'name: "ui" }, { version: "9.9.9" }'));
      const { code, stdout, stderr } = await workspace.up();
      expect([code === 0, stdout + stderr]).toEqual([
        false,
        expect.stringMatching(/'pulumi-resource-github-packages' found in the workspace at version v9\.9\.9/),
      ]);
      expect([await resourcesOf(), emulator.world.package("acme", "npm", "ui")]).toEqual([before, expect.anything()]);
    });
  });
});
