import { inspect } from "node:util";
import { credentialIdentity, explicitArguments, resolveSettings, type Settings } from "../../../provider/settings";

interface Sources {
  /** Arguments of a provider instance, as its configuration carries them. */
  readonly args?: Record<string, string>;
  readonly config?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly gh?: Record<string, string>;
}

/** As a provider process resolves them: from one configuration, which has the arguments in a namespace of their own. */
function resolve({ args = {}, config = {}, env = {}, gh = {} }: Sources): Settings {
  const own = Object.fromEntries(
    Object.entries(args).map(([key, value]) => [`github-packages-provider:${key}`, value]),
  );
  const all: Record<string, string> = { ...config, ...own };
  const get = (key: string) => all[key];
  return resolveSettings({ args: explicitArguments(get), config: get, env, ghAuthToken: (host) => gh[host] });
}

const token = (sources: Sources) => {
  const { token, tokenSource } = resolve(sources);
  return token && `${token.reveal()} from ${tokenSource}`;
};

describe("an explicit provider instance", () => {
  it("every argument of it goes before configuration and environment", () => {
    const args = {
      owner: "mine",
      token: "mine",
      baseUrl: "https://mine.example.com/api/v3",
      registryUrl: "https://mine.example.com",
      apiVersion: "2026-03-10",
      readDelayMs: "1",
      writeDelayMs: "2",
      retryDelayMs: "3",
      maxRetries: "4",
      maxWaitSeconds: "5",
      requestTimeoutMs: "6",
      parallelRequests: "7",
      pointsPerMinute: "8",
      maxPerPage: "9",
      cachePath: "/mine",
      restoresAreContentCreating: "false",
      undocumentedUserPaging: "false",
      undocumentedVersionCount: "false",
    };
    const other = Object.fromEntries(Object.keys(args).map((key) => [`github-packages:${key}`, "10"]));
    const env = { GITHUB_TOKEN: "t", GITHUB_OWNER: "o", GITHUB_BASE_URL: "b.example.com", GH_ENTERPRISE_TOKEN: "e" };
    const settings = resolve({ args, config: { ...other, "github-packages:baseUrl": "other.example.com" }, env });
    expect(settings).toMatchObject({
      owner: "mine",
      baseUrl: "https://mine.example.com/api/v3",
      registryUrl: "https://mine.example.com",
      apiVersion: "2026-03-10",
      readDelayMs: 1,
      writeDelayMs: 2,
      retryDelayMs: 3,
      maxRetries: 4,
      maxWaitSeconds: 5,
      requestTimeoutMs: 6,
      parallelRequests: 7,
      pointsPerMinute: 8,
      maxPerPage: 9,
      cachePath: "/mine",
      restoresAreContentCreating: false,
      undocumentedUserPaging: false,
      undocumentedVersionCount: false,
      tokenSource: "argument token",
    });
    expect(settings.token?.reveal()).toBe("mine");
  });

  it("without a token, or a host, of its own it has the usual ones", () => {
    const env = { GITHUB_TOKEN: "env", GH_HOST: "ghes.example.com" };
    expect(token({ args: { owner: "beta" }, env })).toBe("env from GITHUB_TOKEN");
    expect(token({ args: { owner: "beta" }, config: { "github:token": "c" } })).toBe("c from github:token");
    expect(token({ args: { baseUrl: "https://ghes.example.com/api/v3/" }, env })).toBe("env from GITHUB_TOKEN");
  });

  it("the variable that tokenVariable names goes before every other token, at any host", () => {
    const env = { GHES_TOKEN: "named", GITHUB_TOKEN: "a", GH_ENTERPRISE_TOKEN: "b" };
    const args = { tokenVariable: "GHES_TOKEN", token: "argument", appAuth: "{}" };
    expect(token({ args, env })).toBe("named from GHES_TOKEN");
    expect(token({ args: { ...args, baseUrl: "ghes.example.com" }, env })).toBe("named from GHES_TOKEN");
  });

  it.each([{}, { GHES_TOKEN: "" }, { GHES_TOKEN: "  " }])(
    "a variable of tokenVariable that is not set is an error that names it, and no other token stands in: %j",
    (own) => {
      const env = { ...own, GITHUB_TOKEN: "a" };
      const args = { tokenVariable: "GHES_TOKEN", token: "argument" };
      expect(() => resolve({ args, env, gh: { "github.com": "gh" } })).toThrow(
        "read setting tokenVariable from argument tokenVariable: it names GHES_TOKEN, which is not set in the environment or is empty. Set GHES_TOKEN, where pulumi runs,",
      );
    },
  );

  it("a variable of tokenVariable that holds no token is an error without its value", () => {
    const args = { tokenVariable: "GHES_TOKEN" };
    const failing = () => resolve({ args, env: { GHES_TOKEN: "two words" } });
    expect(failing).toThrow("read setting token from GHES_TOKEN: it holds spaces");
    expect(failing).not.toThrow("two words");
  });

  it.each<[string, Sources, string | undefined]>([
    [
      "github.com's token stays away from a GHES",
      {
        args: { baseUrl: "ghes.example.com" },
        env: { GITHUB_TOKEN: "a", GH_TOKEN: "b" },
        config: { "github:token": "c" },
      },
      undefined,
    ],
    [
      "a GHES's token stays away from github.com",
      {
        args: { baseUrl: "github.com" },
        env: { GITHUB_TOKEN: "a", GITHUB_API_URL: "https://ghes.example.com/api/v3", GH_ENTERPRISE_TOKEN: "b" },
      },
      undefined,
    ],
    [
      "a configured host's token stays away from another",
      {
        args: { baseUrl: "b.example.com" },
        config: { "github-packages:baseUrl": "a.example.com", "github-packages:token": "c" },
        env: { GITHUB_TOKEN: "a" },
      },
      undefined,
    ],
    [
      "and from a server on this machine",
      { args: { baseUrl: "http://127.0.0.1:1" }, env: { GITHUB_TOKEN: "a", GH_TOKEN: "b", GH_ENTERPRISE_TOKEN: "c" } },
      undefined,
    ],
    [
      "also when the surrounding host makes no sense",
      { args: { baseUrl: "github.com" }, env: { GITHUB_TOKEN: "a", GITHUB_BASE_URL: "ftp://x" } },
      undefined,
    ],
    [
      "variables that are for the host are read",
      { args: { baseUrl: "ghes.example.com" }, env: { GITHUB_TOKEN: "a", GH_ENTERPRISE_TOKEN: "b" } },
      "b from GH_ENTERPRISE_TOKEN",
    ],
    [
      "GH_TOKEN is for github.com wherever the program runs",
      { args: { baseUrl: "github.com" }, env: { GH_TOKEN: "b", GH_HOST: "ghes.example.com" } },
      "b from GH_TOKEN",
    ],
    [
      "gh has a token for each host",
      { args: { baseUrl: "ghes.example.com" }, gh: { "ghes.example.com": "d" } },
      "d from gh auth token",
    ],
  ])("%s", (_, sources, expected) => {
    expect(token(sources)).toBe(expected);
  });

  it("a configured registry is that of the configured host", () => {
    const config = { "github-packages:registryUrl": "https://registry.example.com" };
    expect(resolve({ config }).registryUrl).toBe("https://registry.example.com");
    expect(resolve({ config, args: { baseUrl: "ghes.example.com" } }).registryUrl).toBe(
      "https://containers.ghes.example.com",
    );
  });
});

