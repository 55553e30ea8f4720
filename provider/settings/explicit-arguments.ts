type Config = (key: string) => string | undefined;

/**
 * A provider instance that a program makes carries its arguments in this namespace (`sdk/provider.ts` writes them there), beside the
 * stack's own configuration: arguments go before everything, the environment's token included.
 */
export const ARGUMENTS_NAMESPACE = "github-packages-provider";

/** What a program can give a provider instance. */
export const ARGUMENT_NAMES = [
  "owner",
  "tokenVariable",
  "token",
  "appAuth",
  "baseUrl",
  "registryUrl",
  "apiVersion",
  "readDelayMs",
  "writeDelayMs",
  "retryDelayMs",
  "maxRetries",
  "maxWaitSeconds",
  "requestTimeoutMs",
  "parallelRequests",
  "pointsPerMinute",
  "maxPerPage",
  "cachePath",
  "restoresAreContentCreating",
  "undocumentedUserPaging",
  "undocumentedVersionCount",
] as const;

/** The arguments among a provider instance's configuration; none for the instance that the engine makes by default. */
export function explicitArguments(config: Config): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(ARGUMENT_NAMES.map((name) => [name, config(`${ARGUMENTS_NAMESPACE}:${name}`)]));
}
