/** `pulumi package add`, from each place that has the plugin, and what a program in YAML then does with it. */
import { execFile, spawn } from "node:child_process";
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../../emulator";
import { version } from "../../package.json";
import { CERTIFICATE, CompanyNetwork } from "../support/company-network";
import { INSTALL_TIMEOUT_MS, packTarball, type Tarball } from "../support/consumer";
import { changesOf, createWorkspace, expectSuccess, type Workspace } from "../support/engine";
import { provideGoTool } from "../support/go-tool";
import { repositoryRoot } from "../support/imports";
import { ADMIN_TOKEN, smallWorld } from "../support/small-world";

const execute = promisify(execFile);
const BUILD_TIMEOUT_MS = 30 * 60_000;

const PROGRAM = `name: test
runtime: yaml
resources:
  ui:
    type: github-packages:Package
    properties: { owner: acme, packageType: npm, name: ui }
`;

describe("pulumi package add", () => {
  let tarball: Tarball;
  let base: string;
  let hosts: string[];
  let emulator: Emulator;
  let workspace: Workspace;
  let repositories: Server;
  const network = new CompanyNetwork();

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), "github-packages-add-"));
    tarball = await packTarball();
    await copyFile(
      join(repositoryRoot, "scripts/setup/language-host/pulumi-language-nodejs.cjs"),
      join(base, "pulumi-language-nodejs"),
    );
    await chmod(join(base, "pulumi-language-nodejs"), 0o755);
    const yaml = await provideGoTool({
      purpose: "run programs in YAML",
      name: "pulumi-language-yaml",
      package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
      version: "v1.32.0",
      module: join(__dirname, "yaml-host"),
    });
    hosts = [base, dirname(yaml)];
    repositories = createServer((request, response) => serveGit(join(base, "git"), request, response));
    await new Promise<void>((resolve) => repositories.listen(0, "127.0.0.1", resolve));
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    repositories.close();
    await network.close();
    await tarball.remove();
    await rm(base, { recursive: true, force: true });
  });

  beforeEach(async () => {
    emulator = await startEmulator({ seed: smallWorld() });
    workspace = await createWorkspace({ program: "", emulatorUrl: emulator.url, token: ADMIN_TOKEN });
    workspace.env.PATH = [...hosts, workspace.env.PATH].join(delimiter);
    await workspace.write("Pulumi.yaml", PROGRAM);
  });
  afterEach(async () => {
    await workspace.close();
    await emulator.close();
  });

  /** The repository's `plugin/`, which depends on what is published: here on what is packed. */
  async function pluginDirectory(parent: string): Promise<string> {
    const directory = join(parent, "plugin");
    await cp(join(repositoryRoot, "plugin"), directory, { recursive: true });
    const manifest = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
    manifest.dependencies["pulumi-github-packages"] = `file:${tarball.path}`;
    await writeFile(join(directory, "package.json"), JSON.stringify(manifest));
    return directory;
  }

  const add = async (source: string) => expectSuccess(await workspace.pulumi(["package", "add", source]));

  const places: Array<[string, () => Promise<void>]> = [
    [
      "an archive that is installed",
      async () => {
        await execute(process.execPath, [join(repositoryRoot, "scripts/release/plugin-archives.mjs"), base]);
        const { platform, arch } = process;
        const system = `${platform === "win32" ? "windows" : platform}-${arch === "x64" ? "amd64" : arch}`;
        const archive = join(base, `pulumi-resource-github-packages-v${version}-${system}.tar.gz`);
        expectSuccess(
          await workspace.pulumi(["plugin", "install", "resource", "github-packages", version, "--file", archive]),
        );
        await add(`github-packages@${version}`);
      },
    ],
    ["a directory", async () => add(await pluginDirectory(workspace.dir))],
    [
      "a git repository",
      async () => {
        const repository = join(base, "git", "acme", "packages.git");
        await mkdir(repository, { recursive: true });
        await pluginDirectory(repository);
        const git = (...args: string[]) =>
          execute("git", ["-c", "user.name=acme", "-c", "user.email=acme@example.com", ...args], { cwd: repository });
        await git("init", "--quiet");
        await git("add", ".");
        await git("commit", "--quiet", "--message", "The plugin");
        await git("tag", `v${version}`);
        workspace.env.SSL_CERT_FILE = CERTIFICATE;
        const { host } = new URL(
          await network.startTls(`http://127.0.0.1:${(repositories.address() as AddressInfo).port}`),
        );
        // `package add` takes an address with a port for a path when it writes it down. What it clones is named to the program by itself.
        const address = `https://${host}/acme/packages.git/plugin@${version}`;
        expectSuccess(await workspace.pulumi(["package", "get-schema", address]));
        const plugins = join(String(workspace.env.PULUMI_HOME), "plugins");
        const clone = (await readdir(plugins)).find((name) => name.endsWith(`_plugin-v${version}`)) ?? "";
        const provider = { name: "github-packages", path: join(plugins, clone, "plugin") };
        await workspace.write("Pulumi.yaml", `${PROGRAM}plugins: ${JSON.stringify({ providers: [provider] })}\n`);
      },
    ],
  ];

  it.each(places)(
    "from %s, a program lives the whole life cycle",
    async (_place, get) => {
      await get();
      const up = await workspace.up();
      expectSuccess(up);
      expect(changesOf(up)).toEqual(["create ui"]);
      expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
      expect((await workspace.preview(["--expect-no-changes"])).code).toBe(0);
      expectSuccess(await workspace.destroy(["--skip-preview"]));
      expect(emulator.world.package("acme", "npm", "ui")).toBeUndefined();
    },
    INSTALL_TIMEOUT_MS,
  );

  it(
    "from a directory that needs a newer Pulumi, says which, and changes nothing",
    async () => {
      const directory = await pluginDirectory(workspace.dir);
      const file = join(directory, "PulumiPlugin.yaml");
      const text = await readFile(file, "utf8");
      await writeFile(file, text.replace(/">=3\.\d+\.0"/, '">=99.0.0"'));
      const { code, stderr } = await workspace.pulumi(["package", "add", directory]);
      expect([code === 0, stderr]).toEqual([
        false,
        expect.stringMatching(/Pulumi CLI version \S+ does not satisfy the version range ">=99\.0\.0"/),
      ]);
      expect(await readFile(join(workspace.dir, "Pulumi.yaml"), "utf8")).toBe(PROGRAM);
    },
    INSTALL_TIMEOUT_MS,
  );

  it("asks for the oldest Pulumi that the package works with", async () => {
    const { peerDependencies } = JSON.parse(await readFile(join(repositoryRoot, "package.json"), "utf8"));
    const project = await readFile(join(repositoryRoot, "plugin", "PulumiPlugin.yaml"), "utf8");
    expect(project).toContain(`requiredPulumiVersion: "${peerDependencies["@pulumi/pulumi"]}"`);
  });

  it("from what is no plugin, says so and changes nothing", async () => {
    const { code, stderr } = await workspace.pulumi(["package", "add", repositoryRoot]);
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining("or a PulumiPlugin file")]);
    expect(await readFile(join(workspace.dir, "Pulumi.yaml"), "utf8")).toBe(PROGRAM);
  });
});

/** Git's own server, as CGI: https://git-scm.com/docs/git-http-backend */
function serveGit(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk) => chunks.push(chunk));
  backend.once("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    const headers = answer.subarray(0, end).toString().split("\r\n");
    const fields = headers.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
    const status = fields.find(([name]) => name === "Status")?.[1];
    response.writeHead(status === undefined ? 200 : Number.parseInt(status, 10), Object.fromEntries(fields));
    response.end(answer.subarray(end + 4));
  });
}
