import * as pulumi from "@pulumi/pulumi";
import { assertUsable } from "./assert-usable";
import { hiddenSecret } from "./debug-events";
import { assertArgumentsAreKnown } from "./known-settings";
import { expectLateHandling } from "./late-handling";
import { stackSettings } from "./stack-settings";

/** The credentials of a GitHub App, as @pulumi/github names them. */
export interface ProviderAppAuthArgs {
  /** The App's id. */
  id: pulumi.Input<string>;
  /** The id of its installation in the owner's account. */
  installationId: pulumi.Input<string>;
  /**
   * The private key, the content of the PEM file; `\n` may stand for line breaks. It is encrypted in the state, as `token` is.
   */
  pemFile: pulumi.Input<string>;
}

/** Whose packages on which GitHub, and the token to ask with. The stack's configuration and the environment fill in what is left out. */
export interface ProviderArgs {
  /** The owner of resources and functions that name none. */
  owner?: pulumi.Input<string>;
  /**
   * The name of the environment variable that holds a classic personal access token: `GHES_TOKEN`. Every command reads the variable anew, also
   * `pulumi refresh` and `destroy`. The token is written down nowhere. A variable that is not set is an error. `tokenVariable` goes before `token` and
   * `appAuth`.
   */
  tokenVariable?: pulumi.Input<string>;
  /**
   * A classic personal access token, best as `config.requireSecret(…)`. For `process.env.GHES_TOKEN`, name the variable in `tokenVariable` instead. The
   * token is encrypted in the state, and no event of the engine has it, wherever it comes from. Default: the token of the environment or the
   * configuration, but only for the host that it is meant for.
   */
  token?: pulumi.Input<string>;
  /** Credentials of a GitHub App, in place of a token. GitHub documents packages for classic tokens alone. */
  appAuth?: pulumi.Input<ProviderAppAuthArgs>;
  /** A host name (`ghes.example.com`, `octo.ghe.com`) or the REST API's URL. Default: github.com. */
  baseUrl?: pulumi.Input<string>;
  /** The container registry's URL, where it is not the host's usual one. */
  registryUrl?: pulumi.Input<string>;
  /** The version of the REST API, sent as `X-GitHub-Api-Version`. Default: `2022-11-28`. */
  apiVersion?: pulumi.Input<string>;
  /** Least milliseconds between reads. Default 0. */
  readDelayMs?: pulumi.Input<number>;
  /** Least milliseconds between writes. Above 0, writes also go one at a time. Default 0. */
  writeDelayMs?: pulumi.Input<number>;
  /** Unit of the waits before a retry, in milliseconds. Default 1000. */
  retryDelayMs?: pulumi.Input<number>;
  /** Retries of one request. Default 3. */
  maxRetries?: pulumi.Input<number>;
  /** Longest wait for a rate limit, in seconds. Default 900. */
  maxWaitSeconds?: pulumi.Input<number>;
  /** Milliseconds after which an unanswered request is given up. Default 30000. */
  requestTimeoutMs?: pulumi.Input<number>;
  /** Requests at once, 100 at most; `false` means one. Default 60. */
  parallelRequests?: pulumi.Input<number | boolean>;
  /** Points a minute (a read costs 1, a write 5); 0 means no limit. Default 900. */
  pointsPerMinute?: pulumi.Input<number>;
  /** Rows a page, 100 at most. Default 100. */
  maxPerPage?: pulumi.Input<number>;
  /** A directory that keeps answers for conditional requests. */
  cachePath?: pulumi.Input<string>;
  /** Whether restorations are paced as requests that create content. Default `true`. */
  restoresAreContentCreating?: pulumi.Input<boolean>;
  /** Whether a user's versions are listed by pages, which GitHub does and does not document. Default `true`. */
  undocumentedUserPaging?: pulumi.Input<boolean>;
  /**
   * Whether a policy that would delete something compares a package's list of versions with GitHub's count of them. GitHub does not document what it
   * counts. Default `true`.
   */
  undocumentedVersionCount?: pulumi.Input<boolean>;
}

/** The namespace of arguments in the instance's configuration. `provider/settings/explicit-arguments.ts` reads it. */
const ARGUMENTS = "github-packages-provider";

/** Arguments that no state and no plan may have in clear text. */
const SECRETS: ReadonlyArray<keyof ProviderArgs> = ["token", "appAuth"];

/**
 * One more instance of this provider, for programs that work with several owners, hosts or tokens. Give it to resources and functions as
 * `{ provider }`.
 *
 * Arguments go before everything, also before the token of the environment. The stack's configuration and the environment fill in what is not
 * given, as for resources without an explicit provider. A token that is configured for another host than `baseUrl` is not sent to `baseUrl`.
 * Another token updates the provider alone, and changes no resource.
 *
 * ```ts
 * const ghes = new Provider("ghes", { baseUrl: "ghes.example.com", owner: "tools", tokenVariable: "GHES_TOKEN" });
 * new Package("api", { packageType: "container", name: "api" }, { provider: ghes });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal What functions are configured by; secret where a token is part of it. */
  readonly __settings: pulumi.Output<Readonly<Record<string, string>>>;
  /** @internal The host that it is for, as the program spells it. */
  readonly __baseUrl: pulumi.Output<string | undefined>;

  /** Whether an object is a `Provider`, also of another copy of this module. */
  static override isInstance(object: unknown): object is Provider {
    return pulumi.ProviderResource.isInstance(object) && "__settings" in object;
  }

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    assertUsable();
    assertArgumentsAreKnown(name, args);
    expectLateHandling();
    const settings = { ...stackSettings(), ...explicitSettings(args) };
    super("pulumi-nodejs", name, settings, opts);
    this.__baseUrl = pulumi.output(args.baseUrl);
    this.__settings = pulumi.output(settings) as pulumi.Output<Readonly<Record<string, string>>>;
  }
}

/** The engine configures providers with texts alone. */
function explicitSettings({ tokenVariable, ...others }: ProviderArgs): Record<string, pulumi.Output<string>> {
  const args = { ...others, tokenVariable: asVariableName(tokenVariable) };
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([name, value]) => {
      const text = pulumi
        .output(value)
        .apply((known) => (typeof known === "object" ? JSON.stringify(known) : `${known}`));
      const isSecret = SECRETS.includes(name as keyof ProviderArgs);
      return [`${ARGUMENTS}:${name}`, isSecret ? hiddenSecret(text) : text];
    }),
  );
}

/** What GitHub's tokens look like: with a prefix, or 40 hexadecimal digits. */
const TOKEN = /^(gh[oprsu]_|github_pat_|[0-9a-f]{40}$)/;

/**
 * Refuses a token in place of a variable's name. The engine would take it for no secret, and put it into the state in clear text. The error does not
 * repeat it.
 */
function asVariableName(given: ProviderArgs["tokenVariable"]): ProviderArgs["tokenVariable"] {
  return typeof given === "string"
    ? checkedVariableName(given)
    : given && pulumi.output(given).apply(checkedVariableName);
}

function checkedVariableName(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name) && !TOKEN.test(name)) return name;
  throw new pulumi.RunError(
    'tokenVariable is not the name of an environment variable. Write its name, and not the token: tokenVariable: "GHES_TOKEN".',
  );
}
