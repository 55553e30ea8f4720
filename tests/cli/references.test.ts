import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { references } from "../../cli/references/command";
import { type Emulator, startEmulator } from "../../emulator";
import { InUse } from "../../provider/references";
import { ImageWorld, multiPlatform } from "../support/image-world";
import { repositoryRoot } from "../support/imports";
import { ADMIN_TOKEN } from "../support/small-world";
import { temporaryDirectory } from "../support/temporary-directory";
import { methodsOf, type RunOptions, run } from "./support/run";

const FIXTURES = join(repositoryRoot, "tests/fixtures/references");

describe("references", () => {
  const here = { env: { GITHUB_BASE_URL: "github.com" }, token: undefined, directory: FIXTURES };

  it("lists what the files below this folder use, without a token", async () => {
    const { code, out, err } = await run(references, undefined, ["--owner", "acme"], here);
    expect(code).toBe(0);
    expect(out).toMatch(/^found at +type +reference +format/);
    expect(out).toMatch(/^k8s\/api\.yaml:13 +container +ghcr\.io\/acme\/api:v1\.4\.2 +kubernetes$/m);
    expect(out).toMatch(/^other\/deploy\.sh:2 +container +ghcr\.io\/acme\/commented:v1 +text +text$/m);
    expect(err).toContain("Warning: other/broken.yaml was read as plain text: ");
    expect(err).toContain("Warning: compose/compose.yaml:12 was read not for what it means: it could be any image.");
    expect(err).toMatch(/Warning: \d+ references could not be resolved as a whole/);
    expect(err).toMatch(/\d+ references in 3\d files\.\n$/);
  });

  it("lists those of some files, owners and types", async () => {
    const list = async (...argv: string[]) =>
      (await run(references, undefined, argv, here)).out.split("\n").slice(1, -1);
    expect(await list("--owner", "acme", "k8s/argo.yaml", "npm")).toHaveLength(8);
    expect(await list("--owner", "acme", "--type", "npm", "k8s", "pnpm")).toHaveLength(2);
    expect(await list("--owner", "other", "other")).toHaveLength(1);
  });

  it("reads what kubectl tells from standard input", async () => {
    const input = JSON.stringify({
      apiVersion: "v1",
      kind: "List",
      items: [
        {
          apiVersion: "v1",
          kind: "Pod",
          status: { containerStatuses: [{ imageID: `ghcr.io/acme/api@sha256:${"c".repeat(64)}` }] },
        },
      ],
    });
    const { out, err } = await run(references, undefined, ["--owner", "acme", "--json", "-"], { ...here, input });
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({
        reference: `ghcr.io/acme/api@sha256:${"c".repeat(64)}`,
        foundAt: "-:1",
        format: "kubernetes",
      }),
    ]);
    expect(err).toBe("1 reference in 1 file.\n");
  });

  it("answers as data what inUse takes", async () => {
    const { out } = await run(references, undefined, ["--owner", "acme", "--json", "k8s"], here);
    const versions = [{ id: 7, name: "x", tags: ["v1.4.2"] }];
    const { inUse } = new InUse("container", JSON.parse(out)).of(
      { hosts: ["ghcr.io"], login: "acme", name: "api" },
      versions,
    );
    expect([...inUse]).toEqual([[7, "k8s/api.yaml:13"]]);
  });

  it("says that nothing was found, and refuses what is not there", async () => {
    const directory = temporaryDirectory("github-packages-references-");
    const empty = await run(references, undefined, [], { ...here, directory });
    expect(empty).toEqual({ code: 0, out: "", err: "Warning: nothing was found in ..\n0 references in 0 files.\n" });
    const { code, err } = await run(references, undefined, ["missing"], { ...here, directory });
    expect([code, err]).toEqual([1, expect.stringContaining("it can't be read (ENOENT)")]);
  });

  it("shows foreign words as words alone", async () => {
    const directory = temporaryDirectory("github-packages-references-");
    writeFileSync(join(directory, "x.sh"), "docker pull ghcr.io/acme/api:v1\u001b[2J\u202e\n");
    const name = "::error\u202e.sh";
    writeFileSync(join(directory, name), "docker pull ghcr.io/acme/b:v1\n");
    const { out } = await run(references, undefined, ["--owner", "acme"], { ...here, directory });
    for (const control of ["\u001b", "\u202e"]) expect(out).not.toContain(control);
    expect(out).not.toMatch(/^::/m);
  });
});

describe("references --check", () => {
  let emulator: Emulator;
  const v1 = multiPlatform("1");
  const v2 = multiPlatform("2");
  beforeAll(async () => {
    const world = new ImageWorld();
    const api = world.package();
    api.push(v1.all, { daysAgo: 30, tags: ["v1"] });
    api.push(v2.all, { daysAgo: 20, tags: ["v2"] });
    emulator = await startEmulator({ seed: world.seed() });
    const index = emulator.world.versions("acme", "container", "api").find(({ name }) => name === v1.index.digest);
    emulator.world.deleteVersion("acme", "container", "api", index?.id ?? 0);
  });
  afterAll(() => emulator.close());

  const check = (text: string, argv: string[] = [], options: RunOptions = {}) => {
    const directory = temporaryDirectory("github-packages-references-");
    mkdirSync(join(directory, "deploy"));
    const host = new URL(emulator.registryUrl).host;
    writeFileSync(join(directory, "deploy/api.yaml"), text.replaceAll("HOST", host).replaceAll("@TAG", "$TAG"));
    return run(references, emulator, ["--owner", "acme", "--check", ...argv], {
      token: ADMIN_TOKEN,
      directory,
      ...options,
    });
  };

  it("says what is used and gone, with the time until it can come back, and ends with 3", async () => {
    const text = `a:\n  image: HOST/acme/api@${v1.index.digest}\nb:\n  image: HOST/acme/api:v2\nc:\n  image: HOST/acme/none:v1\n`;
    const { code, out } = await check(text);
    expect(code).toBe(3);
    expect(out).toMatch(
      /^deploy\/api\.yaml:2 uses \S+\/acme\/api@sha256:[0-9a-f]+, deleted today; it can be restored until \d{4}-\d\d-\d\d\n/,
    );
    expect(out).toMatch(
      /deploy\/api\.yaml:6 uses \S+\/acme\/none:v1, container package acme\/none is not there, or this token may not see it\n$/,
    );
    const asData = JSON.parse((await check(text, ["--json"])).out);
    expect(asData.map(({ gone }: { gone?: string }) => gone !== undefined)).toEqual([true, false, true]);
    expect(methodsOf(emulator)).toEqual(["GET"]);
  });

  it("ends with 0 where all that is used is there, and asks nothing of what may mean several", async () => {
    const { code, out } = await check(
      "a:\n  image: HOST/acme/api:v2\nb:\n  image: HOST/acme/api:x-@TAG\nc:\n  image: HOST/acme/api\n",
    );
    expect({ code, out }).toEqual({ code: 0, out: "" });
  });

  it("needs a token", async () => {
    const { code, err } = await check("image: HOST/acme/api:v2\n", [], { token: undefined });
    expect([code, err]).toEqual([1, expect.stringContaining("GITHUB_TOKEN")]);
  });
});
