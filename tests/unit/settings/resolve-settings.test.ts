import { isProviderError, type ProviderError } from "../../../provider/errors";
import { resolveSettings, type Settings } from "../../../provider/settings";

interface Sources {
  readonly args?: Record<string, string>;
  readonly config?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly gh?: Record<string, string>;
}

function resolve({ args = {}, config = {}, env = {}, gh = {} }: Sources): Settings {
  return resolveSettings({ args, config: (key) => config[key], env, ghAuthToken: (host) => gh[host] });
}

function failure(sources: Sources): ProviderError {
  try {
    resolve(sources);
  } catch (error) {
    if (isProviderError(error)) return error;
    throw error;
  }
  throw new Error("settings were accepted");
}

it("with nothing configured it is github.com, within GitHub's documented limits, without a token", () => {
  const settings = resolve({});
  expect(settings).toEqual({
    tokenKind: "unknown",
    place: expect.objectContaining({ kind: "github.com" }),
    baseUrl: "https://api.github.com",
    baseUrlSource: "the default",
    isElsewhere: false,
    registryUrl: "https://ghcr.io",
    apiVersion: "2022-11-28",
    writeDelayMs: 0,
    readDelayMs: 0,
    retryDelayMs: 1000,
    maxRetries: 3,
    maxWaitSeconds: 900,
    requestTimeoutMs: 30000,
    pointsPerMinute: 900,
    parallelRequests: 60,
    restoresAreContentCreating: true,
    maxPerPage: 100,
    undocumentedUserPaging: true,
    undocumentedVersionCount: true,
    warnings: [],
  });
});

