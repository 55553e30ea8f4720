import { connect, connectToRegistry, missingToken } from "../provider/connect";
import type { GitHubPackagesApi } from "../provider/github";
import type { Logger } from "../provider/ports";
import type { ManifestReader } from "../provider/registry/manifests";
import { ghAuthToken, parseBaseUrl, resolveSettings, type Settings } from "../provider/settings";
import { UsageError, type Values } from "./command";
import type { Surroundings } from "./surroundings";

/** Nothing that these commands do changes anything on GitHub, so that nothing has to be guarded. */
const noGuard = { assertAlive: async () => {} };

/** The environment's settings; `--base-url` is an argument, so that a token for the environment's host does not go to another one. */
export function settingsOf({ "base-url": given }: Values, { env }: Surroundings): Settings {
  const sources = { config: () => undefined, env, ghAuthToken: (host: string) => ghAuthToken(host, { ...env }) };
  if (given === undefined) return resolveSettings(sources);
  const baseUrl = String(given);
  try {
    parseBaseUrl(baseUrl);
  } catch (error) {
    throw new UsageError(`--base-url ${(error as Error).message}.`);
  }
  return { ...resolveSettings({ ...sources, args: { baseUrl } }), baseUrlSource: "--base-url" };
}

/**
 * @param details whether packages come with all that GitHub says of their owners and repositories.
 * @throws `unauthenticated` without a token.
 */
export async function openApi(
  settings: Settings,
  logger: Logger,
  { clock }: Surroundings,
  details = false,
): Promise<GitHubPackagesApi> {
  if (!settings.token && !settings.app)
    throw missingToken(settings, [
      ...(settings.isElsewhere
        ? ["where GITHUB_TOKEN is this host's own, name the host in GITHUB_BASE_URL in place of --base-url"]
        : []),
      `run \`gh auth login --hostname ${settings.place.host} --scopes read:packages\``,
    ]);
  return connect(settings, { clock, logger, guard: noGuard, details });
}

/** The container registry of the same host. */
export function openRegistry(settings: Settings, logger: Logger, { clock }: Surroundings): Promise<ManifestReader> {
  return connectToRegistry(settings, { clock, logger });
}

/** The named owners, else the configured one, else the token's own user, which undefined stands for. */
export function loginsOf(named: readonly string[], { owner }: Settings): ReadonlyArray<string | undefined> {
  return named.length > 0 ? named : [owner];
}
