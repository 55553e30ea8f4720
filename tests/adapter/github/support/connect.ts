import { inspect } from "node:util";
import { isProviderError, type ProviderError } from "../../../../provider/errors";
import { createPackagesApi, type GitHubPackagesApi, type PackagesApiParts } from "../../../../provider/github";
import type { PackageRef } from "../../../../provider/model/reference";
import type { Logger, PackagesApi, RunGuard } from "../../../../provider/ports";
import { resolveSettings, type Settings } from "../../../../provider/settings";
import { ADMIN_TOKEN } from "./seed";
import { SkippingClock } from "./skipping-clock";

export interface Connection {
  readonly api: GitHubPackagesApi;
  readonly settings: Settings;
  readonly clock: SkippingClock;
  /** `level: message`, in order. */
  readonly log: string[];
}

export interface ConnectOptions {
  readonly token?: string;
  /** Where the token comes from. */
  readonly variable?: string;
  /** `github-packages:KEY` settings. */
  readonly config?: Readonly<Record<string, string>>;
  readonly clock?: SkippingClock;
  readonly guard?: RunGuard;
  readonly fetch?: PackagesApiParts["fetch"];
}

const nobodyMinds: RunGuard = { assertAlive: async () => undefined };

/** A client of a server on this machine, by the provider's own settings. Retries come after a millisecond; waits move the clock. */
export function connectTo(baseUrl: string, options: ConnectOptions = {}): Connection {
  const { token = ADMIN_TOKEN, variable = "GITHUB_TOKEN", clock = new SkippingClock(), guard = nobodyMinds } = options;
  const config: Record<string, string> = { retryDelayMs: "1", ...options.config };
  const settings = resolveSettings({
    config: (key) => (key.startsWith("github-packages:") ? config[key.slice("github-packages:".length)] : undefined),
    env: { GITHUB_BASE_URL: baseUrl, [variable]: token },
  });
  const log: string[] = [];
  const logger = Object.fromEntries(
    (["debug", "info", "warn", "progress"] as const).map((level) => [
      level,
      (text: string) => log.push(`${level}: ${text}`),
    ]),
  ) as unknown as Logger;
  const parts = { clock, logger, guard, ...(options.fetch ? { fetch: options.fetch } : {}) };
  return { api: createPackagesApi(settings, parts), settings, clock, log };
}

/** Deletes a package as long as there is one of that name, and of that id where one is given. */
export function deletePackage(api: PackagesApi, ref: PackageRef, packageId?: number): Promise<void> {
  return api.deletePackage(ref, async () => {
    try {
      const { id } = await api.getPackage(ref);
      return packageId === undefined || id === packageId;
    } catch (error) {
      if (isProviderError(error, "not_found")) return false;
      throw error;
    }
  });
}

/** The ProviderError that work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  try {
    await work;
  } catch (error) {
    if (isProviderError(error)) return error;
    throw error;
  }
  throw new Error("it succeeded");
}

/** Everything that a careless program could print of an error. */
export function everythingOf(error: Error): string {
  return [
    inspect(error, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    error.stack,
    error.message,
    String(error.cause),
  ].join("\n");
}
