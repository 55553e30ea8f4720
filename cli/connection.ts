import { connect } from "../provider/connect";
import type { GitHubPackagesApi } from "../provider/github";
import type { Owner } from "../provider/model/owner";
import type { Logger } from "../provider/ports";
import { ghAuthToken, resolveSettings, type Settings } from "../provider/settings";
import type { Values } from "./command";
import type { Surroundings } from "./surroundings";

/** Nothing that these commands do changes anything on GitHub, so that nothing has to be guarded. */
const noGuard = { assertAlive: async () => {} };

/** The environment's settings; `--base-url` stands for GITHUB_BASE_URL. */
export function settingsOf({ "base-url": baseUrl }: Values, { env }: Surroundings): Settings {
  const own = baseUrl === undefined ? env : { ...env, GITHUB_BASE_URL: String(baseUrl) };
  return resolveSettings({ config: () => undefined, env: own, ghAuthToken: (host) => ghAuthToken(host, { ...own }) });
}

/** @throws `unauthenticated` without a token. */
export function openApi(settings: Settings, logger: Logger, { clock }: Surroundings): Promise<GitHubPackagesApi> {
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