describe("a GitHub App", () => {
  const app = (name: string) => JSON.stringify({ id: name, installationId: 2, pemFile: "KEY\\nKEY" });
  const ENV = { GITHUB_APP_ID: "env", GITHUB_APP_INSTALLATION_ID: "2", GITHUB_APP_PEM_FILE: "KEY" };
  const source = (sources: Sources) => resolve(sources).tokenSource;

  it("is used where there is no token: argument, configuration, environment, then gh", () => {
    const config = { "github-packages:appAuth": app("own"), "github:appAuth": app("sibling") };
    const everything: Sources = { args: { appAuth: app("argument") }, config, env: ENV, gh: { "github.com": "gh" } };
    expect(source(everything)).toBe("GitHub App argument (argument appAuth)");
    expect(source({ ...everything, args: {} })).toBe("GitHub App own (github-packages:appAuth)");
    expect(source({ ...everything, args: {}, config: { "github:appAuth": app("sibling") } })).toBe(
      "GitHub App sibling (github:appAuth)",
    );
    expect(source({ ...everything, args: {}, config: {} })).toBe("GitHub App env (GITHUB_APP_ID)");
    expect(source({ gh: { "github.com": "gh" } })).toBe("gh auth token");
  });

  it("a token goes before it, but not before an argument", () => {
    expect(source({ env: { ...ENV, GITHUB_TOKEN: "t" } })).toBe("GITHUB_TOKEN");
    expect(source({ env: ENV, config: { "github:token": "t" } })).toBe("github:token");
    expect(source({ args: { appAuth: app("argument") }, env: { GITHUB_TOKEN: "t" } })).toBe(
      "GitHub App argument (argument appAuth)",
    );
    expect(source({ args: { token: "t", appAuth: app("argument") } })).toBe("argument token");
  });

  it("stays at its host", () => {
    expect(resolve({ args: { baseUrl: "ghes.example.com" }, env: ENV }).app).toBeUndefined();
  });

  it("fields that the configuration lacks come from the environment", () => {
    const config = { "github:appAuth": JSON.stringify({ id: "9" }) };
    expect(resolve({ config, env: ENV }).app).toMatchObject({ id: "9", installationId: "2" });
  });

  it("is an installation token, with a warning; two Apps are two identities", () => {
    const settings = resolve({ env: ENV });
    expect(settings.tokenKind).toBe("installation");
    expect(settings.warnings).toEqual([expect.stringContaining("GitHub App env")]);
    expect(credentialIdentity(settings)).not.toBe(credentialIdentity(resolve({ env: { ...ENV, GITHUB_APP_ID: "9" } })));
  });

  it("its key is printed nowhere", () => {
    const settings = resolve({ args: { appAuth: app("a") } });
    expect(
      inspect(settings, { depth: 9, showHidden: true }) + JSON.stringify(settings) + settings.app?.privateKey,
    ).not.toContain("KEY");
    expect(settings.app?.privateKey.reveal()).toBe("KEY\nKEY");
  });

  it.each([
    [
      { env: { GITHUB_APP_ID: "1" } },
      "read setting appAuth from GITHUB_APP_ID: it lacks installationId (GITHUB_APP_INSTALLATION_ID) and pemFile (GITHUB_APP_PEM_FILE). A GitHub App needs all three, or a token in its place.",
    ],
    [{ args: { appAuth: "12345" } }, "lacks id (GITHUB_APP_ID) and installationId"],
    [
      { config: { "github:appAuth": "{no" } },
      "read setting appAuth from github:appAuth: it is no object. Write an object: `pulumi config set --path",
    ],
  ])("%j is refused", (sources, words) => {
    expect(() => resolve(sources)).toThrow(words);
  });
});
