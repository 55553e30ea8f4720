import { type HostPlace, isLoopback, parseBaseUrl, serverOf } from "./base-url";
import { type Credentials, findCredentials, type Target, targetOf } from "./find-credentials";
import { SecretToken } from "./secret-token";
import { type Found, invalidSetting, type NumberRange, readBoolean, readNumber, SettingSource } from "./setting-source";
import { BASE_URL_VARIABLES, DEFAULT_API_VERSION, DEFAULT_HOST, type Settings } from "./settings";
import { tokenKind } from "./token-kind";

export interface SettingsSources {
  /** What the program itself says. Goes before everything. */
  readonly args?: Readonly<Record<string, string | undefined>>;
  /** The stack's configuration, by full key: `github-packages:owner`. */
  readonly config: (key: string) => string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked last, and only when nothing else has a token. */
  readonly ghAuthToken?: (host: string) => string | undefined;
}

const MILLISECONDS: Omit<NumberRange, "fallback"> = { least: 0, most: 3_600_000 };

/**
 * Reads all settings. Pure: the same sources give the same settings. docs/configuration.md has the table.
 * @throws ProviderError `invalid` naming the key and where the value came from; never the value of a token or a URL.
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const source = new SettingSource(sources.args ?? {}, sources.config, sources.env);
  const baseUrl = findBaseUrl(source);
  const place = readPlace(baseUrl);
  const target = targetOf(source, place);
  const credentials = findCredentials(source, target, sources.ghAuthToken);
  const owner = findOwner(source);
  const registryUrl = readRegistryUrl(source, target);
  const cachePath = source.find("cachePath", "GITHUB_CACHE_PATH")?.value;
  return {
    ...readCredentials(credentials),
    ...(owner ? { owner: owner.value, ownerSource: owner.source } : {}),
    place,
    baseUrl: place.apiUrl,
    baseUrlSource: baseUrl.source,
    isElsewhere: target.isElsewhere,
    registryUrl,
    apiVersion: readApiVersion(source),
    ...readPace(source),
    maxPerPage: readNumber("maxPerPage", source.find("maxPerPage", "GITHUB_MAX_PER_PAGE"), {
      fallback: 100,
      least: 1,
      most: 100,
    }),
    ...(cachePath === undefined ? {} : { cachePath }),
    undocumentedUserPaging: readBoolean(
      "undocumentedUserPaging",
      source.find("undocumentedUserPaging", "GITHUB_UNDOCUMENTED_USER_PAGING"),
      true,
    ),
    undocumentedVersionCount: readBoolean(
      "undocumentedVersionCount",
      source.find("undocumentedVersionCount", "GITHUB_UNDOCUMENTED_VERSION_COUNT"),
      true,
    ),
    warnings: warningsOf(credentials, place, registryUrl),
  };
}

/** The server of instances that are given no `baseUrl`; undefined where what is set names none. */
export function usualServer({ config, env }: Pick<SettingsSources, "config" | "env">): ReturnType<typeof serverOf> {
  return serverOf(findBaseUrl(new SettingSource({}, config, env)).value);
}

function findBaseUrl(source: SettingSource): Found {
  return source.find("baseUrl", ...BASE_URL_VARIABLES) ?? { value: DEFAULT_HOST, source: "the default" };
}

function readPlace(baseUrl: Found): HostPlace {
  try {
    return parseBaseUrl(baseUrl.value);
  } catch (error) {
    const nextStep =
      "Write a host name (github.com, ghes.example.com) or the REST API's URL (https://ghes.example.com/api/v3).";
    throw invalidSetting("baseUrl", baseUrl.source, (error as Error).message, nextStep);
  }
}

/** `organization` is what @pulumi/github called the owner before. */
function findOwner(source: SettingSource): Found | undefined {
  return (
    source.find("owner") ?? source.configured("organization") ?? source.variable("GITHUB_OWNER", "GITHUB_ORGANIZATION")
  );
}

