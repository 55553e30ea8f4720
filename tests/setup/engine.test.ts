import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packArchive, serveArchive, sha256 } from "./archive-server";
import { linesOf, Surroundings } from "./surroundings";

/** Provisions with the archives that this repository pins, or with a server's. */
const provisionScript = (archives?: Archives) => `
  import { provisionEngine } from "./scripts/setup/engine/provision.mjs";
  try {
    console.log(JSON.stringify(await provisionEngine(process.env, ${JSON.stringify(archives)})));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
`;

interface Archives {
  readonly origin: string;
  readonly checksums: Readonly<Record<string, string>>;
}

const companions = { "pulumi-language-nodejs": "exit 1", "pulumi-resource-pulumi-nodejs": "exit 1" };
const pulumi = (version: string) => `echo "v${version}"`;

let machine: Surroundings;
beforeEach(() => {
  machine = new Surroundings();
});
afterEach(() => machine.remove());

/** As `go build -o FILE`: makes the folder and the executable, here a script that knows its version. */
const writeEngine = `mkdir -p "${"$"}{4%/*}"; printf '#!/bin/sh\\n${pulumi("3.250.0")}\\n' > "$4"; chmod +x "$4"`;

/** A Go that logs its arguments. */
function addGo(build = writeEngine): void {
  machine.addCommands("go", {
    go: `if [ "$1" = env ]; then echo go1.26.8; exit; fi\necho "$@" >> "${machine.path("builds")}"\n${build}`,
  });
}

const ARCHIVE_NAME = `pulumi-v3.250.0-${process.platform}-${process.arch}.tar.gz`;
const archive = packArchive({ pulumi: pulumi("3.250.0"), ...companions });

async function provision(archives?: Archives) {
  const { code, stdout, stderr } = await machine.run(provisionScript(archives));
  return { code, stderr, engine: code === 0 ? JSON.parse(stdout) : undefined };
}

/** Provisions where Pulumi's host answers so, and `pinned` is the checksum of this machine's archive. */
async function provisionFrom(answer: Buffer | number, pinned: string | undefined) {
  const { origin, asked, close } = await serveArchive(answer);
  try {
    const checksums = pinned === undefined ? {} : { [ARCHIVE_NAME]: pinned };
    return { ...(await provision({ origin, checksums })), asked };
  } finally {
    await close();
  }
}

const cached = (...names: string[]) => machine.path("cache/pulumi-github-packages/engine/v3.250.0", ...names);
const origin = () => JSON.parse(readFileSync(cached("origin.json"), "utf8")).origin;

describe("an installed pulumi", () => {
  test.each(["3.216.0", "3.250.1", "4.0.0-beta.1"])("of version %s is used and not touched", async (version) => {
    const directory = machine.addCommands("official", { pulumi: pulumi(version), ...companions });
    const before = readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mtimeMs]);
    const { engine, asked } = await provisionFrom(archive, sha256(archive));
    expect(asked).toEqual([]);
    expect(engine).toEqual({ pulumi: join(directory, "pulumi"), source: "path", version, env: {} });
    expect(readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mtimeMs])).toEqual(before);
    expect(existsSync(machine.path("cache"))).toBe(false);
  });

  test.each([
    ["is too old", { pulumi: pulumi("3.215.9"), ...companions }, "3.216.0 or newer is needed"],
    ["does not run", { pulumi: "exit 3", ...companions }, "does not run"],
    ["has no language host", { pulumi: pulumi("3.260.0") }, "has no pulumi-language-nodejs beside it"],
  ])("that %s is passed over, and the reason is told", async (_title, commands, reason) => {
    machine.addCommands("official", commands);
    addGo();
    const { engine, stderr } = await provision();
    expect(engine.source).toBe("cache");
    expect(stderr).toContain(reason);
  });

  test("goes before a cached engine", async () => {
    addGo();
    await provision();
    const directory = machine.addCommands("official", { pulumi: pulumi("3.220.0"), ...companions });
    expect((await provision()).engine.pulumi).toBe(join(directory, "pulumi"));
  });
});

