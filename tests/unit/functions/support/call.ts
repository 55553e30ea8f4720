import { isProviderError, type ProviderError } from "../../../../provider/errors";
import { callFunction, type FunctionName, type ProgramInstance } from "../../../../provider/hosts/program";
import { ADMIN_TOKEN } from "../../../adapter/github/support/seed";

export interface InstanceOptions {
  readonly token?: string;
  /** Arguments of the provider instance: they go before whatever the environment of the tests has. */
  readonly args?: Readonly<Record<string, string>>;
}

/** A provider instance as the sdk hands it over, and what it said. */
export function instanceFor(baseUrl: string, { token = ADMIN_TOKEN, args = {} }: InstanceOptions = {}) {
  const settings: Record<string, string | undefined> = { baseUrl, token, retryDelayMs: "1", ...args };
  const said: string[] = [];
  const say = (level: string) => (message: string) => void said.push(`${level}: ${message}`);
  const instance: ProgramInstance = {
    config: (key) => (key.startsWith("github-packages-provider:") ? settings[key.slice(25)] : undefined),
    logger: { debug: () => {}, info: say("info"), warn: say("warning"), progress: say("progress") },
  };
  return Object.assign(instance, { said });
}

/** The first moment of a program: everything that waits for no resource. */
export const NOW = "";

export async function failureOf(name: FunctionName, args: object, instance: ProgramInstance): Promise<ProviderError> {
  try {
    await callFunction(name, args, instance, NOW);
  } catch (error) {
    if (isProviderError(error)) return error;
    throw error;
  }
  throw new Error("it succeeded");
}
