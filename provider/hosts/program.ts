/**
 * The host of functions: they run in the program's own process, because the engine offers dynamic providers no way to answer them. The
 * program's package loads this by name when a function is called first, so that programs without functions load nothing of it.
 */
import { connect, connectToRegistry } from "../connect";
import { FUNCTIONS, type FunctionName, FunctionReads } from "../functions";
import type { SpentLately } from "../github";
import { fitForTerminal } from "../model/foreign-words";
import type { Logger, PackagesApi } from "../ports";
import type { ManifestReader } from "../registry/manifests";
import type { PropertyMap } from "../resources/resource";
import { Declarations } from "../run/declarations";
import { noGuard } from "../run/engine-guard";
import { privateJournal } from "../run/journal";
import { noPhaseNotes } from "../run/phase-notes";
import { rootDirectory } from "../run/run-directory";
import { SpendingRecord } from "../run/spending-record";
import { Session } from "../session";
import {
  credentialIdentity,
  explicitArguments,
  ghAuthToken,
  hostIdentity,
  imageHosts,
  resolveSettings,
  type Settings,
  serverIdentity,
} from "../settings";
import { systemClock } from "./system-clock";

export type { FunctionName };

/** A provider instance, as the program's process knows it. One object stands for one instance in one run. */
export interface ProgramInstance {
  /** The instance's configuration, by full key. */
  readonly config: (key: string) => string | undefined;
  readonly logger: Logger;
}

type Results = { [Name in FunctionName]: Awaited<ReturnType<(typeof FUNCTIONS)[Name]>> };

/** Clients by what makes them different: instances with the same host and token share one, and its rate budget. */
const clients = new Map<string, Promise<PackagesApi>>();

interface KnownInstance {
  readonly settings: Settings;
  /** Of all moments: a manifest never changes. */
  readonly manifests: () => Promise<ManifestReader>;
  readonly moments: Map<string, FunctionReads>;
}

const instances = new WeakMap<ProgramInstance, KnownInstance>();

/**
 * Answers a function. What was read is remembered for calls of the same instance and moment: calls that wait for resources are of a later
 * moment than those that don't, because the resources may have changed what there is to read.
 * @throws ProviderError
 */
export async function callFunction<Name extends FunctionName>(
  name: Name,
  args: object,
  instance: ProgramInstance,
  moment: string,
): Promise<Results[Name]> {
  return (await FUNCTIONS[name](readsOf(instance, moment), args as PropertyMap)) as Results[Name];
}

function readsOf(instance: ProgramInstance, moment: string): FunctionReads {
  let known = instances.get(instance);
  if (!known) {
    const { config } = instance;
    const settings = resolveSettings({ args: explicitArguments(config), config, env: process.env, ghAuthToken });
    let reader: Promise<ManifestReader> | undefined;
    const manifests = () => {
      reader ??= connectToRegistry(settings, { clock: systemClock, logger: fitting(instance.logger) });
      return reader;
    };
    known = { settings, manifests, moments: new Map() };
    instances.set(instance, known);
  }
  const { moments } = known;
  const reads = moments.get(moment) ?? new FunctionReads(createSession(known, fitting(instance.logger)));
  moments.set(moment, reads);
  return reads;
}

function fitting(logger: Logger): Logger {
  return {
    debug: (message) => logger.debug(fitForTerminal(message)),
    info: (message) => logger.info(fitForTerminal(message)),
    warn: (message) => logger.warn(fitForTerminal(message)),
    progress: (message) => logger.progress(fitForTerminal(message)),
  };
}

function createSession({ settings, manifests }: KnownInstance, logger: Logger): Session {
  return new Session({
    host: hostIdentity(settings.place),
    imageHosts: imageHosts(settings),
    api: () => client(settings, logger),
    clock: systemClock,
    logger,
    declarations: new Declarations(privateJournal),
    defaultOwner: () => settings.owner,
    notes: noPhaseNotes,
    manifests,
  });
}

function client(settings: Settings, logger: Logger): Promise<PackagesApi> {
  const { owner: _, ownerSource: __, ...rest } = settings;
  const key = `${JSON.stringify(rest)}\n${credentialIdentity(settings)}`;
  let api = clients.get(key);
  if (!api) {
    const allowance = `${serverIdentity(settings.place)}\n${credentialIdentity(settings)}`;
    const spending = new SpendingRecord<SpentLately>(rootDirectory(), allowance);
    api = connect(settings, { clock: systemClock, logger, guard: noGuard, details: true, spending });
    api.catch(() => clients.delete(key));
    clients.set(key, api);
  }
  return api;
}
