import type { DeletionRule, ErrorCode } from "../../errors";
import { foreignWords } from "../../model/foreign-words";
import { mask } from "../../model/mask";
import { isImageType } from "../../model/package";
import { describeTokenKind, type Settings } from "../../settings";
import { type FailedResponse, isPrimaryRefusal, isSecondaryRefusal } from "../http";
import type { RequestSpec } from "../requests";
import { secretsOf } from "./redact";

/** What a failure means, and the way out. */
export interface Classification {
  readonly code: ErrorCode;
  readonly rule?: DeletionRule;
  /** Sentences for somebody who has to do something about it now: ours, in which whatever a server sent is masked. */
  readonly nextStep: string;
  /** Whether the change was made is not known. */
  readonly isOpen?: boolean;
}

export interface FailureContext {
  readonly answer: FailedResponse;
  readonly spec: RequestSpec;
  readonly settings: Settings;
}

type Rule = (context: FailureContext) => Classification | undefined;

/** The first rule that has a verdict decides. Cited words were seen in public logs; what GitHub documents has its address. */
export function classify(context: FailureContext): Classification {
  for (const rule of RULES) {
    const classification = rule(context);
    if (classification) return classification;
  }
  return { code: context.answer.status < 400 ? "unavailable" : "invalid", nextStep: "" };
}

const RULES: readonly Rule[] = [
  noAnswer,
  limits,
  notGitHub,
  serverError,
  unauthenticated,
  singleSignOn,
  classicTokensForbidden,
  unsupportedToken,
  missingScope,
  forbidden,
  deletionRules,
  integrationListsContainers,
  apiVersion,
  notRestorable,
  notFound,
  conflict,
];

function noAnswer({ answer, settings }: FailureContext): Classification | undefined {
  if (!answer.transport) return undefined;
  const { systemCode = "" } = answer.transport;
  const isCertificate = /CERT|SIGNED|SSL/.test(systemCode);
  const nextStep = isCertificate
    ? `If ${settings.place.host} has a certificate of your own authority, name its file in NODE_EXTRA_CA_CERTS.`
    : `Check that ${settings.baseUrl} (from ${settings.baseUrlSource}) can be reached, and run again.`;
  return { code: "unavailable", nextStep };
}

function limits({ answer, settings }: FailureContext): Classification | undefined {
  if (isSecondaryRefusal(answer)) {
    return {
      code: "rate_limited",
      nextStep:
        "GitHub refuses requests for coming too fast: something else may be using the same account. What was done is recorded; run again later.",
    };
  }
  if (!isPrimaryRefusal(answer)) return undefined;
  const who = settings.tokenSource === undefined ? "without a token" : `for the token from ${settings.tokenSource}`;
  return {
    code: "rate_limited",
    nextStep: `The hour's requests are used up ${who}. What was done is recorded; run again then.`,
  };
}

/** A 404 of some other server must never pass for GitHub's. */
function notGitHub({ answer, settings }: FailureContext): Classification | undefined {
  if (answer.message !== undefined || answer.status >= 500) return undefined;
  if (answer.status === 407)
    return { code: "unavailable", nextStep: "The proxy in HTTPS_PROXY or HTTP_PROXY wants a user name and password." };
  const nextStep = `This is not an answer of GitHub's API: check the base URL ${settings.baseUrl} (from ${settings.baseUrlSource}) and any proxy on the way.`;
  return { code: "unavailable", nextStep };
}

function serverError({ answer }: FailureContext): Classification | undefined {
  if (answer.status < 500) return undefined;
  return { code: "unavailable", nextStep: "GitHub has a problem (https://www.githubstatus.com). Run again later." };
}

function unauthenticated({ answer, settings }: FailureContext): Classification | undefined {
  if (answer.status !== 401) return undefined;
  const { host, webUrl } = settings.place;
  if (settings.app) {
    const nextStep = `${host} does not accept the token that it gave to GitHub App ${settings.app.id} (credentials from ${settings.app.source}), nor another: check that installation ${settings.app.installationId} is not suspended or removed.`;
    return { code: "unauthenticated", nextStep };
  }
  if (settings.tokenSource === undefined) {
    const nextStep = `There is no token for ${host}: set GITHUB_TOKEN, or run \`pulumi config set --secret github-packages:token\`, or \`gh auth login --hostname ${host}\`.`;
    return { code: "unauthenticated", nextStep };
  }
  const stale = STALE.find(([pattern]) => pattern.test(settings.tokenSource ?? ""))?.[1] ?? "";
  const nextStep = `${host} does not accept the token from ${settings.tokenSource}: it has expired, was revoked, or belongs to another host. Make a new one: ${webUrl}/settings/tokens.${stale}`;
  return { code: "unauthenticated", nextStep };
}

