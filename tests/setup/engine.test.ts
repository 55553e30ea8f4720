import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CERTIFICATE, CompanyNetwork } from "../support/company-network";
import { packArchive, serveArchive, sha256 } from "./archive-server";
import { linesOf, Surroundings } from "./surroundings";

/** Provisions with a server's archives. */
const provisionScript = (archives: Archives) => `
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
  readonly published: string;
}

/** No network: nothing listens at this port. */
const NOWHERE = "http://127.0.0.1:1023";
const UNREACHABLE: Archives = { origin: NOWHERE, checksums: {}, published: `${NOWHERE}/checksums.txt` };

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

async function provision(archives = UNREACHABLE) {
  const { code, stdout, stderr } = await machine.run(provisionScript(archives));
  return { code, stderr, engine: code === 0 ? JSON.parse(stdout) : undefined };
}

interface Checksums {
  /** What this repository pins for this machine's archive. */
  readonly pinned?: string;
  /** What the release's own list answers; without it, nothing listens there. */
  readonly list?: string | number;
}

/** Provisions where Pulumi's host answers so. */
async function provisionFrom(answer: Buffer | number, { pinned, list }: Checksums) {
  const archives = await serveArchive(answer);
  const lists = list === undefined ? undefined : await serveArchive(list);
  const published = `${lists?.origin ?? NOWHERE}/checksums.txt`;
  try {
    const checksums = pinned === undefined ? {} : { [ARCHIVE_NAME]: pinned };
    const provisioned = await provision({ origin: archives.origin, checksums, published });
    return { ...provisioned, published, asked: archives.asked, askedForList: lists?.asked ?? [] };
  } finally {
    await archives.close();
    await lists?.close();
  }
}

const listOf = (checksum: string, name = ARCHIVE_NAME) =>
  `${"0".repeat(64)}  pulumi-v3.250.0-plan9-x64.tar.gz\n${checksum}  ${name}\n`;

const cached = (...names: string[]) => machine.path("cache/pulumi-github-packages/engine/v3.250.0", ...names);
const origin = () => JSON.parse(readFileSync(cached("origin.json"), "utf8")).origin;

describe("an installed pulumi", () => {
  it.each(["3.216.0", "3.250.1", "4.0.0-beta.1"])("of version %s is used and not touched", async (version) => {
    const directory = machine.addCommands("official", { pulumi: pulumi(version), ...companions });
    const before = readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mtimeMs]);
    const { engine, asked } = await provisionFrom(archive, { pinned: sha256(archive) });
    expect(asked).toEqual([]);
    expect(engine).toEqual({ pulumi: join(directory, "pulumi"), source: "path", version, env: {} });
    expect(readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mtimeMs])).toEqual(before);
    expect(existsSync(machine.path("cache"))).toBe(false);
  });

  it.each([
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

  it("goes before a cached engine", async () => {
    addGo();
    await provision();
    const directory = machine.addCommands("official", { pulumi: pulumi("3.220.0"), ...companions });
    expect((await provision()).engine.pulumi).toBe(join(directory, "pulumi"));
  });
});

describe("without an installed pulumi", () => {
  it("Pulumi's own archive, of the pinned checksum, goes before a build", async () => {
    addGo();
    const list = listOf(sha256(Buffer.from("another archive")));
    const { engine, asked, askedForList, stderr } = await provisionFrom(archive, { pinned: sha256(archive), list });
    expect(askedForList).toEqual([]);
    expect(stderr).toContain("Its SHA-256 is the one that scripts/setup/engine/archives.mjs pins.");
    expect(engine).toMatchObject({ pulumi: cached("bin/pulumi"), source: "cache", version: "3.250.0" });
    expect(engine.env.PATH.startsWith(cached("bin"))).toBe(true);
    expect(origin()).toBe("archive");
    expect(asked).toEqual([`/${ARCHIVE_NAME}`]);
    expect(readdirSync(cached()).sort()).toEqual(["bin", "origin.json"]);
    expect(linesOf(machine.path("builds"))).toEqual([]);
  });

  it("what Pulumi's archive brought keeps its own host", async () => {
    await provisionFrom(archive, { pinned: sha256(archive) });
    const host = readFileSync(cached("bin/pulumi-language-nodejs"), "utf8");
    await provision();
    expect(readFileSync(cached("bin/pulumi-language-nodejs"), "utf8")).toBe(host);
  });

  it("an archive of another checksum is not unpacked, and nothing of it is run", async () => {
    const ran = machine.path("ran");
    const wrong = packArchive({ pulumi: `echo ran >> "${ran}"; ${pulumi("3.250.0")}`, ...companions });
    const { code, stderr } = await provisionFrom(wrong, { pinned: sha256(archive) });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `nothing of ${ARCHIVE_NAME} was run: its SHA-256 is ${sha256(wrong)}, and scripts/setup/engine/archives.mjs pins ${sha256(archive)}`,
    );
    expect(linesOf(ran)).toEqual([]);
    expect(existsSync(cached())).toBe(false);
    expect(readdirSync(machine.path("cache/pulumi-github-packages/engine"))).toEqual([]);
  });

  it.each([
    ["", (checksum: string) => listOf(checksum)],
    [
      ", in capitals and with Windows' line ends",
      (checksum: string) => listOf(checksum.toUpperCase()).replaceAll("\n", "\r\n"),
    ],
  ])(
    "an archive of which nothing is pinned is used when its checksum is in the release's own list%s, and who said so is told",
    async (_, listWith) => {
      const { engine, stderr, asked, askedForList, published } = await provisionFrom(archive, {
        list: listWith(sha256(archive)),
      });
      expect(engine).toMatchObject({ pulumi: cached("bin/pulumi"), source: "cache", version: "3.250.0" });
      expect(askedForList).toEqual(["/checksums.txt"]);
      expect(asked).toEqual([`/${ARCHIVE_NAME}`]);
      expect(stderr).toContain(`Its SHA-256 is the one that ${published} lists.`);
      expect(origin()).toBe("archive");
      expect(readdirSync(cached()).sort()).toEqual(["bin", "origin.json"]);
    },
  );

  it("an archive that the release's own list disagrees with is not unpacked, and nothing of it is run", async () => {
    const ran = machine.path("ran");
    const wrong = packArchive({ pulumi: `echo ran >> "${ran}"; ${pulumi("3.250.0")}`, ...companions });
    const { code, stderr, published } = await provisionFrom(wrong, { list: listOf(sha256(archive)) });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `nothing of ${ARCHIVE_NAME} was run: its SHA-256 is ${sha256(wrong)}, and ${published} lists ${sha256(archive)}`,
    );
    expect(linesOf(ran)).toEqual([]);
    expect(readdirSync(machine.path("cache/pulumi-github-packages/engine"))).toEqual([]);
  });

  it.each<[it: string, list: string | number | undefined, reason: RegExp]>([
    ["can't be reached", undefined, /the release's own list is not to be had: http:.*checksums\.txt: .*ECONNREFUSED/],
    ["is not there", 404, /the release's own list is not to be had: http:.*checksums\.txt: answers 404/],
    ["has nothing for it", listOf(sha256(archive), `${ARCHIVE_NAME}.sig`), /checksums\.txt has 0 for it/],
    ["has two for it", `${listOf(sha256(archive))}${listOf("1".repeat(64))}`, /checksums\.txt has 2 for it/],
    ["is a page", `<html>${sha256(archive)}  ${ARCHIVE_NAME}</html>`, /checksums\.txt has 0 for it/],
    ["has no end", `${listOf(sha256(archive))}${"\n".repeat(2 ** 20)}`, /checksums\.txt has 0 for it/],
  ])(
    "an archive of which nothing is pinned, while the release's own list %s, is not fetched, and the message says what else works",
    async (_, list, reason) => {
      const { code, stderr, asked } = await provisionFrom(archive, list === undefined ? {} : { list });
      expect(code).toBe(1);
      expect(asked).toEqual([]);
      expect(stderr).toMatch(reason);
      expect(stderr).toContain(
        `no checksum of ${ARCHIVE_NAME} is pinned (scripts/setup/engine/archives.mjs says how to)`,
      );
      expect(stderr).toContain("Go is not installed");
      expect(stderr).toContain("https://www.pulumi.com/docs/install/");
    },
  );

  it.each<[it: string, leavesHttps: boolean, reason: RegExp]>([
    ["leaves https", true, /redirects to http:\/\/127\.0\.0\.1:\d+, which is not https/],
    ["has no end", false, /redirects too often/],
  ])("a release's own list whose redirection %s is not believed", async (_, leavesHttps, reason) => {
    const network = new CompanyNetwork();
    const list = await serveArchive(listOf(sha256(archive)));
    const redirection = { location: leavesHttps ? `${list.origin}/checksums.txt` : "/checksums.txt" };
    const front = await serveArchive(redirection);
    machine.env.NODE_EXTRA_CA_CERTS = CERTIFICATE;
    const { code, stderr } = await provision({
      ...UNREACHABLE,
      published: `${await network.startTls(front.origin)}/checksums.txt`,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(reason);
    expect(list.asked).toEqual([]);
    await Promise.all([network.close(), list.close(), front.close()]);
  });

  it("a release's own list is followed to where its host keeps it, within https", async () => {
    const network = new CompanyNetwork();
    const list = await serveArchive(listOf(sha256(archive)));
    const front = await serveArchive({ location: `${await network.startTls(list.origin)}/kept` });
    const archives = await serveArchive(archive);
    machine.env.NODE_EXTRA_CA_CERTS = CERTIFICATE;
    const published = `${await network.startTls(front.origin)}/checksums.txt`;
    const { engine } = await provision({ origin: archives.origin, checksums: {}, published });
    expect(engine.version).toBe("3.250.0");
    expect(list.asked).toEqual(["/kept"]);
    await Promise.all([network.close(), list.close(), front.close(), archives.close()]);
  });

  it("every pinned checksum is a SHA-256 of an archive of the pinned version", async () => {
    const { stdout } = await machine.run(
      `import { OFFICIAL_ARCHIVES } from "./scripts/setup/engine/archives.mjs"; console.log(JSON.stringify(OFFICIAL_ARCHIVES));`,
    );
    const { origin, checksums, published } = JSON.parse(stdout) as Archives;
    expect([origin, published].map((url) => new URL(url).protocol)).toEqual(["https:", "https:"]);
    expect(new URL(origin).host).not.toBe(new URL(published).host);
    const right = /^pulumi-v3\.250\.0-(linux|darwin|windows)-(x64|arm64)\.(tar\.gz|zip) [0-9a-f]{64}$/;
    expect(Object.entries(checksums).filter(([name, checksum]) => !right.test(`${name} ${checksum}`))).toEqual([]);
  });

  it.each<[string, Buffer | number, Checksums]>([
    ["has no checksum", archive, {}],
    ["is not what was pinned", Buffer.from("an archive, cut sh"), { pinned: sha256(archive) }],
    ["is answered by 503", 503, { pinned: sha256(archive) }],
  ])("a build from Go modules follows when Pulumi's archive %s", async (_title, answer, checksums) => {
    addGo();
    const { engine, stderr } = await provisionFrom(answer, checksums);
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

  it("the second time it uses what the first left, without asking anybody", async () => {
    addGo();
    await provision();
    const { engine, stderr, asked } = await provisionFrom(archive, { pinned: sha256(archive) });
    expect(asked).toEqual([]);
    expect(engine.source).toBe("cache");
    expect(stderr).toBe("");
    expect(linesOf(machine.path("builds"))).toHaveLength(1);
  });

  it("a built engine's language host follows this repository", async () => {
    addGo();
    await provision();
    const today = readFileSync(cached("bin/pulumi-language-nodejs"), "utf8");
    writeFileSync(cached("bin/pulumi-language-nodejs"), "of an older set-up");
    await provision();
    expect(readFileSync(cached("bin/pulumi-language-nodejs"), "utf8")).toBe(today);
  });

  it("a cached engine that does not run is replaced", async () => {
    addGo();
    await provision();
    writeFileSync(cached("bin/pulumi"), "#!/bin/sh\nexit 126\n");
    expect((await provision()).engine.version).toBe("3.250.0");
  });

  it("a cached engine that an older set-up had from Pulumi's installer, unverified, is not run and is replaced", async () => {
    addGo();
    await provision();
    const ran = machine.path("ran");
    writeFileSync(cached("bin/pulumi"), `#!/bin/sh\necho ran >> "${ran}"\n${pulumi("3.250.0")}\n`);
    writeFileSync(cached("origin.json"), JSON.stringify({ origin: "download", version: "3.250.0" }));
    expect((await provision()).engine.version).toBe("3.250.0");
    expect(linesOf(ran)).toEqual([]);
    expect(origin()).toBe("go");
  });

  it("two set-ups at once get one engine", async () => {
    addGo(`sleep 1; ${writeEngine}`);
    const both = await Promise.all([provision(), provision()]);
    expect(both.map(({ engine }) => engine?.version)).toEqual(["3.250.0", "3.250.0"]);
    expect(linesOf(machine.path("builds"))).toHaveLength(1);
  });

  it("what a killed set-up left behind neither stops nor misleads the next", async () => {
    mkdirSync(`${cached()}-abcdef/bin`, { recursive: true });
    writeFileSync(`${cached()}-abcdef/bin/pulumi`, "half");
    writeFileSync(`${cached()}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, host: (await import("node:os")).hostname() }));
    addGo();
    expect((await provision()).engine.version).toBe("3.250.0");
    expect(readdirSync(machine.path("cache/pulumi-github-packages/engine"))).toEqual(["v3.250.0"]);
  });
});

it("where nothing works, one message says why and what to install", async () => {
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

it("where there is not even Go, the message says so", async () => {
  const { code, stderr } = await provision();
  expect(code).toBe(1);
  expect(stderr).toContain("Go is not installed");
  expect(stderr).toContain("https://www.pulumi.com/docs/install/");
});
