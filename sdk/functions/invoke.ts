import * as pulumi from "@pulumi/pulumi";
import { assertUsable } from "../assert-usable";
import { expectLateHandling } from "../late-handling";
import { dependenciesOf, momentOf } from "./dependencies";
import { type Instance, instanceOf, knownInstanceOf } from "./instance";

type Functions = typeof import("pulumi-github-packages/functions");
type FunctionName = import("pulumi-github-packages/functions").FunctionName;

/** Answers a function now. */
export async function invoke<Result>(
  name: FunctionName,
  args: object,
  opts: pulumi.InvokeOptions = {},
): Promise<Result> {
  if (isMocked()) return pulumi.runtime.invoke(token(name), { ...args }, opts);
  expectLateHandling();
  return call(name, args, await knownInstanceOf(name, opts), "");
}

/**
 * Answers a function when everything that it waits for is there: its arguments, the provider's settings, and the resources that these come from or that
 * `dependsOn` names. The engine does the same for functions of its own.
 */
export function invokeOutput<Result>(
  name: FunctionName,
  args: object,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<Result> {
  if (isMocked()) return pulumi.runtime.invokeOutput(token(name), { ...args }, opts);
  expectLateHandling();
  const known = pulumi.output(args);
  const dependencies = pulumi.output(dependenciesOf(known, opts)) as pulumi.Output<pulumi.Resource[]>;
  return pulumi
    .all([known, instanceOf(opts), dependencies.apply(momentOf)])
    .apply(([plain, instance, moment]) => call<Result>(name, plain, instance(), moment)) as pulumi.Output<Result>;
}

async function call<Result>(name: FunctionName, args: object, instance: Instance, moment: string): Promise<Result> {
  assertUsable();
  const { callFunction } = require("pulumi-github-packages/functions") as Functions;
  try {
    return (await callFunction(name, args, instance, moment)) as Result;
  } catch (error) {
    throw presentable(error);
  }
}

/** Makes Pulumi print an expected error as one sentence, without its stack. The sentence says what to do, and the stack says nothing. */
function presentable(error: unknown): unknown {
  const isExpected = error instanceof Error && error.name === "ProviderError";
  return isExpected ? Object.defineProperty(error, "__pulumiRunError", { value: true }) : error;
}

/** How mocks of unit tests see the function. */
function token(name: FunctionName): string {
  return `github-packages:index:${name}`;
}

/** Unit tests of programs (https://www.pulumi.com/docs/iac/concepts/testing/unit/) ask their mocks, and not GitHub. */
function isMocked(): boolean {
  return pulumi.runtime.getMonitor()?.constructor.name === "MockMonitor";
}
