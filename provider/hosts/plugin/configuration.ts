import {
  type CheckRequest,
  type CheckResponse,
  type ConfigureRequest,
  ConfigureResponse,
  type DiffRequest,
  DiffResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { isSame } from "../../model/canonical";
import { fitForTerminal } from "../../model/foreign-words";
import { meantName } from "../../resources/inputs";
import type { PropertyMap } from "../../resources/resource";
import { ARGUMENT_NAMES, ARGUMENTS_NAMESPACE, tokenKind } from "../../settings";
import type { Configuration } from "../provider-process";
import { checkResponse } from "./check-response";
import { decode } from "./properties";

const NAMESPACE = "github-packages";

/** `organization` is what @pulumi/github called the owner before. */
const SETTINGS: readonly string[] = [...ARGUMENT_NAMES, "organization"];

/** What must not be in a state or a plan in clear text, whatever a program or a stack says of it. */
const SECRETS: ReadonlySet<string> = new Set(["token", "appAuth"]);

/** What the engine puts among a provider's settings. */
const OF_THE_ENGINE: readonly string[] = ["version", "pluginDownloadURL", "pluginChecksums", "parameterization"];

/** Settings that nobody reads are refused: with a misspelled `owner` or `baseUrl`, a program would work on another account or host. */
export function checkConfig(request: CheckRequest): CheckResponse {
  const { properties, secrets } = decode(request.getNews());
  const failures = mistakes(properties).map((reason) => ({ property: "", reason: fitForTerminal(reason) }));
  return checkResponse(properties, new Set([...SECRETS, ...secrets]), failures);
}

/** Another setting is an update of the provider instance alone. Whether a resource has to follow is its own to say: its state knows its host. */
export function diffConfig(request: DiffRequest): DiffResponse {
  const before = decode(request.getOldInputs() ?? request.getOlds()).properties;
  const response = new DiffResponse();
  response.setChanges(
    isSame(before, decode(request.getNews()).properties)
      ? DiffResponse.DiffChanges.DIFF_NONE
      : DiffResponse.DiffChanges.DIFF_SOME,
  );
  return response;
}

export function configureResponse(): ConfigureResponse {
  const response = new ConfigureResponse();
  response.setAcceptsecrets(true);
  response.setSupportspreview(true);
  return response;
}

/**
 * The settings of a provider instance, by full key. Those of the instance that the engine makes by itself are the stack's configuration; those of
 * an instance that a program makes go before it.
 * @param stack what the stack configures for this provider, as the engine tells its plugins: JSON in PULUMI_CONFIG.
 */
export function configurationOf(request: ConfigureRequest, stack: string | undefined): Configuration {
  const { properties } = decode(request.getArgs());
  const given = isDefaultInstance(request) ? NAMESPACE : ARGUMENTS_NAMESPACE;
  const settings = new Map(
    [
      ...named(NAMESPACE, stack === undefined ? {} : (JSON.parse(stack) as PropertyMap)),
      ...named(given, properties),
      // A stack that names a variable means the same as a program that does.
      ...named(ARGUMENTS_NAMESPACE, { tokenVariable: properties.tokenVariable }),
    ].filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return (key) => settings.get(key);
}

/** As the engine tells them itself: `IsDefaultProvider` of https://github.com/pulumi/pulumi/blob/master/sdk/go/common/providers/reference.go */
function isDefaultInstance(request: ConfigureRequest): boolean {
  return (request.getUrn()?.split("::").at(-1) ?? "default").startsWith("default");
}

function named(namespace: string, settings: PropertyMap): Array<[string, string | undefined]> {
  return Object.entries(settings).map(([name, value]) => [`${namespace}:${name}`, textOf(value)]);
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What is wrong, as reasons alone: with a property's name, the engine would print its value as well, which can be a token under a misspelled name. */
function mistakes(properties: PropertyMap): string[] {
  const unknown = Object.keys(properties).filter((name) => ![...SETTINGS, ...OF_THE_ENGINE].includes(name));
  const { tokenVariable } = properties;
  return [
    ...unknown.map(
      (name) => `there is no setting "${name}".${meantName(name, SETTINGS)} The settings are ${SETTINGS.join(", ")}.`,
    ),
    ...(typeof tokenVariable === "string" && !isVariableName(tokenVariable)
      ? ['tokenVariable is not the name of an environment variable. Write its name, and not the token: "GHES_TOKEN".']
      : []),
  ];
}

function isVariableName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && tokenKind(name) === "unknown" && !/^[0-9a-f]{40}$/.test(name);
}