describe("precedence", () => {
  /** Each list in the documented order: dropping sources from the front brings up the next one. */
  function descend(layers: ReadonlyArray<Sources>, read: (settings: Settings) => unknown): unknown[] {
    return layers.map((_, first) => {
      const merged = layers.slice(first).reduce<Required<Sources>>(
        (all, layer) => ({
          args: { ...layer.args, ...all.args },
          config: { ...layer.config, ...all.config },
          env: { ...layer.env, ...all.env },
          gh: { ...layer.gh, ...all.gh },
        }),
        { args: {}, config: {}, env: {}, gh: {} },
      );
      return read(resolve(merged));
    });
  }

  it("the owner: argument, github-packages, github (new and old name), GITHUB_OWNER, GITHUB_ORGANIZATION", () => {
    const layers: Sources[] = [
      { args: { owner: "a" } },
      { config: { "github-packages:owner": "b" } },
      { config: { "github:owner": "c" } },
      { config: { "github:organization": "d" } },
      { env: { GITHUB_OWNER: "e" } },
      { env: { GITHUB_ORGANIZATION: "f" } },
    ];
    expect(descend(layers, (settings) => `${settings.owner} from ${settings.ownerSource}`)).toEqual([
      "a from argument owner",
      "b from github-packages:owner",
      "c from github:owner",
      "d from github:organization",
      "e from GITHUB_OWNER",
      "f from GITHUB_ORGANIZATION",
    ]);
  });

  it("the API version, and what is not documented: argument, github-packages, github, the environment", () => {
    const layers: Sources[] = [
      { args: { apiVersion: "2026-01-01", undocumentedUserPaging: "false", undocumentedVersionCount: "true" } },
      {
        config: {
          "github-packages:apiVersion": "2026-01-02",
          "github-packages:undocumentedUserPaging": "true",
          "github-packages:undocumentedVersionCount": "false",
        },
      },
      {
        config: {
          "github:apiVersion": "2026-01-03",
          "github:undocumentedUserPaging": "false",
          "github:undocumentedVersionCount": "true",
        },
      },
      {
        env: {
          GITHUB_API_VERSION: "2026-01-04",
          GITHUB_UNDOCUMENTED_USER_PAGING: "false",
          GITHUB_UNDOCUMENTED_VERSION_COUNT: "false",
        },
      },
      {},
    ];
    const read = descend(layers, ({ apiVersion, undocumentedUserPaging, undocumentedVersionCount }) => [
      apiVersion,
      undocumentedUserPaging,
      undocumentedVersionCount,
    ]);
    expect(read).toEqual([
      ["2026-01-01", false, true],
      ["2026-01-02", true, false],
      ["2026-01-03", false, true],
      ["2026-01-04", false, false],
      ["2022-11-28", true, true],
    ]);
  });

  it("the host: argument, github-packages, github, GITHUB_BASE_URL, GH_HOST, GITHUB_API_URL", () => {
    const layers: Sources[] = [
      { args: { baseUrl: "a.example.com" } },
      { config: { "github-packages:baseUrl": "b.example.com" } },
      { config: { "github:baseUrl": "https://c.example.com/" } },
      { env: { GITHUB_BASE_URL: "https://d.example.com/api/v3/" } },
      { env: { GH_HOST: "e.example.com" } },
      { env: { GITHUB_API_URL: "https://f.example.com/api/v3" } },
    ];
    expect(descend(layers, (settings) => `${settings.baseUrl} from ${settings.baseUrlSource}`)).toEqual([
      "https://a.example.com/api/v3 from argument baseUrl",
      "https://b.example.com/api/v3 from github-packages:baseUrl",
      "https://c.example.com/api/v3 from github:baseUrl",
      "https://d.example.com/api/v3 from GITHUB_BASE_URL",
      "https://e.example.com/api/v3 from GH_HOST",
      "https://f.example.com/api/v3 from GITHUB_API_URL",
    ]);
  });

  const token = (settings: Settings) => `${settings.token?.reveal()} from ${settings.tokenSource}`;

  it("the token for github.com: argument, GITHUB_TOKEN, GH_TOKEN, github-packages, github, gh", () => {
    const layers: Sources[] = [
      { args: { token: "a" } },
      { env: { GITHUB_TOKEN: "b" } },
      { env: { GH_TOKEN: "c" } },
      { config: { "github-packages:token": "d" } },
      { config: { "github:token": "e" } },
      { gh: { "github.com": "f" } },
    ];
    expect(descend(layers, token)).toEqual([
      "a from argument token",
      "b from GITHUB_TOKEN",
      "c from GH_TOKEN",
      "d from github-packages:token",
      "e from github:token",
      "f from gh auth token",
    ]);
  });

  it("the token for a GHES: the enterprise variables first, and never GH_TOKEN, which is another host's", () => {
    const host: Sources = { env: { GH_HOST: "ghes.example.com", GH_TOKEN: "for github.com" } };
    const layers: Sources[] = [
      { env: { GH_ENTERPRISE_TOKEN: "a" } },
      { env: { GITHUB_ENTERPRISE_TOKEN: "b" } },
      { env: { GITHUB_TOKEN: "c" } },
      { config: { "github-packages:token": "d" } },
      { gh: { "ghes.example.com": "e", "github.com": "for github.com" } },
      host,
    ];
    expect(descend(layers, token)).toEqual([
      "a from GH_ENTERPRISE_TOKEN",
      "b from GITHUB_ENTERPRISE_TOKEN",
      "c from GITHUB_TOKEN",
      "d from github-packages:token",
      "e from gh auth token",
      "undefined from undefined",
    ]);
  });

  it("enterprise tokens stay away from github.com and ghe.com", () => {
    const env = { GH_ENTERPRISE_TOKEN: "a", GITHUB_ENTERPRISE_TOKEN: "b" };
    expect(resolve({ env }).token).toBeUndefined();
    expect(resolve({ env: { ...env, GH_HOST: "octo.ghe.com" } }).token).toBeUndefined();
    expect(resolve({ env: { ...env, GH_HOST: "octo.ghe.com", GH_TOKEN: "c" } }).tokenSource).toBe("GH_TOKEN");
  });

  it("gh is asked by the web site's host name, and only when nothing else has a token", () => {
    const asked: string[] = [];
    const ghAuthToken = (host: string) => {
      asked.push(host);
      return undefined;
    };
    resolveSettings({ config: () => undefined, env: { GH_HOST: "api.octo.ghe.com" }, ghAuthToken });
    resolveSettings({ config: () => undefined, env: { GITHUB_TOKEN: "a" }, ghAuthToken });
    expect(asked).toEqual(["octo.ghe.com"]);
  });
});

it("empty and blank values count as absent, as an unset secret of a CI job arrives", () => {
  const settings = resolve({
    env: { GITHUB_TOKEN: "", GH_TOKEN: " \n", GITHUB_OWNER: "", GITHUB_BASE_URL: "" },
    config: { "github-packages:token": "t", "github-packages:owner": " " },
  });
  expect(settings.tokenSource).toBe("github-packages:token");
  expect(settings.owner).toBeUndefined();
  expect(settings.baseUrl).toBe("https://api.github.com");
});

it("a line break around a token is not part of it", () => {
  expect(resolve({ env: { GITHUB_TOKEN: "ghp_abc\n" } }).token?.reveal()).toBe("ghp_abc");
});