describe("without an installed pulumi", () => {
  test("Pulumi's own archive, of the pinned checksum, goes before a build", async () => {
    addGo();
    const { engine, asked } = await provisionFrom(archive, sha256(archive));
    expect(engine).toMatchObject({ pulumi: cached("bin/pulumi"), source: "cache", version: "3.250.0" });
    expect(engine.env.PATH.startsWith(cached("bin"))).toBe(true);
    expect(origin()).toBe("archive");
    expect(asked).toEqual([`/${ARCHIVE_NAME}`]);
    expect(readdirSync(cached()).sort()).toEqual(["bin", "origin.json"]);
    expect(linesOf(machine.path("builds"))).toEqual([]);
  });

  test("what Pulumi's archive brought keeps its own host", async () => {
    await provisionFrom(archive, sha256(archive));
    const host = readFileSync(cached("bin/pulumi-language-nodejs"), "utf8");
    await provision();
    expect(readFileSync(cached("bin/pulumi-language-nodejs"), "utf8")).toBe(host);
  });

  test("an archive of another checksum is not unpacked, and nothing of it is run", async () => {
    const ran = machine.path("ran");
    const wrong = packArchive({ pulumi: `echo ran >> "${ran}"; ${pulumi("3.250.0")}`, ...companions });
    const { code, stderr } = await provisionFrom(wrong, sha256(archive));
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${ARCHIVE_NAME} is not what was pinned, and nothing of it was run: its SHA-256 is ${sha256(wrong)}, and ${sha256(archive)} is expected`,
    );
    expect(linesOf(ran)).toEqual([]);
    expect(existsSync(cached())).toBe(false);
    expect(readdirSync(machine.path("cache/pulumi-github-packages/engine"))).toEqual([]);
  });

  test("an archive without a pinned checksum is not fetched, and the message says how to pin one and what else works", async () => {
    const { code, stderr, asked } = await provisionFrom(archive, undefined);
    expect(code).toBe(1);
    expect(asked).toEqual([]);
    expect(stderr).toContain(
      `no checksum of ${ARCHIVE_NAME} is pinned, so it is not fetched (scripts/setup/engine/archives.mjs says how to verify and pin one)`,
    );
    expect(stderr).toContain("Go is not installed");
    expect(stderr).toContain("https://www.pulumi.com/docs/install/");
  });

  test("every pinned checksum is a SHA-256 of an archive of the pinned version", async () => {
    const { stdout } = await machine.run(
      `import { OFFICIAL_ARCHIVES } from "./scripts/setup/engine/archives.mjs"; console.log(JSON.stringify(OFFICIAL_ARCHIVES));`,
    );
    const { origin, checksums } = JSON.parse(stdout) as Archives;
    expect(origin).toMatch(/^https:/);
    const right = /^pulumi-v3\.250\.0-(linux|darwin|windows)-(x64|arm64)\.(tar\.gz|zip) [0-9a-f]{64}$/;
    expect(Object.entries(checksums).filter(([name, checksum]) => !right.test(`${name} ${checksum}`))).toEqual([]);
  });

  test.each<[string, Buffer | number, string | undefined]>([
    ["has no pinned checksum", archive, undefined],
    ["is not what was pinned", Buffer.from("an archive, cut sh"), sha256(archive)],
    ["is answered by 503", 503, sha256(archive)],
  ])("a build from Go modules follows when Pulumi's archive %s", async (_title, answer, pinned) => {
    addGo();
    const { engine, stderr } = await provisionFrom(answer, pinned);
    expect(engine).toMatchObject({ pulumi: cached("bin/pulumi"), source: "cache", version: "3.250.0" });
    expect(stderr).toContain("not to be had");
    expect(origin()).toBe("go");
    expect(readdirSync(cached("bin")).sort()).toEqual([
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
    expect(linesOf(machine.path("builds"))[0]).toMatch(/^build -mod=readonly .*v3\.250\.0.*cmd\/pulumi$/);
  });

  test("the second time it uses what the first left, without asking anybody", async () => {
    addGo();
    await provision();
    const { engine, stderr, asked } = await provisionFrom(archive, sha256(archive));
    expect(asked).toEqual([]);
    expect(engine.source).toBe("cache");
    expect(stderr).toBe("");
    expect(linesOf(machine.path("builds"))).toHaveLength(1);
  });

  test("a built engine's language host follows this repository", async () => {
    addGo();
    await provision();
    const today = readFileSync(cached("bin/pulumi-language-nodejs"), "utf8");
    writeFileSync(cached("bin/pulumi-language-nodejs"), "of an older set-up");
    await provision();
    expect(readFileSync(cached("bin/pulumi-language-nodejs"), "utf8")).toBe(today);
  });

  test("a cached engine that does not run is replaced", async () => {
    addGo();
    await provision();
    writeFileSync(cached("bin/pulumi"), "#!/bin/sh\nexit 126\n");
    expect((await provision()).engine.version).toBe("3.250.0");
  });

  test("a cached engine that an older set-up had from Pulumi's installer, unverified, is not run and is replaced", async () => {
    addGo();
    await provision();
    const ran = machine.path("ran");
    writeFileSync(cached("bin/pulumi"), `#!/bin/sh\necho ran >> "${ran}"\n${pulumi("3.250.0")}\n`);
    writeFileSync(cached("origin.json"), JSON.stringify({ origin: "download", version: "3.250.0" }));
    expect((await provision()).engine.version).toBe("3.250.0");
    expect(linesOf(ran)).toEqual([]);
    expect(origin()).toBe("go");
  });

  test("two set-ups at once get one engine", async () => {
    addGo(`sleep 1; ${writeEngine}`);
    const both = await Promise.all([provision(), provision()]);
    expect(both.map(({ engine }) => engine?.version)).toEqual(["3.250.0", "3.250.0"]);
    expect(linesOf(machine.path("builds"))).toHaveLength(1);
  });

  test("what a killed set-up left behind neither stops nor misleads the next", async () => {
    mkdirSync(`${cached()}-abcdef/bin`, { recursive: true });
    writeFileSync(`${cached()}-abcdef/bin/pulumi`, "half");
    writeFileSync(`${cached()}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, host: (await import("node:os")).hostname() }));
    addGo();
    expect((await provision()).engine.version).toBe("3.250.0");
    expect(readdirSync(machine.path("cache/pulumi-github-packages/engine"))).toEqual(["v3.250.0"]);
  });
});

test("where nothing works, one message says why and what to install", async () => {
  machine.addCommands("official", { pulumi: pulumi("3.100.0"), ...companions });
  addGo("echo 'no space left on device' >&2; exit 1");
  const { code, stderr } = await provision();
  expect(code).toBe(1);
  const message = stderr.slice(stderr.indexOf("No Pulumi engine can be had here"));
  expect(message).toContain("3.100.0, and 3.216.0 or newer is needed");
  expect(message).toContain("Pulumi's download: ");
  expect(message).toContain("no space left on device");
  expect(message).toContain("https://www.pulumi.com/docs/install/");
  expect(existsSync(cached())).toBe(false);
});

test("where there is not even Go, the message says so", async () => {
  const { code, stderr } = await provision();
  expect(code).toBe(1);
  expect(stderr).toContain("Go is not installed");
  expect(stderr).toContain("https://www.pulumi.com/docs/install/");
});
