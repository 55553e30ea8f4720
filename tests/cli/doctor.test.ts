import { doctor } from "../../cli/doctor/command";
import type { DoctorReport } from "../../cli/doctor/report";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import type { SeedToken } from "../../emulator/seed";
import { ADMIN_TOKEN, OWNERS, seed } from "../adapter/github/support/seed";
import { methodsOf, type RunOptions, run } from "./support/run";

const ALL = ["repo", "read:packages", "write:packages", "delete:packages"];
const classic = (token: string, scopes: string[], rest: Partial<SeedToken> = {}): SeedToken => ({
  token,
  kind: "classic",
  login: "octocat",
  scopes,
  ...rest,
});
const TOKENS: SeedToken[] = [
  classic("ghp_reader", ["repo", "read:packages"]),
  classic("ghp_noRepo", ALL.slice(1)),
  classic("ghp_nothing", []),
  classic("ghp_writer", ["repo", "write:packages"]),
  classic("ghp_sso", ALL, { sso: "pending" }),
  { token: "ghp_old", kind: "expired", login: "octocat", scopes: ALL },
  { token: "ghs_actions", kind: "github-actions", login: "octocat", scopes: [] },
  { token: "ghs_app", kind: "app", login: "octocat", scopes: [] },
  { token: "github_pat_fine", kind: "fine-grained", login: "octocat", scopes: [] },
  { token: "fine-without-prefix", kind: "fine-grained", login: "octocat", scopes: [] },
];