function readCredentials(credentials: Credentials): Pick<Settings, "token" | "tokenSource" | "tokenKind" | "app"> {
  switch (credentials.kind) {
    case "token": {
      const { token, source } = credentials;
      return { token: new SecretToken(token), tokenSource: source, tokenKind: tokenKind(token) };
    }
    case "app": {
      const { app } = credentials;
      return { app, tokenSource: `GitHub App ${app.id} (${app.source})`, tokenKind: "installation" };
    }
    case "none":
      return { tokenKind: "unknown" };
  }
}

/** The configured registry is that of the configured host. */
function readRegistryUrl(source: SettingSource, { place, isElsewhere }: Target): string {
  const given = isElsewhere ? source.argument("registryUrl") : source.find("registryUrl");
  if (!given) return place.registryUrl;
  const text = given.value.includes("://") ? given.value : `https://${given.value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && `${url.username}${url.password}${url.search}` === "";
  if (plain) return text.replace(/\/+$/, "");
  const nextStep = "Write the registry's URL, such as https://containers.ghes.example.com.";
  throw invalidSetting("registryUrl", given.source, "is not a plain http or https URL", nextStep);
}

function readApiVersion(source: SettingSource): string {
  const given = source.find("apiVersion", "GITHUB_API_VERSION");
  if (!given || /^\d{4}-\d{2}-\d{2}$/.test(given.value)) return given?.value ?? DEFAULT_API_VERSION;
  throw invalidSetting(
    "apiVersion",
    given.source,
    "is not a date",
    `Write a version of the REST API, such as ${DEFAULT_API_VERSION}.`,
  );
}

/**
 * Limits by https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 100 requests at once and 900 points a
 * minute. 60 at once leaves room for whatever else uses the same account.
 */
function readPace(source: SettingSource) {
  const number = (key: string, range: NumberRange) => readNumber(key, source.find(key), range);
  return {
    writeDelayMs: number("writeDelayMs", { fallback: 0, ...MILLISECONDS }),
    readDelayMs: number("readDelayMs", { fallback: 0, ...MILLISECONDS }),
    retryDelayMs: number("retryDelayMs", { fallback: 1_000, ...MILLISECONDS }),
    maxRetries: number("maxRetries", { fallback: 3, least: 0, most: 20 }),
    maxWaitSeconds: number("maxWaitSeconds", { fallback: 900, least: 0, most: 86_400 }),
    requestTimeoutMs: number("requestTimeoutMs", { fallback: 30_000, least: 1, most: 3_600_000 }),
    pointsPerMinute: number("pointsPerMinute", { fallback: 900, least: 0, most: 1_000_000 }),
    parallelRequests: readParallelRequests(source.find("parallelRequests")),
    restoresAreContentCreating: readBoolean(
      "restoresAreContentCreating",
      source.find("restoresAreContentCreating"),
      true,
    ),
  };
}

/** @pulumi/github has a switch of this name; here it may also be the number of requests. */
function readParallelRequests(given: Found | undefined): number {
  if (given?.value === "false") return 1;
  return readNumber("parallelRequests", given?.value === "true" ? undefined : given, {
    fallback: 60,
    least: 1,
    most: 100,
  });
}

function warningsOf(credentials: Credentials, place: HostPlace, registryUrl: string): string[] {
  if (credentials.kind === "none") return [];
  const registry = new URL(registryUrl);
  const isPlain = place.kind !== "loopback" && !place.apiUrl.startsWith("https:");
  const isPlainRegistry =
    registryUrl !== place.registryUrl && registry.protocol !== "https:" && !isLoopback(registry.hostname);
  return [
    ...(isPlain ? [overPlainHttp(place.host, "baseUrl")] : []),
    ...(isPlainRegistry ? [overPlainHttp(registry.host, "registryUrl")] : []),
    ...(credentials.kind === "app"
      ? [
          `GitHub documents packages for classic personal access tokens alone: what the installation token of GitHub App ${credentials.app.id} may do with ` +
            "them is not documented, and was reported not to work.",
        ]
      : []),
  ];
}

function overPlainHttp(host: string, setting: "baseUrl" | "registryUrl"): string {
  return `The token goes to ${host} over plain http: anybody on the way can read it. Use https:// in ${setting}.`;
}