/** The engine gives `refresh` and `destroy` the providers of the last update, with the tokens that they had. */
const STALE: ReadonlyArray<readonly [source: RegExp, hint: string]> = [
  [
    /:/,
    " `pulumi refresh` and `pulumi destroy` use the configuration of the last `pulumi up`: after changing the token, set GITHUB_TOKEN for them.",
  ],
  [
    /^argument /,
    " `pulumi refresh` and `pulumi destroy` use the arguments that the provider had in the last `pulumi up`: after changing the token, give them --run-program.",
  ],
];

/** https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso */
function singleSignOn({ answer, settings, spec }: FailureContext): Classification | undefined {
  const header = String(answer.headers["x-github-sso"] ?? "");
  if (answer.status !== 403 || !(header.startsWith("required") || /SAML|single sign-on/i.test(answer.message ?? "")))
    return undefined;
  const url = ownAddress(/url=(https:\/\/[^\s;,]+)/.exec(header)?.[1], { settings, spec });
  const known = `${settings.place.webUrl}/orgs/${spec.owner?.login ?? ""}/sso`;
  return {
    code: "access_denied",
    nextStep: `Authorize the token from ${source(settings)} for the organization: open ${url ?? known}`,
  };
}

/** The address of a page, if it is one of this GitHub: somebody on the way could send people elsewhere to log in. A server on this machine has no pages. */
function ownAddress(text: string | undefined, context: Sent): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { place } = context.settings;
  const { origin, href } = new URL(text);
  return place.kind === "loopback" || origin === place.webUrl ? wordsOf(href, context) : undefined;
}

type Sent = Pick<FailureContext, "spec" | "settings">;

/** What a header says, query strings included. */
function wordsOf(text: string, { spec, settings }: Sent): string {
  return foreignWords(mask(text, secretsOf(spec, settings)));
}

/** "`ORG` forbids access via a personal access token (classic)." (fullsend-ai/fullsend#3368) */
function classicTokensForbidden({ answer, spec }: FailureContext): Classification | undefined {
  if (answer.status !== 403 || !/forbids access via a personal access token \(classic\)/i.test(answer.message ?? ""))
    return undefined;
  const who = spec.owner?.login ?? "The organization";
  const nextStep = `${who} has to allow classic tokens in its settings (Personal access tokens): GitHub documents no other kind for packages. In GitHub Actions, GITHUB_TOKEN works for packages that give the repository a role.`;
  return { code: "access_denied", nextStep };
}

/**
 * Packages are documented for classic tokens alone (https://docs.github.com/packages/learn-github-packages/introduction-to-github-packages#authenticating-to-github-packages).
 * What a fine-grained token does not find may well exist, so its 404 is a missing right.
 */
function unsupportedToken({ answer, settings, spec }: FailureContext): Classification | undefined {
  const isRefused = answer.status === 403 && /Resource not accessible by/i.test(answer.message ?? "");
  const isHidden = answer.status === 404 && settings.tokenKind === "fine-grained";
  if (!isRefused && !isHidden) return undefined;
  if (settings.tokenKind === "fine-grained" || /by personal access token/i.test(answer.message ?? "")) {
    const nextStep = `GitHub Packages does not support fine-grained tokens, and the token from ${source(settings)} is one: make a classic one with ${neededScopes(spec).join(", ")}: ${newTokenUrl(spec, settings)}`;
    return { code: "access_denied", nextStep };
  }
  const right =
    spec.kind === "read"
      ? "a role in it, and the job `permissions: packages: read`"
      : "the Admin role in it, and the job `permissions: packages: write`";
  const kind = settings.tokenKind === "unknown" ? "" : ` is a ${describeTokenKind(settings.tokenKind)}, which`;
  const nextStep = `The token from ${source(settings)}${kind} may not do this. For GITHUB_TOKEN, the package must give the repository ${right} (Package settings, Manage Actions access); otherwise use a classic token with ${neededScopes(spec).join(", ")}: ${newTokenUrl(spec, settings)}`;
  return { code: "access_denied", nextStep };
}

/** "You need at least read:packages scope to list packages." */
function missingScope({ answer, settings, spec }: FailureContext): Classification | undefined {
  const named = /\b(?:(?:read|write|delete):packages|repo)\b(?= scope)/.exec(answer.message ?? "")?.[0];
  if (answer.status !== 403 || named === undefined) return undefined;
  const has = answer.headers["x-oauth-scopes"];
  const held =
    has === undefined ? "" : ` It has ${has === "" ? "no scope at all" : wordsOf(String(has), { spec, settings })}.`;
  const nextStep = `The token from ${source(settings)} lacks the scope ${named}.${held} Make a classic token with it: ${newTokenUrl(spec, settings, named)}`;
  return { code: "access_denied", nextStep };
}

function forbidden({ answer, settings, spec }: FailureContext): Classification | undefined {
  if (answer.status !== 403 && answer.status !== 451) return undefined;
  const nextStep = `The token from ${source(settings)} may not do this. It takes the scopes ${neededScopes(spec).join(", ")}${spec.kind === "read" ? "" : " and the Admin role for the package"}.`;
  return { code: "access_denied", nextStep };
}

