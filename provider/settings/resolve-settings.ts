import { type HostPlace, parseBaseUrl } from "./base-url";
import { SecretToken } from "./secret-token";
import { type Found, invalidSetting, type NumberRange, readBoolean, readNumber, SettingSource } from "./setting-source";
import { DEFAULT_API_VERSION, type Settings } from "./settings";
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

const DEFAULT_HOST = "github.com";

/** `GITHUB_API_URL` is last: Actions runners set it in every job, whatever the job's author wanted. */
const BASE_URL_VARIABLES = ["GITHUB_BASE_URL", "GH_HOST", "GITHUB_API_URL"] as const;

const MILLISECONDS: Omit<NumberRange, "fallback"> = { least: 0, most: 3_600_000 };

/**
 * Reads all settings. Pure: the same sources give the same settings. docs/configuration.md has the table.
 * @throws ProviderError `invalid` naming the key and where the value came from; never the value of a token or a URL.
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const source = new SettingSource(sources.args ?? {}, sources.config, sources.env);
  const baseUrl = findBaseUrl(source);
  const place = readPlace(baseUrl);
  const token = findToken(source, { place, isElsewhere: isElsewhere(source, place) }, sources.ghAuthToken);
  const owner = findOwner(source);
  const cachePath = source.find("cachePath", "GITHUB_CACHE_PATH")?.value;
  const secret = token && readToken(token);
  return {
    ...(token && secret !== undefined ? { token: new SecretToken(secret), tokenSource: token.source } : {}),
    tokenKind: secret === undefined ? "unknown" : tokenKind(secret),
    ...(owner ? { owner: owner.value, ownerSource: owner.source } : {}),
    place,
    baseUrl: place.apiUrl,
    baseUrlSource: baseUrl.source,
    registryUrl: readRegistryUrl(source, place),
    apiVersion: readApiVersion(source),
    ...readPace(source),
    maxPerPage: readNumber("maxPerPage", source.find("maxPerPage", "GITHUB_MAX_PER_PAGE"), {
      fallback: 100,
      least: 1,
      most: 100,
    }),
    ...(cachePath === undefined ? {} : { cachePath }),
    undocumentedUserPaging: readBoolean("undocumentedUserPaging", source.find("undocumentedUserPaging"), true),
    warnings: secret === undefined ? [] : tokenWarnings(place),
  };
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

interface Target {
  readonly place: HostPlace;
  /** An argument names another host than the configuration and the environment do, whose token is not meant for it. */
  readonly isElsewhere: boolean;
}

/** A program with several hosts names them as arguments, while one host's token is in the environment of all. */
function isElsewhere(source: SettingSource, place: HostPlace): boolean {
  if (!source.argument("baseUrl")) return false;
  const surrounding = source.configured("baseUrl") ?? source.variable(...BASE_URL_VARIABLES);
  try {
    return parseBaseUrl(surrounding?.value ?? DEFAULT_HOST).apiUrl !== place.apiUrl;
  } catch {
    return true;
  }
}

/**
 * For the token alone the environment goes before the configuration: the engine gives `refresh` and `destroy` the configuration
 * of the last update, whose token may have been rotated since.
 */
function findToken(source: SettingSource, target: Target, ghAuthToken: SettingsSources["ghAuthToken"]) {
  const { place, isElsewhere } = target;
  const given =
    source.argument("token") ??
    source.variable(...tokenVariables(target)) ??
    (isElsewhere ? undefined : source.configured("token"));
  if (given) return given;
  const value = ghAuthToken?.(place.host);
  return value === undefined || value === "" ? undefined : { value, source: "gh auth token" };
}

/**
 * The GitHub CLI reserves GH_TOKEN for github.com and ghe.com, and the ENTERPRISE pair for other hosts
 * (https://cli.github.com/manual/gh_help_environment): a token goes only to its own host. GITHUB_TOKEN is whatever the
 * runner's or @pulumi/github's host is.
 */
function tokenVariables({ place: { kind }, isElsewhere }: Target): readonly string[] {
  const enterprise = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
  const own =
    kind === "enterprise-server" ? enterprise : kind === "loopback" ? ["GH_TOKEN", ...enterprise] : ["GH_TOKEN"];
  if (isElsewhere) return kind === "loopback" ? [] : own;
  return kind === "enterprise-server" ? [...own, "GITHUB_TOKEN"] : ["GITHUB_TOKEN", ...own];
}

/** Anything else than visible ASCII can't be sent in a header, and the runtime's own complaint would print it. */
function readToken(token: Found): string {
  if (/^[\x21-\x7e]+$/.test(token.value)) return token.value;
  const reason = "holds spaces, line breaks or letters that no token has";
  throw invalidSetting("token", token.source, reason, "Copy the token again, without quotes or line breaks.");
}

function readRegistryUrl(source: SettingSource, place: HostPlace): string {
  const given = source.find("registryUrl");
  if (!given) return place.registryUrl;
  const text = given.value.includes("://") ? given.value : `https://${given.value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && `${url.username}${url.password}${url.search}` === "";
  if (plain) return text.replace(/\/+$/, "");
  const nextStep = "Write the registry's URL, such as https://containers.ghes.example.com.";
  throw invalidSetting("registryUrl", given.source, "is not a plain http or https URL", nextStep);
}

function readApiVersion(source: SettingSource): string {
  const given = source.find("apiVersion");
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

function tokenWarnings(place: HostPlace): string[] {
  if (place.kind === "loopback" || place.apiUrl.startsWith("https:")) return [];
  return [`The token goes to ${place.host} over plain http: anybody on the way can read it. Use https:// in baseUrl.`];
}
