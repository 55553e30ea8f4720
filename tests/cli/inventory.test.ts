import { textWidth } from "../../cli/formats/table";
import { inventory } from "../../cli/inventory/command";
import { type Emulator, startEmulator } from "../../emulator";
import type { SeedPackage } from "../../emulator/seed";
import { image, npmPackage, OWNERS, seed } from "../adapter/github/support/seed";
import { methodsOf, type RunOptions, run } from "./support/run";

type Row = Record<string, unknown>;

/** RFC 4180, as a reader of the file would read it. */
function parseCsv(text: string): string[][] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of cells) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe("inventory", () => {
  let emulator: Emulator;
  const start = async (packages: SeedPackage[] = [], profile: "github.com" | "ghes-3.18" = "github.com") => {
    emulator = await startEmulator({ profile, seed: seed({ packages, tokens: TOKENS }) });
  };
  const TOKENS = [
    { token: "ghp_noRepo", kind: "classic" as const, login: "octocat", scopes: ["read:packages"] },
    { token: "ghs_actions", kind: "github-actions" as const, login: "octocat", scopes: [] },
  ];
  afterEach(() => emulator.close());

  const list = (argv: string[], options?: RunOptions) => run(inventory, emulator, argv, options);
  const objects = async (argv: string[], options?: RunOptions): Promise<Row[]> =>
    JSON.parse((await list([...argv, "--format", "json"], options)).out);

  describe.each(["github.com", "ghes-3.18"] as const)("on %s", (profile) => {
    it.each(Object.values(OWNERS))(
      "lists every package of an owner of kind $kind, and changes nothing",
      async ({ login }) => {
        await start([], profile);
        const before = emulator.world.snapshot();
        const { code, out, err } = await list(["--owner", login, "--format", "csv"]);
        expect({ code, err }).toEqual({ code: 0, err: "" });
        const [header, ...rows] = parseCsv(out);
        expect(header).toEqual([
          "owner",
          "type",
          "name",
          "id",
          "visibility",
          "versions",
          "repository",
          "created",
          "updated",
          "page",
        ]);
        expect(rows.map((row) => row.slice(0, 3))).toEqual([
          [login, "npm", "lib"],
          [login, "docker", "clash"],
          [login, "container", "app/api"],
        ]);
        expect(rows[2]?.[6]).toBe(`${login}/app`);
        expect(methodsOf(emulator)).toEqual(["GET"]);
        expect(emulator.world.snapshot()).toEqual(before);
      },
    );

    it("lists versions in the states that are asked for", async () => {
      await start([], profile);
      const argv = ["--owner", "acme", "--type", "container", "--versions", "--format", "csv"];
      const ids = async (state: string[]) =>
        parseCsv((await list([...argv, ...state])).out)
          .slice(1)
          .map((row) => [row[3], row[5], row[6]]);
      const active = [
        ["1203", "", "active"],
        ["1202", "latest v2", "active"],
        ["1201", "v1", "active"],
      ];
      expect(await ids([])).toEqual(active);
      expect(await ids(["--state", "deleted"])).toEqual([["1204", "v3", "deleted"]]);
      expect(await ids(["--state", "all"])).toEqual([...active, ["1204", "v3", "deleted"]]);
    });
  });

  it("JSON has every field under the names that functions give them, one package a line", async () => {
    await start();
    const { out } = await list(["--owner", "acme", "--type", "container", "--versions", "--format", "json"]);
    expect(out.split("\n")).toHaveLength(4);
    expect(JSON.parse(out)).toEqual([
      {
        id: "acme/container/app%2Fapi",
        owner: "acme",
        ownerType: "organization",
        ownerId: 10,
        packageType: "container",
        name: "app/api",
        packageId: 1200,
        visibility: "private",
        versionCount: 3,
        url: `${emulator.url}/orgs/acme/packages/container/app%2Fapi`,
        htmlUrl: "https://github.com/orgs/acme/packages/container/package/app%2Fapi",
        createdAt: "2026-01-01T00:00:00Z",
        updatedAt: expect.any(String),
        ownerDetails: expect.objectContaining({ login: "acme", id: 10, type: "Organization" }),
        repository: "acme/app",
        repositoryId: 1001,
        repositoryDetails: expect.objectContaining({ id: 1001, fullName: "acme/app" }),
        versions: [1203, 1202, 1201].map((versionId) => expect.objectContaining({ versionId, state: "active" })),
      },
    ]);
    expect(await objects(["--owner", "mona", "--type", "nuget"])).toEqual([]);
  });

  it("several owners, by default the configured one, else the token's own user", async () => {
    await start();
    const owners = async (argv: string[], env = {}) =>
      (await objects([...argv, "--type", "npm"], { env })).map(({ owner }) => owner);
    expect(await owners([])).toEqual(["octocat"]);
    expect(await owners([], { GITHUB_OWNER: "acme" })).toEqual(["acme"]);
    expect(await owners(["--owner", "mona,acme"])).toEqual(["mona", "acme"]);
    expect(await owners(["--owner", "acme,ACME", "--owner", "mona", "--owner", "Acme"])).toEqual(["acme", "mona"]);
  });

  it("a thousand packages and their versions, with as many requests as it takes", async () => {
    // On a GHES, whose limits are off: github.com's 900 points a minute would hold the thousandth request up for a minute.
    const packages = Array.from({ length: 1000 }, (_, index) =>
      npmPackage("acme", `p${index}`, 100_000 + 10 * index, 2),
    );
    await start(packages, "ghes-3.18");
    const argv = ["--owner", "acme", "--type", "npm", "--versions", "--format", "csv"];
    const { code, out } = await list(argv);
    const rows = parseCsv(out).slice(1);
    expect({ code, rows: rows.length, packages: new Set(rows.map((row) => row[2])).size }).toEqual({
      code: 0,
      rows: 2003,
      packages: 1001,
    });
    expect(emulator.requests.length).toBeLessThan(1020);
  });

  it("what people published can neither run in a spreadsheet nor break a line or a terminal", async () => {
    const description = '=HYPERLINK("https://evil.example","x"), or\r\na second line';
    await start([
      {
        ...npmPackage("acme", "odd, name", 50_000, 0),
        packageType: "container",
        versions: [image(50_001, "e", 1, ["-v1", "+x"])],
      },
      { ...npmPackage("acme", "日本 %+@", 50_100, 1), packageType: "container" },
      {
        ...npmPackage("acme", "evil", 50_200, 0),
        versions: [
          { id: 50_201, name: "@SUM(A1)", createdAt: "2026-01-01T00:00:00Z", description, license: "\u001b[31mred" },
        ],
      },
    ]);
    const { out } = await list(["--owner", "acme", "--type", "npm,container", "--versions", "--format", "csv"]);
    const rows = parseCsv(out).slice(1);
    const row = (id: string) => rows.find((cells) => cells[3] === id) ?? [];
    expect(row("50001")[2]).toBe("odd, name");
    expect(row("50001")[5]).toBe("'+x -v1");
    expect(row("50101")[2]).toBe("日本 %+@");
    expect(row("50201")[4]).toBe("'@SUM(A1)");
    expect(row("50201")[11]).toBe(`'${description}`);
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    const table = (await list(["--owner", "acme", "--type", "npm,container", "--versions"])).out;
    expect(table.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    expect(table.trimEnd().split("\n")).toHaveLength(rows.length + 1);
  });

  it("the environment says which version of the API to ask for, and whether to rely on what is not documented", async () => {
    await start([npmPackage("mona", "big", 50_000, 31)]);
    const argv = ["--owner", "mona", "--type", "npm", "--versions", "--format", "json"];
    const unknown = await list(argv, { env: { GITHUB_API_VERSION: "2099-01-01" } });
    expect({ code: unknown.code, err: unknown.err }).toEqual({ code: 1, err: expect.stringContaining("2099-01-01") });
    const documented = await list(argv, {
      env: { GITHUB_API_VERSION: "2026-03-10", GITHUB_UNDOCUMENTED_USER_PAGING: "false" },
    });
    expect({ code: documented.code, err: documented.err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^Missing: list versions of npm package mona\/big: GitHub documents no way to list more than 30/,
      ),
    });
    expect((await list(argv)).code).toBe(0);
  });

  it("the table is aligned, wide letters included", async () => {
    await start([{ ...npmPackage("acme", "日本", 50_100, 1), packageType: "container" }]);
    const { out } = await list(["--owner", "acme", "--type", "container"]);
    const [header = "", ...lines] = out.trimEnd().split("\n");
    const at = header.indexOf("id");
    expect(lines[0]?.slice(at, at + 4)).toBe("1200");
    expect(lines[1]?.slice(at - 2, at + 3)).toBe("50100");
  });

  it("the table leaves out columns in which nobody has anything; a file never does", async () => {
    await start();
    const header = async (...more: string[]) =>
      (await list(["--owner", "acme", "--type", "npm", "--versions", ...more])).out.split(/\r?\n/)[0];
    expect(await header()).toMatch(/^owner +type +package +id +version +state +created +updated +/);
    expect(await header()).not.toMatch(/\b(tags|deleted)\b/);
    expect(await header("--format", "csv")).toBe(
      "owner,type,package,id,version,tags,state,created,updated,deleted,license,description,page",
    );
  });

  describe("the table, in a terminal of", () => {
    const long = "a-service-with-a-long-name/and-a-long-image-name";
    const packages = () => [
      {
        ...npmPackage("acme", "日本", 50_100, 1),
        packageType: "container" as const,
        versions: [image(50_101, "d", 1, ["v1", "v1.2", "v1.2.3", "latest", "stable"])],
      },
      { ...npmPackage("acme", long, 50_200, 1), packageType: "container" as const },
    ];
    const widest = (text: string) => Math.max(...text.split("\n").map((line) => textWidth(line)));

    it.each([60, 80, 120, 160])("%i columns fits it, and what is left out is named", async (width) => {
      await start(packages());
      for (const rows of [[], ["--versions"]]) {
        const whole = (await list(["--owner", "acme", ...rows])).out;
        const { out, err } = await list(["--owner", "acme", ...rows], { width });
        expect(widest(whole)).toBeGreaterThan(width);
        expect(widest(out)).toBeLessThanOrEqual(width);
        expect(out.split("\n")).toHaveLength(whole.split("\n").length);
        const titles = (text: string) => (text.split("\n")[0] ?? "").split(/ +/);
        const leftOut = titles(whole).filter((title) => !titles(out).includes(title));
        const said = `Left out, to fit ${width} columns: ${leftOut.join(", ")}. `;
        expect(err).toEqual(leftOut.length === 0 ? "" : expect.stringContaining(said));
        expect(titles(out)).toEqual(
          expect.arrayContaining(rows.length === 0 ? ["name", "type", "versions"] : ["package", "version", "tags"]),
        );
      }
    });

    it("more columns than it has is what it is anywhere else", async () => {
      await start(packages());
      const anywhere = await list(["--owner", "acme"]);
      expect(await list(["--owner", "acme"], { width: 1000 })).toEqual(anywhere);
      expect(anywhere.out).toContain(long);
    });

    it("few columns cuts no file", async () => {
      await start(packages());
      const csv = ["--owner", "acme", "--versions", "--format", "csv"];
      expect(await list(csv, { width: 60 })).toEqual(await list(csv));
    });
  });

  it("progress is on standard error: a line that is written over on a terminal, and none in a short run without one", async () => {
    await start();
    const onTerminal = await list(["--owner", "acme", "--versions"], { isTerminal: true });
    expect(onTerminal.err).toContain("\r\u001b[2Klisted 1 package of acme");
    expect(onTerminal.err).toContain("\r\u001b[2Kread the versions of 3 of 3 packages");
    expect(onTerminal.err.endsWith("\r\u001b[2K")).toBe(true);
    expect(onTerminal.out).not.toContain("\u001b");
    expect((await list(["--owner", "acme"])).err).toBe("");
  });

  it("what can't be read is missing, and said to be: the rest is printed and the exit code is 1", async () => {
    await start();
    const noRepo = await list(["--owner", "acme", "--format", "csv"], { token: "ghp_noRepo" });
    expect(
      parseCsv(noRepo.out)
        .slice(1)
        .map((row) => row[1]),
    ).toEqual(["npm", "container"]);
    expect(noRepo.code).toBe(1);
    expect(
      noRepo.err.match(/^Missing: list (maven|docker) packages of acme: You need at least repo scope/gm),
    ).toHaveLength(2);

    emulator.faults.add({ route: /packages\/npm\/lib\/versions/, status: 403, body: { message: "Forbidden" } });
    const oneLess = await list(["--owner", "acme", "--type", "npm,container", "--versions", "--format", "csv"]);
    expect(
      parseCsv(oneLess.out)
        .slice(1)
        .map((row) => row[2]),
    ).toEqual(["app/api", "app/api", "app/api"]);
    expect({ code: oneLess.code, err: oneLess.err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^Missing: list versions of npm package acme\/lib: Forbidden/),
    });
  });

  it("an owner that is not there is named, and those that are there are listed", async () => {
    await start();
    const { code, out, err } = await list(["--owner", "acme,acmee,mona", "--type", "npm", "--format", "json"]);
    expect(JSON.parse(out).map(({ owner }: Row) => owner)).toEqual(["acme", "mona"]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^Missing: find owner acmee: .*There is no account acmee on 127\.0\.0\.1:\d+\. .*\n$/),
    });
    const none = await list(["--owner", "acmee", "--format", "json"]);
    expect(none).toMatchObject({ code: 1, out: "", err: expect.stringContaining("There is no account acmee") });
  });

  it.each([
    ["an unknown token", "ghp_unknown", /^list npm packages of acme: Bad credentials/],
    ["no token", undefined, /there is no token for it/],
  ])("%s: nothing is printed but the reason", async (_, token, words) => {
    await start();
    const ran = await list(["--owner", "acme", "--format", "csv"], { token, env: { GITHUB_OWNER: "" } });
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 1, out: "" });
    expect(ran.err).toMatch(token === undefined ? words : /Bad credentials/);
  });

  it("a used-up hour ends it, with the time to come back", async () => {
    await start();
    const used = {
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 3000),
    };
    emulator.faults.add({
      route: /packages$/,
      status: 403,
      times: 99,
      body: { message: "API rate limit exceeded" },
      headers: used,
    });
    const ran = await list(["--owner", "acme", "--type", "npm", "--format", "csv"]);
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 1, out: "" });
    expect(ran.err).toMatch(/20\d\d-\d\d-\d\dT/);
  });

  it.each([
    [["--state", "all"], "--state is about versions: add --versions."],
    [["--versions", "--state", "gone"], '--state is active, deleted, all, not "gone".'],
    [["--owner", ""], "--owner has no name in it: write a login, or leave --owner out for the default."],
    [["--owner", "acme, "], "--owner has no name in it"],
    [["--format", "xml"], '--format is table, json, csv, not "xml".'],
    [["acme"], "Unexpected argument 'acme'"],
  ])("%j makes no sense", async (argv, words) => {
    await start();
    const ran = await list(argv);
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: "" });
    expect(ran.err).toContain(words);
    expect(ran.err).toContain("Usage: pulumi-github-packages inventory");
  });
});
