import { isProviderError } from "../../provider/errors";
import type { GitHubPackagesApi, TokenReport } from "../../provider/github";
import type { PackageType } from "../../provider/model/package";
import { describeTokenKind, type Settings } from "../../provider/settings";
import type { Surroundings } from "../surroundings";
import { Examination, type NamedPackage } from "./examine";
import type { Ability, DoctorReport, OwnerReport } from "./report";
import { warningsFor } from "./warnings";

export interface DoctorOrder {
  /** Undefined stands for the token's own user. */
  readonly logins: ReadonlyArray<string | undefined>;
  readonly types: readonly PackageType[];
  readonly named: readonly NamedPackage[];
  readonly needs: readonly Ability[];
}

/** @throws what keeps the host from being asked at all: no connection, or a token that it does not accept. */
export async function diagnose(
  settings: Settings,
  api: GitHubPackagesApi,
  { logins, types, named, needs }: DoctorOrder,
  { env, clock }: Surroundings,
): Promise<DoctorReport> {
  const token = await api.reportToken();
  const login = await ownLogin(api);
  const examination = new Examination(api, { settings, token }, named);
  const owners = await Promise.all(logins.map((one) => examination.owner(one, types)));
  return {
    host: hostOf(settings, token, env),
    token: tokenOf(settings, token, login),
    ...(token.rate && { rate: rateOf(token.rate) }),
    owners,
    warnings: warningsFor(settings, token, clock.now(), await api.serverTime()),
    needs,
    ok: owners.every((owner) => isEnough(owner, needs)),
  };
}

function hostOf(
  settings: Settings,
  { enterpriseVersion }: TokenReport,
  env: Surroundings["env"],
): DoctorReport["host"] {
  const proxy = proxyOf(settings.baseUrl, env);
  return {
    name: settings.place.host,
    api: settings.baseUrl,
    source: settings.baseUrlSource,
    registry: settings.registryUrl,
    apiVersion: settings.apiVersion,
    ...(enterpriseVersion !== undefined && { enterpriseVersion }),
    ...(proxy !== undefined && { proxy }),
  };
}

/** Without the user and password that a proxy's URL may have. */
function proxyOf(baseUrl: string, env: Surroundings["env"]): string | undefined {
  const name = baseUrl.startsWith("https:") ? "https_proxy" : "http_proxy";
  const value = env[name] || env[name.toUpperCase()];
  if (!value) return undefined;
  const exceptions = env.no_proxy || env.NO_PROXY;
  const except = exceptions ? `, except for ${exceptions}` : "";
  return `${URL.canParse(value) ? new URL(value).host : "one that is no URL"} (from ${name.toUpperCase()}${except})`;
}

function tokenOf({ tokenKind, tokenSource }: Settings, token: TokenReport, login: string | undefined) {
  const { scopes, expiresAt } = token;
  return {
    kind: describeTokenKind(tokenKind),
    source: tokenSource ?? "nowhere",
    ...(login !== undefined && { login }),
    ...(scopes && { scopes }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function rateOf({ limit, remaining, resetAt }: NonNullable<TokenReport["rate"]>) {
  return { limit, remaining, ...(resetAt !== undefined && { resetAt: new Date(resetAt).toISOString() }) };
}

/** Some tokens belong to no user, GITHUB_TOKEN for one, and may not ask. */
async function ownLogin(api: GitHubPackagesApi): Promise<string | undefined> {
  try {
    return (await api.resolveOwner(undefined)).login;
  } catch (error) {
    if (isProviderError(error, "access_denied") || isProviderError(error, "not_found")) return undefined;
    throw error;
  }
}

function isEnough({ kind, types }: OwnerReport, needs: readonly Ability[]): boolean {
  return kind !== undefined && types.every(({ can }) => needs.every((ability) => can[ability] !== "no"));
}
