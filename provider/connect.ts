import { ProviderError } from "./errors";
import type { GitHubPackagesApi, SpentLately } from "./github";
import type { InstallationToken } from "./github/client";
import type { Clock, Logger, RunGuard } from "./ports";
import type { ManifestReader } from "./registry/manifests";
import type { SpendingRecord } from "./run/spending-record";
import { type AppCredentials, type SecretToken, type Settings, tokenVariables } from "./settings";

export interface ConnectDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly guard: RunGuard;
  /** Whether packages come with all that GitHub says of their owners and repositories. */
  readonly details?: boolean;
  /** Whether the engine tells settings of `github-packages:` alone, as it does a plugin. */
  readonly seesOwnSettingsAlone?: boolean;
  /** What other processes have spent of the same allowance. */
  readonly spending?: SpendingRecord<SpentLately>;
}

/**
 * Settings become a client of GitHub: the one place that knows both the core and the adapter. Octokit is loaded here, when a
 * run first needs it, because most previews need no request at all.
 * @throws `unauthenticated` without a token: every operation on packages needs one
 * (https://docs.github.com/rest/packages/packages).
 */
export async function connect(settings: Settings, dependencies: ConnectDependencies): Promise<GitHubPackagesApi> {
  for (const warning of settings.warnings) dependencies.logger.warn(warning);
  const { token, renewToken } = await tokenOf(settings, dependencies.clock);
  if (!token)
    throw missingToken(settings, [
      ...(settings.isElsewhere ? [] : [configureToken(dependencies)]),
      "give the provider instance its own by `tokenVariable`",
    ]);
  const { createPackagesApi } = await import("./github/packages-api");
  const api = createPackagesApi({ ...settings, token }, { ...dependencies, ...(renewToken && { renewToken }) });
  dependencies.spending?.follow(api.budget, dependencies.clock.now());
  return api;
}

function configureToken({ seesOwnSettingsAlone = false }: ConnectDependencies): string {
  const command = "run `pulumi config set --secret github-packages:token`";
  return seesOwnSettingsAlone ? `${command} (no plugin is told github:token)` : command;
}

/** @param otherWays to give it one, beside the environment. */
export function missingToken(settings: Settings, otherWays: readonly string[]): ProviderError {
  const { host, webUrl } = settings.place;
  const variables = tokenVariables(settings).slice(0, 2);
  const ways = [...(variables.length > 0 ? [`set ${variables.join(" or ")}`] : []), ...otherWays].join(", or ");
  return new ProviderError(
    `connect to ${host}: there is no token for it. ${ways.charAt(0).toUpperCase()}${ways.slice(1)}: a classic personal access token with ` +
      "read:packages, delete:packages to delete and write:packages to restore, from " +
      `${webUrl}/settings/tokens/new?scopes=read:packages,write:packages,delete:packages`,
    { code: "unauthenticated" },
  );
}

interface Token {
  readonly token?: SecretToken;
  /** To be called before the token is revealed, when it does not last; with the token when GitHub no longer accepts it. */
  readonly renewToken?: (refused?: string) => Promise<void>;
}

const appTokens = new WeakMap<AppCredentials, InstallationToken>();

/** The configured token, or the one that an App gets itself: one for the REST API and the registry alike. */
async function tokenOf(settings: Settings, clock: Clock): Promise<Token> {
  const { token, app } = settings;
  if (token || !app) return token ? { token } : {};
  const { createInstallationToken } = await import("./github/client/installation-token");
  const installation = appTokens.get(app) ?? createInstallationToken(app, settings, clock);
  appTokens.set(app, installation);
  return { token: installation, renewToken: (refused) => installation.renew(refused) };
}

/** The registry of the same host, with the same token: what images are made of is told there, and not by the REST API. */
export async function connectToRegistry(
  settings: Settings,
  dependencies: Pick<ConnectDependencies, "clock" | "logger">,
): Promise<ManifestReader> {
  const { createManifestReader } = await import("./registry/registry-manifests");
  const { registryUrl, maxRetries, retryDelayMs, requestTimeoutMs, cachePath } = settings;
  const { token, renewToken } = await tokenOf(settings, dependencies.clock);
  return createManifestReader({
    registryUrl,
    token: async () => {
      await renewToken?.();
      return token?.reveal();
    },
    trustedOrigins: [settings.baseUrl, settings.place.webUrl].map((url) => new URL(url).origin),
    attempts: maxRetries + 1,
    retryDelayMs,
    timeoutMs: requestTimeoutMs,
    ...(cachePath !== undefined && { cachePath }),
    ...dependencies,
  });
}
