import { connect, missingToken } from "../provider/connect";
import type { GitHubPackagesApi } from "../provider/github";
import type { Owner } from "../provider/model/owner";
import type { Logger } from "../provider/ports";
import { ghAuthToken, parseBaseUrl, resolveSettings, type Settings } from "../provider/settings";
import { UsageError, type Values } from "./command";
import type { Surroundings } from "./surroundings";

/** Nothing that these commands do changes anything on GitHub, so that nothing has to be guarded. */
const noGuard = { assertAlive: async () => {} };

/** The environment's settings; `--base-url` stands for GITHUB_BASE_URL. */
export function settingsOf({ "base-url": baseUrl }: Values, { env }: Surroundings): Settings {
  if (baseUrl === undefined) return settingsFrom(env);
  try {
    parseBaseUrl(String(baseUrl));
  } catch (error) {
    throw new UsageError(`--base-url ${(error as Error).message}.`);
  }
  return { ...settingsFrom({ ...env, GITHUB_BASE_URL: String(baseUrl) }), baseUrlSource: "--base-url" };
}

function settingsFrom(env: Surroundings["env"]): Settings {
  return resolveSettings({ config: () => undefined, env, ghAuthToken: (host) => ghAuthToken(host, { ...env }) });
}

/** @throws `unauthenticated` without a token. */
export async function openApi(settings: Settings, logger: Logger, { clock }: Surroundings): Promise<GitHubPackagesApi> {
  if (!settings.token && !settings.app)
    throw missingToken(settings, `, or \`gh auth login --hostname ${settings.place.host} --scopes read:packages\``);
  return connect(settings, { clock, logger, guard: noGuard });
}

/** The named owners, else the configured one, else the token's own user. */
export function resolveOwners(
  api: GitHubPackagesApi,
  named: readonly string[],
  { owner }: Settings,
): Promise<readonly Owner[]> {
  const logins = named.length > 0 ? named : [owner];
  return Promise.all(logins.map((login) => api.resolveOwner(login)));
}
