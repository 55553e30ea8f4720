import * as pulumi from "@pulumi/pulumi";
import { Provider } from "../provider";
import { stackSetting } from "../stack-settings";

export type Instance = import("pulumi-github-packages/functions").ProgramInstance;

/** A function, because outputs copy the objects that they carry. An instance is told by its identity. */
export type InstanceGetter = () => Instance;

/** Part of every output, though not of its type. */
interface OutputInternals<Value> {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<Value>;
}

type Settings = Readonly<Record<string, string>>;

/** One process can run several programs, one after the other (https://www.pulumi.com/docs/iac/automation-api/): each has its own. */
const byRun = new WeakMap<object, Instance>();
const byProvider = new WeakMap<object, Instance>();
const outsideOfRuns = {};

/** The provider instance that a function goes by. It is unknown while the instance's settings are. */
export function instanceOf(opts: pulumi.InvokeOptions): pulumi.Output<InstanceGetter> {
  const provider = providerOf(opts);
  if (!provider) return pulumi.output(true).apply(() => defaultInstance);
  return pulumi.unsecret(provider.__settings).apply((settings) => () => explicitInstance(provider, settings));
}

/** The same for functions that can't wait for an output. */
export async function knownInstanceOf(name: string, opts: pulumi.InvokeOptions): Promise<Instance> {
  const provider = providerOf(opts);
  if (!provider) return defaultInstance();
  const settings = provider.__settings as unknown as OutputInternals<Settings>;
  if (await settings.isKnown) return explicitInstance(provider, await settings.promise());
  throw new pulumi.RunError(
    `call ${name}: the settings of the provider are not known before the update. Use ${name}Output, which waits for them.`,
  );
}

function providerOf({ provider, parent }: pulumi.InvokeOptions): Provider | undefined {
  const given = provider ?? parent?.getProvider("pulumi-nodejs:dynamic:Resource");
  if (given === undefined || Provider.isInstance(given)) return given;
  throw new pulumi.RunError(
    "The provider of a function has to be a Provider of pulumi-github-packages: `new Provider(name, { … })`.",
  );
}

function defaultInstance(): Instance {
  const run = pulumi.runtime.getStackResource() ?? outsideOfRuns;
  return memoized(byRun, run, stackSetting);
}

function explicitInstance(provider: Provider, settings: Settings): Instance {
  return memoized(byProvider, provider, (key) => settings[key]);
}

function memoized(known: WeakMap<object, Instance>, key: object, config: Instance["config"]): Instance {
  const instance = known.get(key) ?? { config, logger };
  known.set(key, instance);
  return instance;
}

/** All passing lines of the program share a stream, so that each replaces the one before. */
const PROGRESS_STREAM = 2;

const logger: Instance["logger"] = {
  debug: (message) => void pulumi.log.debug(message),
  info: (message) => void pulumi.log.info(message),
  warn: (message) => void pulumi.log.warn(message),
  progress: (message) => void pulumi.log.info(message, undefined, PROGRESS_STREAM, true),
};