describe("doctor", () => {
  let emulator: Emulator;
  const start = async (options: EmulatorOptions = {}, forbidsClassicTokens = false) => {
    const world = seed({ tokens: TOKENS });
    const accounts = world.accounts.map((one) => (one.login === "acme" ? { ...one, forbidsClassicTokens } : one));
    emulator = await startEmulator({ seed: { ...world, accounts }, ...options });
    return emulator;
  };
  afterEach(() => emulator.close());

  const examine = async (argv: string[], options?: RunOptions) => {
    const ran = await run(doctor, emulator, [...argv, "--json"], options);
    const report: DoctorReport = JSON.parse(ran.out);
    const answers = Object.fromEntries(
      (report.owners[0]?.types ?? []).map(({ type, can }) => [
        type,
        [can.list, can.read, can.delete, can.restore].join(" "),
      ]),
    );
    return { ...ran, report, answers, problems: report.owners[0]?.problems ?? [] };
  };

  describe.each(["github.com", "ghes-3.18"] as const)("on %s", (profile) => {
    it.each(Object.values(OWNERS))(
      "tells what the token may do with packages of kind $kind, and changes nothing",
      async (owner) => {
        await start({ profile });
        const before = emulator.world.snapshot();
        const { code, report, answers } = await examine(["--owner", owner.login]);
        const change = owner.kind === "authenticatedUser" ? "yes yes" : "role role";
        expect(code).toBe(0);
        expect(answers).toEqual({
          npm: `yes yes ${change}`,
          maven: `yes untried ${change}`,
          rubygems: `yes untried ${change}`,
          docker: `yes yes ${change}`,
          nuget: `yes untried ${change}`,
          container: `yes yes ${change}`,
        });
        expect(report).toMatchObject({
          ok: true,
          host: { api: emulator.url, source: "GITHUB_BASE_URL", apiVersion: "2022-11-28" },
          token: { source: "GITHUB_TOKEN", login: "octocat", scopes: ALL },
          owners: [{ login: owner.login, kind: owner.kind, problems: [] }],
        });
        expect(report.rate?.limit).toBe(profile === "github.com" ? 5000 : undefined);
        expect(report.host.enterpriseVersion).toBe(profile === "github.com" ? undefined : "enterprise-server@3.18.0");
        expect(methodsOf(emulator)).toEqual(["GET"]);
        expect(emulator.world.snapshot()).toEqual(before);
      },
    );

    it("asks for one page a type, however many packages there are", async () => {
      const packages = Array.from({ length: 300 }, (_, index) => ({
        owner: "acme",
        packageType: "nuget" as const,
        name: `p${index}`,
        visibility: "private" as const,
        createdAt: "2026-01-01T00:00:00Z",
        versions: [{ name: "1.0.0", createdAt: "2026-01-01T00:00:00Z" }],
      }));
      await start({ profile, seed: seed({ packages }) });
      await examine(["--owner", "acme", "--type", "nuget"]);
      expect(emulator.requests.filter(({ path }) => path.includes("/packages"))).toHaveLength(3);
    });
  });

  it("without owners it is about the configured one, else about the token's own user; several are reported in order", async () => {
    await start();
    const logins = async (argv: string[], env = {}) =>
      (await examine(argv, { env })).report.owners.map(({ login }) => login);
    expect(await logins([])).toEqual(["octocat"]);
    expect(await logins([], { GITHUB_OWNER: "acme" })).toEqual(["acme"]);
    expect(await logins(["--owner", "mona", "--owner", "acme,octocat"])).toEqual(["mona", "acme", "octocat"]);
  });

  it("a token that reads: deleting and restoring are told to need scopes, with the page to make a token on", async () => {
    await start();
    const { code, answers, problems } = await examine(["--owner", "acme", "--type", "npm,maven"], {
      token: "ghp_reader",
    });
    expect({ code, answers }).toEqual({ code: 0, answers: { npm: "yes yes no no", maven: "yes untried no no" } });
    expect(problems.map(({ abilities, types, message }) => `${abilities} of ${types}: ${message}`)).toEqual([
      expect.stringMatching(
        /^delete of npm: To delete, the token needs the scope delete:packages as well: http.*\/settings\/tokens\/new\?scopes=read:packages,delete:packages$/,
      ),
      expect.stringMatching(
        /^delete of maven: .*delete:packages as well: .*scopes=read:packages,delete:packages,repo$/,
      ),
      expect.stringMatching(/^restore of npm: To restore, the token needs the scope write:packages as well/),
      expect.stringMatching(/^restore of maven: /),
    ]);
    for (const [need, expected] of [
      ["read", 0],
      ["delete", 1],
      ["restore", 1],
      ["list,read,delete", 1],
    ] as const)
      expect((await examine(["--owner", "acme", "--type", "npm", "--need", need], { token: "ghp_reader" })).code).toBe(
        expected,
      );
  });

  it("write:packages reads and restores, and does not delete", async () => {
    await start();
    expect((await examine(["--type", "npm"], { token: "ghp_writer" })).answers).toEqual({ npm: "yes yes no yes" });
  });

  it.each([
    ["github.com", ["maven", "docker"]],
    ["ghes-3.18", ["npm", "maven", "rubygems", "docker", "nuget"]],
  ] as const)("without the scope repo, on %s these types are closed: %j", async (profile, closed) => {
    await start({ profile });
    const { code, answers, problems } = await examine(["--owner", "acme"], { token: "ghp_noRepo" });
    expect(code).toBe(1);
    expect(Object.keys(answers).filter((type) => answers[type] === "no no no no")).toEqual(closed);
    expect(problems).toEqual([
      expect.objectContaining({
        types: closed,
        abilities: ["list"],
        message: expect.stringContaining("You need at least repo scope"),
      }),
    ]);
    expect((await examine(["--owner", "acme", "--type", "container"], { token: "ghp_noRepo" })).code).toBe(0);
  });

  it.each([
    [
      "ghp_nothing",
      /You need at least read:packages scope to list packages\. .*settings\/tokens\/new\?scopes=read:packages/,
    ],
    [
      "ghp_sso",
      /SAML enforcement.*Authorize the token from GITHUB_TOKEN.*open https:\/\/github\.com\/orgs\/acme\/sso\?authorization_request=/,
    ],
    ["github_pat_fine", /does not support fine-grained tokens.*make a classic one/],
    ["fine-without-prefix", /does not support fine-grained tokens.*make a classic one/],
  ])("%s: nothing works, for one reason that is given once", async (token, words) => {
    await start();
    const { code, answers, problems } = await examine(["--owner", "acme"], { token });
    expect({ code, answers: new Set(Object.values(answers)) }).toEqual({ code: 1, answers: new Set(["no no no no"]) });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(words);
    expect(problems[0]?.types).toHaveLength(6);
  });

  it("an organization that forbids classic tokens", async () => {
    await start({}, true);
    const { code, problems } = await examine(["--owner", "acme"]);
    expect({ code, problems }).toEqual({
      code: 1,
      problems: [
        expect.objectContaining({
          message: expect.stringContaining("acme has to allow classic tokens in its settings"),
        }),
      ],
    });
  });

  it("GITHUB_TOKEN lists no containers of an organization, and reads those that are named", async () => {
    await start();
    const unnamed = await examine(["--owner", "acme", "--type", "container"], { token: "ghs_actions" });
    expect({ code: unnamed.code, answers: unnamed.answers }).toEqual({
      code: 1,
      answers: { container: "no no no no" },
    });
    expect(unnamed.report.warnings).toEqual([expect.stringContaining("classic personal access tokens alone")]);
    const argv = ["--owner", "acme", "--type", "container", "--package", "container/app/api"];
    const named = await examine([...argv, "--need", "read"], { token: "ghs_actions" });
    expect({ code: named.code, answers: named.answers }).toEqual({
      code: 0,
      answers: { container: "no yes role role" },
    });
  });

  it("GITHUB_TOKEN belongs to no user: a user's packages are asked for by the user's name", async () => {
    await start();
    const { code, report, answers } = await examine(["--owner", "octocat", "--type", "npm,container"], {
      token: "ghs_actions",
    });
    expect(code).toBe(0);
    expect(report.owners[0]?.kind).toBe("user");
    expect(report.token.login).toBeUndefined();
    expect(answers).toEqual({ npm: "yes yes role role", container: "yes yes role role" });
    const paths = emulator.requests.map(({ path }) => path).filter((path) => path.includes("/packages"));
    expect(paths.filter((path) => !path.startsWith("/users/octocat/packages"))).toEqual([]);
    const nobody = await run(doctor, emulator, [], { token: "ghs_actions" });
    expect({ code: nobody.code, out: nobody.out }).toEqual({
      code: 1,
      out: expect.stringContaining("set github-packages:owner, or GITHUB_OWNER"),
    });
  });

  it("a package that is named on the command line is asked for as it is spelt", async () => {
    await start();
    const name = "a b,c/50%+@é";
    const { code, problems } = await examine([
      "--owner",
      "acme",
      "--type",
      "container",
      "--package",
      `container/${name}`,
    ]);
    expect({ code, message: problems[0]?.message }).toEqual({
      code: 1,
      message: expect.stringContaining(`acme/${name}`),
    });
    const paths = emulator.requests.map(({ path }) => path);
    expect(paths).toContain(`/orgs/acme/packages/container/${encodeURIComponent(name)}`);
  });

  it.each<[string[], Record<string, string>, RegExp]>([
    [["npm/lib", "npm/none"], { npm: "yes no no no" }, /acme\/none: Package not found\./],
    [["npm/none", "npm/lib"], { npm: "yes no no no" }, /acme\/none: Package not found\./],
    [
      ["container/none"],
      { npm: "yes yes role role", container: "yes no no no" },
      /^read container package acme\/none: Package not found\./,
    ],
    [
      ["npm/@other/lib"],
      { npm: "yes no no no" },
      /^read npm package acme\/@other\/lib: the scope @other is not the owner acme/,
    ],
  ])("of %j every one has to be readable, whatever --type says", async (named, expected, words) => {
    await start();
    const argv = ["--owner", "acme", "--type", "npm", ...named.flatMap((name) => ["--package", name])];
    const { code, answers, problems } = await examine([...argv, "--need", "read"]);
    expect({ code, answers }).toEqual({ code: 1, answers: expected });
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(words)]);
  });

  it("several packages that can all be read", async () => {
    await start();
    const argv = ["--owner", "acme", "--type", "npm", "--package", "npm/@ACME/lib", "--package", "container/app/api"];
    expect(await examine(argv)).toMatchObject({
      code: 0,
      answers: { npm: "yes yes role role", container: "yes yes role role" },
    });
  });

  it("an App's installation token: what GitHub hides is reported as it hides it", async () => {
    await start();
    const { code, problems } = await examine(["--owner", "acme", "--type", "npm"], { token: "ghs_app" });
    expect(code).toBe(1);
    expect(problems[0]?.message).toMatch(
      /Package not found\. \(404 GET \/orgs\/acme\/packages\).* Check the owner's name and kind, and that the token is a classic one with read:packages: http/,
    );
  });

  it.each([
    ["no token", undefined, /^connect to 127\.0\.0\.1:\d+: there is no token for it\. Set GITHUB_TOKEN or GH_TOKEN/],
    [
      "an expired token",
      "ghp_old",
      /Bad credentials \(401 GET \/rate_limit\)\. .*does not accept the token from GITHUB_TOKEN/,
    ],
  ])("%s: one sentence, and nothing on standard output", async (_, token, words) => {
    await start();
    const ran = await run(doctor, emulator, [], { token });
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 1, out: "" });
    expect(ran.err).toMatch(words);
  });

  it("nobody there: what to check", async () => {
    await start();
    const ran = await run(doctor, { url: "http://127.0.0.1:1" }, []);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(
      /the connection failed.*Check that http:\/\/127\.0\.0\.1:1 \(from GITHUB_BASE_URL\) can be reached/,
    );
  });

  it("an owner that does not exist, beside one that does", async () => {
    await start();
    const { code, report } = await examine(["--owner", "nobody", "--owner", "acme"]);
    expect(code).toBe(1);
    expect(report.owners.map(({ kind }) => kind)).toEqual([undefined, "organization"]);
    expect(report.owners[0]?.problems[0]?.message).toMatch(/There is no account nobody on 127\.0\.0\.1/);
  });

  it("what is left of the hour, and a warning when it is little", async () => {
    await start({ rateLimits: { primary: 40 } });
    const { report } = await examine(["--type", "npm"]);
    expect(report.rate).toEqual({
      limit: 40,
      remaining: expect.any(Number),
      resetAt: expect.stringMatching(/^20.*Z$/),
    });
    expect(report.warnings).toEqual([expect.stringMatching(/^Only \d+ requests are left of this hour/)]);
  });

  it("a token that expires soon", async () => {
    await start();
    const soon = new Date(Date.now() + 3 * 24 * 60 * 60 * 1000);
    const header = soon.toISOString().replace("T", " ").replace(/\..*/, " UTC");
    const headers = { "github-authentication-token-expiration": header, "x-oauth-scopes": ALL.join(", ") };
    emulator.faults.add({ route: "/rate_limit", status: 200, body: {}, headers });
    const { report } = await examine(["--type", "npm"]);
    expect(report.token).toMatchObject({ expiresAt: expect.stringMatching(/^20.*Z$/), scopes: ALL });
    expect(report.warnings).toEqual([expect.stringMatching(/^The token expires at 20.*Make a new one: /)]);
  });

  it("the text for people: who, where, and a line for each thing that does not work", async () => {
    await start();
    const { out } = await run(doctor, emulator, ["--owner", "acme", "--type", "npm"], {
      token: "ghp_reader",
      env: { HTTPS_PROXY: "" },
    });
    const host = new URL(emulator.url).host;
    expect(
      out.replace(/^Limit .* left this hour, filled up again at 20[-\d]+ \d\d:\d\d UTC$/m, "Limit"),
    ).toBe(`Host      ${host}: ${emulator.url} (from GITHUB_BASE_URL), API version 2022-11-28
Registry  ${emulator.registryUrl}
Token     classic personal access token from GITHUB_TOKEN, of octocat
Scopes    repo, read:packages
Limit

acme (organization)
       list  read  delete  restore
  npm  yes   yes   NO      NO
  - delete of npm: To delete, the token needs the scope delete:packages as well: ${emulator.registryUrl}/settings/tokens/new?scopes=read:packages,delete:packages
  - restore of npm: To restore, the token needs the scope write:packages as well: ${emulator.registryUrl}/settings/tokens/new?scopes=read:packages,write:packages

All that is needed works: list, read.
`);
  });

  it("the text for people ends with what is needed and does not work, and with what its words mean", async () => {
    await start();
    const argv = ["--owner", "nobody,acme", "--type", "npm,maven,docker", "--need", "list,restore"];
    const { code, out } = await run(doctor, emulator, argv, { token: "ghp_noRepo" });
    expect(code).toBe(1);
    expect(out).toContain("  npm     yes   yes   with Admin role  with Admin role\n");
    expect(out).toMatch(
      /\n\nwith Admin role: the token goes far enough; .*\n\nNeeded is list, restore \(--need\), which does not work for nobody; maven, docker of acme\. What to change is above\.\n$/,
    );
    expect(out).not.toContain("untried");
  });

  it("no token, and no password of a proxy, is printed", async () => {
    await start();
    for (const { token } of [...TOKENS, { token: ADMIN_TOKEN }]) {
      const env = { HTTP_PROXY: "http://user:hunter2@proxy.example.com:3128", NO_PROXY: "127.0.0.1" };
      const { out, err } = await run(doctor, emulator, ["--owner", "acme"], { token, env });
      expect(out + err).not.toContain(token);
      expect(out).not.toContain("hunter2");
      if (out !== "") expect(out).toContain("Proxy     proxy.example.com:3128 (from HTTP_PROXY, except for 127.0.0.1)");
    }
  });

  it.each([
    [["--type", "cargo"], /^--type is one of npm, maven, .*not "cargo"\.\n\nUsage: /],
    [["--need", "everything"], /^--need is list, read, delete, restore, not "everything"/],
    [["--package", "api"], /^--package is TYPE\/NAME/],
    [["--everything"], /^Unknown option '--everything'/],
  ])("%j makes no sense", async (argv, words) => {
    await start();
    const ran = await run(doctor, emulator, argv);
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: "" });
    expect(ran.err).toMatch(words);
    expect(emulator.requests).toEqual([]);
  });
});
