/** The emulator as a module: start it, look into its world, make it fail. It uses nothing of the provider; of other packages, zod alone. */

import { setMaxListeners } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Behaviors, defaultBehaviors } from "./behaviors";
import { Faults } from "./faults";
import type { RateLimitOptions } from "./limits/rate-limit-options";
import { RateLimits } from "./limits/rate-limits";
import { findProfile, type ProfileName } from "./profile";
import { defaultRegistryBehaviors, handleRegistry, type RegistryBehaviors } from "./registry";
import { type LoggedRequest, RequestLog } from "./request-log";
import { resolveSeed } from "./resolve-seed";
import type { Seed } from "./seed";
import { type ServerParts, serve } from "./server";
import type { Clock } from "./world/clock";
import { ReadLag } from "./world/read-lag";
import { StateFile } from "./world/state-file";
import { World } from "./world/world";

export { type Behaviors, defaultBehaviors } from "./behaviors";
export type { Fault, FaultSpec, Faults } from "./faults";
export { secondaryLimitFault } from "./limits/rate-limit-answers";
export type { RateLimitOptions } from "./limits/rate-limit-options";
export { type ProfileName, profileNames } from "./profile";
export { defaultRegistryBehaviors, type RegistryBehaviors } from "./registry";
export type { LoggedRequest } from "./request-log";
export type {
  ManifestRecord,
  PackageType,
  Seed,
  SeedAccount,
  SeedPackage,
  SeedRepository,
  SeedToken,
  SeedVersion,
  TokenKind,
  Visibility,
} from "./seed";
export type { Clock } from "./world/clock";
export type { PackageRecord } from "./world/package-record";
export type { NewPackage, PublishedVersion } from "./world/publication";
export type { VersionRecord } from "./world/version-list";
export type { VersionHandle, World, WorldChange } from "./world/world";

export interface EmulatorOptions {
  /** Which host to stand in for; "github.com" when absent. A GHES serves REST below /api/v3. */
  profile?: ProfileName;
  /** 0 or absent for any free port; always on 127.0.0.1. */
  port?: number;
  /** A seed, the name of a built-in data set, or the path of a JSON file; "demo" when absent. */
  seed?: Seed | string;
  /** A file that keeps the state: it comes before the seed where it exists, and is written before a change is answered. */
  statePath?: string;
  /** The system's clock when absent; `world.advance` moves away from it. */
  clock?: Clock;
  /** Added to every answer; 0 when absent. */
  latencyMs?: number;
  /** Off when absent. */
  rateLimits?: RateLimitOptions | false;
  /** What GitHub doesn't document; see Behaviors and RegistryBehaviors. */
  behaviors?: Partial<Behaviors & RegistryBehaviors>;
  /** Whether a request without a token is refused, as GitHub does; true when absent. Otherwise it may do everything. */
  requireToken?: boolean;
  /** How many requests the log keeps; all of them when absent. */
  requestLogLimit?: number;
  /** Called with a line for each request, without its query; silent when absent. */
  log?: (line: string) => void;
}

export interface Emulator {
  /** Base URL of the REST API, without a trailing slash. */
  readonly url: string;
  /** Origin of the registry (/v2/, /token). */
  readonly registryUrl: string;
  readonly world: World;
  readonly faults: Faults;
  readonly requests: readonly LoggedRequest[];
  clearRequests(): void;
  /** Stops listening, ends open connections and saves the state. */
  close(): Promise<void>;
}

/** Starts an emulator on 127.0.0.1. Throws when the port is taken, the seed can't be read or the state can't be kept. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const parts = createParts(options);
  // A file that can't be written is an error now, not at the first change.
  await parts.stateFile?.save();
  const server = createServer((message, response) => {
    serve(parts, message, response).catch((error: Error) => {
      if (parts.closing.signal.aborted) return;
      parts.log(`error: ${error.stack}`);
      response.writeHead(500).end();
    });
  });
  // Longer than clients keep idle connections, so that none is closed in the moment of a request.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}${parts.profile.basePath}`,
    registryUrl: origin,
    world: parts.world,
    faults: parts.faults,
    requests: parts.requests.entries,
    clearRequests: () => parts.requests.clear(),
    close: async () => {
      parts.closing.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await parts.stateFile?.save();
    },
  };
}

function createParts(options: EmulatorOptions): ServerParts {
  const { statePath } = options;
  const saved = statePath === undefined ? undefined : StateFile.read(statePath);
  const behaviors = { ...defaultBehaviors, ...defaultRegistryBehaviors, ...options.behaviors };
  const requireToken = options.requireToken ?? true;
  const log = options.log ?? (() => undefined);
  const world = new World(saved ?? resolveSeed(options.seed ?? "demo"), { clock: options.clock, behaviors });
  const stateFile = statePath === undefined ? undefined : new StateFile(statePath, () => world.snapshot(), log);
  if (!saved) stateFile?.markChanged();
  world.onChange(() => stateFile?.markChanged());
  const profile = findProfile(options.profile ?? "github.com");
  const rateLimits = options.rateLimits ?? false;
  const lag = new ReadLag(world);
  const closing = new AbortController();
  // Each request that waits listens.
  setMaxListeners(0, closing.signal);
  return {
    world,
    lag,
    profile,
    behaviors,
    limits: new RateLimits(rateLimits, world, profile.enterpriseVersion === undefined || rateLimits !== false),
    requireToken,
    faults: new Faults(lag),
    requests: new RequestLog(options.requestLogLimit ?? Number.POSITIVE_INFINITY),
    latencyMs: options.latencyMs ?? 0,
    stateFile,
    registry: (message, response) =>
      handleRegistry(message, response, world, { behaviors, requireToken, save: async () => stateFile?.save() }),
    log,
    closing,
  };
}
