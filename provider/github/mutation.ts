import { isProviderError, type ProviderError } from "../errors";
import { LAG_MILLISECONDS } from "../model/read-lag";
import type { GitHubClient } from "./client";
import type { Classification } from "./failures";
import { RequestContext, type RequestSpec, UnexpectedResponse } from "./requests";

const LAG_SECONDS = Math.round(LAG_MILLISECONDS.reduce((sum, wait) => sum + wait) / 1000);

export interface Mutation {
  readonly spec: RequestSpec;
  /** Reads the object that is deleted or restored. */
  readonly look: RequestSpec;
  /** Why an attempt whose turn has come may not be sent; undefined when it may. */
  readonly abortReason?: () => ProviderError | undefined;
}

/** What a look at the object says after a change that GitHub did not confirm. */
export type Presence = "present" | "absent" | "unknown";

/**
 * Deletes or restores, and knows how it ended. GitHub's 204 settles it. Where an answer was lost or is ambiguous (a 404 to a
 * DELETE hides a missing right, or says that the object is gone), the object is looked at, and what is there decides: again and again for
 * some seconds where that speaks against the change, since reads can lag behind it.
 */
export async function applyMutation(client: GitHubClient, { spec, look, abortReason }: Mutation): Promise<void> {
  const context = new RequestContext(spec, abortReason);
  const error = await attempt(client, context);
  if (error !== undefined) await findOutcome(client, context, error, () => lookAt(client, look));
}

/** @returns why the change is not confirmed; undefined when it is. */
export async function attempt(client: GitHubClient, context: RequestContext): Promise<unknown> {
  try {
    const status = await client.change(context);
    if (status === 204) return undefined;
    context.uncertain = true;
    return new UnexpectedResponse(`the status is ${status}, not 204`);
  } catch (error) {
    return error;
  }
}

/** @throws ProviderError unless the look shows that the change took effect. */
export async function findOutcome(
  client: GitHubClient,
  context: RequestContext,
  error: unknown,
  look: () => Promise<Presence>,
): Promise<void> {
  const { spec, uncertain } = context;
  const failure = client.translate(error, context);
  if (!isLookWorthwhile(failure, context)) throw failure;

  const mayLag = uncertain || spec.operation === "deletePackage" || saysVersionIsGone(spec, failure);
  const presence = mayLag ? await lookPastLag(client, spec, look) : await look();
  const classification = uncertain ? ofLostAnswer(spec, presence, failure) : ofMissingObject(spec, presence, failure);
  if (classification === "done") return;
  throw classification ? client.translate(error, context, { classification }) : failure;
}

/** A rule of GitHub's against deleting is final, and so is our own refusal to send anything. */
function isLookWorthwhile({ code, status }: ProviderError, { uncertain }: RequestContext): boolean {
  if (code === "not_deletable" || code === "engine_gone" || code === "internal") return false;
  return uncertain || status === 404;
}

async function lookPastLag(client: GitHubClient, spec: RequestSpec, look: () => Promise<Presence>): Promise<Presence> {
  const lagging = spec.kind === "restore" ? "absent" : "present";
  let presence = await look();
  for (const wait of LAG_MILLISECONDS) {
    if (presence !== lagging) return presence;
    await client.parts.clock.sleep(wait);
    presence = await look();
  }
  return presence;
}

async function lookAt(client: GitHubClient, look: RequestSpec): Promise<Presence> {
  try {
    await client.read(look, { fresh: true });
    return "present";
  } catch (error) {
    if (!isProviderError(error, "not_found")) return "unknown";
    const saysSo = look.operation === "getVersion" ? /^Package version not found/i : /^Package not found/i;
    return saysSo.test(error.githubMessage ?? "") ? "absent" : "unknown";
  }
}

/** Some attempt may have taken effect. */
function ofLostAnswer(spec: RequestSpec, presence: Presence, failure: ProviderError): Classification | "done" {
  const done = `${spec.verb}d`;
  const isRestore = spec.kind === "restore";
  if (presence === (isRestore ? "present" : "absent")) {
    if (spec.operation !== "deletePackage") return "done";
    // GitHub says the same of a package that the token may not see, so this is no proof.
    const nextStep = "An answer was lost, and the package is no longer there: probably this request deleted it.";
    return { code: "not_found", nextStep };
  }
  const code = failure.code === "not_found" ? "unavailable" : failure.code;
  if (presence === "unknown") {
    const nextStep = `Whether it was ${done} is not known: an answer was lost, and it could not be looked at. Run \`pulumi refresh\` before anything else.`;
    return { code, nextStep };
  }
  if (saysVersionIsGone(spec, failure)) return { code, nextStep: CONTRADICTED, isOpen: true };
  const shows = isRestore ? "does not show it" : "still shows it";
  const nextStep = `An answer was lost, and GitHub ${shows} ${LAG_SECONDS} seconds later, so it was probably not ${done}. Run again later.`;
  return { code, nextStep };
}

/** GitHub said 404, and nothing else happened. */
function ofMissingObject(spec: RequestSpec, presence: Presence, failure: ProviderError): Classification | undefined {
  if (presence !== "present") return undefined;
  if (spec.kind === "restore") return { code: "not_restorable", nextStep: "It is not deleted: GitHub shows it." };
  if (saysVersionIsGone(spec, failure)) return { code: "unavailable", nextStep: CONTRADICTED, isOpen: true };
  const nextStep =
    "It is there and can be read, so the token's user lacks the Admin role for it, which GitHub hides behind this answer.";
  return { code: "access_denied", nextStep };
}

const CONTRADICTED = `GitHub says that it is not there, and GitHub still shows it ${LAG_SECONDS} seconds later: whether it is deleted is not known. Run \`pulumi refresh\` before anything else.`;

/**
 * "Package version not found." is what a version gets that is gone (dataaxiom/ghcr-cleanup-action#121); whoever lacks the right to delete
 * gets "Package not found." (canonical/authd#1376).
 */
function saysVersionIsGone({ operation }: RequestSpec, { status, githubMessage = "" }: ProviderError): boolean {
  return operation === "deleteVersion" && status === 404 && /^Package version not found/i.test(githubMessage);
}