it("numbers and switches are read from the stack's configuration, under @pulumi/github's names where it has them", () => {
  const settings = resolve({
    config: {
      "github:writeDelayMs": "1000",
      "github:readDelayMs": "5",
      "github:retryDelayMs": "20",
      "github:maxRetries": "0",
      "github:maxPerPage": "50",
      "github:parallelRequests": "false",
      "github-packages:maxWaitSeconds": "60",
      "github-packages:pointsPerMinute": "0",
      "github-packages:requestTimeoutMs": "1500",
      "github-packages:restoresAreContentCreating": "false",
      "github-packages:undocumentedUserPaging": "false",
      "github-packages:undocumentedVersionCount": "false",
      "github-packages:cachePath": "/tmp/cache",
      "github-packages:apiVersion": "2026-03-10",
      "github-packages:registryUrl": "https://containers.example.com/",
    },
  });
  expect(settings).toMatchObject({
    writeDelayMs: 1000,
    readDelayMs: 5,
    retryDelayMs: 20,
    maxRetries: 0,
    maxPerPage: 50,
    parallelRequests: 1,
    maxWaitSeconds: 60,
    pointsPerMinute: 0,
    requestTimeoutMs: 1500,
    restoresAreContentCreating: false,
    undocumentedUserPaging: false,
    undocumentedVersionCount: false,
    cachePath: "/tmp/cache",
    apiVersion: "2026-03-10",
    registryUrl: "https://containers.example.com",
  });
});

it("parallelRequests is @pulumi/github's switch or a number of requests", () => {
  const parallel = (value: string) =>
    resolve({ config: { "github-packages:parallelRequests": value } }).parallelRequests;
  expect([parallel("true"), parallel("false"), parallel("12")]).toEqual([60, 1, 12]);
});

it.each([
  ["writeDelayMs", "soon", "not a whole number within bounds"],
  ["writeDelayMs", "-1", "not a whole number within bounds"],
  ["maxRetries", "1.5", "not a whole number within bounds"],
  ["maxPerPage", "0", "Write a whole number from 1 to 100."],
  ["maxPerPage", "101", "Write a whole number from 1 to 100."],
  ["parallelRequests", "101", "Write a whole number from 1 to 100."],
  ["restoresAreContentCreating", "yes", "neither true nor false"],
  ["undocumentedUserPaging", "1", "neither true nor false"],
  ["undocumentedVersionCount", "1", "neither true nor false"],
  ["apiVersion", "latest", "is not a date"],
  ["registryUrl", "ftp://x", "is not a plain http or https URL"],
  ["baseUrl", "ftp://x", "is not an http or https URL"],
])("%s: %j is refused, naming the key and where it came from", (key, value, words) => {
  const error = failure({ config: { [`github-packages:${key}`]: value } });
  expect(error.code).toBe("invalid");
  expect(error.message).toContain(`read setting ${key} from github-packages:${key}: it `);
  expect(error.message).toContain(words);
});

it("neither a bad token nor a URL with a password is repeated in the error", () => {
  const bad = failure({ env: { GITHUB_TOKEN: "ghp_half and half" } });
  expect(bad.message).toBe(
    "read setting token from GITHUB_TOKEN: it holds spaces, line breaks or letters that no token has. " +
      "Copy the token again, without quotes or line breaks.",
  );
  const url = failure({ env: { GITHUB_BASE_URL: "https://me:hunter2@ghes.example.com" } });
  expect(url.message).toContain("read setting baseUrl from GITHUB_BASE_URL: it holds a user name or a password");
  expect(url.message).not.toContain("hunter2");
});

it("a token over plain http is warned of, except on this machine", () => {
  const warnings = (baseUrl: string, token = "t") =>
    resolve({ env: { GITHUB_BASE_URL: baseUrl, GITHUB_TOKEN: token } }).warnings;
  expect(warnings("http://ghes.example.com")).toEqual([expect.stringContaining("ghes.example.com over plain http")]);
  expect(warnings("http://ghes.example.com", "")).toEqual([]);
  expect(warnings("http://127.0.0.1:8080")).toEqual([]);
  expect(warnings("https://ghes.example.com")).toEqual([]);
});

it("so is a registry of its own over plain http, which gets the token as well", () => {
  const warnings = (registryUrl: string) =>
    resolve({ config: { "github-packages:registryUrl": registryUrl }, env: { GITHUB_TOKEN: "t" } }).warnings;
  expect(warnings("http://mirror.example.com")).toEqual([
    "The token goes to mirror.example.com over plain http: anybody on the way can read it. Use https:// in registryUrl.",
  ]);
  for (const registryUrl of ["https://mirror.example.com", "http://127.0.0.1:5000"])
    expect(warnings(registryUrl)).toEqual([]);
});

it("settings can be printed without giving the token away", () => {
  const settings = resolve({ env: { GITHUB_TOKEN: "ghp_verysecret" } });
  expect(settings.tokenKind).toBe("classic");
  expect(JSON.stringify(settings)).not.toContain("verysecret");
});