/**
 * "You cannot delete the last version of a package." and "… the last tagged version …" (kairos-io/kairos#4723): 400.
 * "Publicly visible package versions with more than 5000 downloads cannot be deleted."
 * (https://docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package)
 */
function deletionRules({ answer: { status, message = "" }, spec }: FailureContext): Classification | undefined {
  if (status < 400 || status >= 500 || !spec.operation?.startsWith("delete")) return undefined;
  if (/last tagged version/i.test(message)) {
    const nextStep =
      "Tag another version first, or delete the whole package. Untagged versions beside it do not count.";
    return { code: "not_deletable", rule: "last_tagged_version", nextStep };
  }
  if (/last version/i.test(message)) {
    return {
      code: "not_deletable",
      rule: "last_version",
      nextStep: "Publish another version first, or delete the whole package.",
    };
  }
  if (!/more than 5,?000 downloads/i.test(message)) return undefined;
  const images =
    spec.packageType !== undefined && isImageType(spec.packageType)
      ? " For a container's last tagged version GitHub has been seen to give this reason, too."
      : "";
  const nextStep = `GitHub refuses this for good. Make the package private first where that is possible, or ask GitHub's support: https://support.github.com.${images}`;
  return { code: "not_deletable", rule: "download_limit", nextStep };
}

/** GITHUB_TOKEN and installation tokens can't list an organization's containers: 400 "Invalid argument." (cli/cli#9606) */
function integrationListsContainers({ answer, settings, spec }: FailureContext): Classification | undefined {
  const isThat = answer.status === 400 && answer.message === "Invalid argument." && spec.operation === "listPackages";
  if (!isThat || settings.tokenKind === "classic") return undefined;
  const nextStep = `GitHub answers so when GITHUB_TOKEN or another installation token lists an organization's container packages. Name the packages, or use a classic token with read:packages: ${newTokenUrl(spec, settings)}`;
  return { code: "access_denied", nextStep };
}

/** 400 for a version that never was, 410 for one that is retired (https://docs.github.com/rest/about-the-rest-api/api-versions). */
function apiVersion({ answer, settings }: FailureContext): Classification | undefined {
  const isAboutVersions = /\bapi[- ]versions?\b/i.test(`${answer.message} ${answer.documentationUrl}`);
  if (answer.status === 410 && !isAboutVersions) {
    const nextStep = `GitHub says 410 of what it has removed for good. It says so of an API version that it has retired, too: this run asks for ${settings.apiVersion} (github-packages:apiVersion).`;
    return { code: "invalid", nextStep };
  }
  if ((answer.status !== 410 && answer.status !== 400) || !isAboutVersions) return undefined;
  const nextStep = `The API version ${settings.apiVersion} was asked for: set github-packages:apiVersion to one that ${settings.place.host} serves, or remove the setting.`;
  return { code: "invalid", nextStep };
}

/** GitHub's description of restoring knows 401, 403 and 404 alone; what it answers to a name that is taken is not documented. */
function notRestorable({ answer, spec }: FailureContext): Classification | undefined {
  if (!spec.operation?.startsWith("restore") || ![400, 404, 409, 422].includes(answer.status)) return undefined;
  if (answer.status === 404 && !/^Package (?:version )?not found/i.test(answer.message ?? "")) return undefined;
  const nextStep =
    "Only what was deleted within the last 30 days, and whose name nobody has taken since, can be restored, by somebody with the Admin role for it.";
  return { code: "not_restorable", nextStep };
}

function notFound({ answer, settings, spec }: FailureContext): Classification | undefined {
  if (answer.status !== 404) return undefined;
  const who = settings.tokenSource === undefined ? "a token" : `the token from ${settings.tokenSource}`;
  const nextStep = `GitHub says the same of what does not exist and of what ${who} may not ${spec.kind === "read" ? "see" : "change"}.`;
  const isList = spec.operation === "listPackages";
  const way = ` Check the owner's name and kind, and that the token is a classic one with read:packages: ${newTokenUrl(spec, settings)}`;
  return { code: "not_found", nextStep: isList ? nextStep + way : nextStep };
}

function conflict({ answer }: FailureContext): Classification | undefined {
  return answer.status === 409 ? { code: "conflict", nextStep: "Somebody else is changing it. Run again." } : undefined;
}

function source(settings: Settings): string {
  return settings.tokenSource ?? "nowhere";
}

/** By each operation's documentation: https://docs.github.com/rest/packages/packages. */
function neededScopes(spec: RequestSpec): string[] {
  if (spec.operation?.startsWith("delete")) return ["read:packages", "delete:packages"];
  return spec.operation?.startsWith("restore") ? ["read:packages", "write:packages"] : ["read:packages"];
}

function newTokenUrl(spec: RequestSpec, settings: Settings, alsoNamed?: string): string {
  const scopes = new Set([...neededScopes(spec), ...(alsoNamed === undefined ? [] : [alsoNamed])]);
  return `${settings.place.webUrl}/settings/tokens/new?scopes=${[...scopes].join(",")}`;
}
