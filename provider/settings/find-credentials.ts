import { type AppCredentials, findConfiguredApp, readAppArgument } from "./app-credentials";
import { type HostPlace, parseBaseUrl } from "./base-url";
import { type Found, invalidSetting, type SettingSource } from "./setting-source";
import { BASE_URL_VARIABLES, DEFAULT_HOST, type Settings } from "./settings";

/** Where a request is going to be sent. */
export type Target = Pick<Settings, "place" | "isElsewhere">;

export type Credentials =
  | { readonly kind: "token"; readonly token: string; readonly source: string }
  | { readonly kind: "app"; readonly app: AppCredentials }
  | { readonly kind: "none" };

/** A program with several hosts names them as arguments, while one host's token is in the environment of all. */
export function targetOf(source: SettingSource, place: HostPlace): Target {
  if (!source.argument("baseUrl")) return { place, isElsewhere: false };
  const surrounding = source.configured("baseUrl") ?? source.variable(...BASE_URL_VARIABLES);
  try {
    return { place, isElsewhere: parseBaseUrl(surrounding?.value ?? DEFAULT_HOST).apiUrl !== place.apiUrl };
  } catch {
    return { place, isElsewhere: true };
  }
}

/**
 * For credentials alone the environment's token goes before the configuration: the engine gives `refresh` and `destroy` the
 * configuration of the last update, whose token may have been rotated since. A token goes before an App: GitHub documents packages for
 * tokens.
 */
export function findCredentials(
  source: SettingSource,
  target: Target,
  ghAuthToken: ((host: string) => string | undefined) | undefined,
): Credentials {
  const named = source.argument("tokenVariable");
  if (named) return tokenOf(readNamedVariable(source, named));
  const argument = source.argument("token");
  if (argument) return tokenOf(argument);
  const appArgument = source.argument("appAuth");
  if (appArgument) return { kind: "app", app: readAppArgument(appArgument) };
  const variable = source.variable(...tokenVariables(target));
  if (variable) return tokenOf(variable);
  if (!target.isElsewhere) {
    const configured = source.configured("token");
    if (configured) return tokenOf(configured);
    const app = findConfiguredApp(source);
    if (app) return { kind: "app", app };
  }
  const value = ghAuthToken?.(target.place.host);
  return value === undefined || value === "" ? { kind: "none" } : tokenOf({ value, source: "gh auth token" });
}

/**
 * The environment variables that a host's token is read from, in this order. The GitHub CLI reserves GH_TOKEN for github.com and ghe.com, and the ENTERPRISE pair for other hosts
 * (https://cli.github.com/manual/gh_help_environment): a token goes only to its own host. GITHUB_TOKEN is whatever the
 * runner's or @pulumi/github's host is.
 */
export function tokenVariables({ place: { kind }, isElsewhere }: Target): readonly string[] {
  const enterprise = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
  const own =
    kind === "enterprise-server" ? enterprise : kind === "loopback" ? ["GH_TOKEN", ...enterprise] : ["GH_TOKEN"];
  if (isElsewhere) return kind === "loopback" ? [] : own;
  return kind === "enterprise-server" ? [...own, "GITHUB_TOKEN"] : ["GITHUB_TOKEN", ...own];
}

/** Nothing stands in for a variable that is not set: the token of another account might do what this one may not. */
function readNamedVariable(source: SettingSource, { value: name, source: place }: Found): Found {
  const variable = source.variable(name);
  if (variable) return variable;
  const nextStep = `Set ${name}, where pulumi runs, to a token that is meant for this provider instance.`;
  throw invalidSetting(
    "tokenVariable",
    place,
    `names ${name}, which is not set in the environment or is empty`,
    nextStep,
  );
}

/** Anything else than visible ASCII can't be sent in a header, and the runtime's own complaint would print it. */
function tokenOf({ value, source }: Found): Credentials {
  if (/^[\x21-\x7e]+$/.test(value)) return { kind: "token", token: value, source };
  const reason = "holds spaces, line breaks or letters that no token has";
  throw invalidSetting("token", source, reason, "Copy the token again, without quotes or line breaks.");
}
