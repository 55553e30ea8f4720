import { isProviderError, type ProviderError } from "../errors";
import type { Call } from "./call";
import type { GitHubClient } from "./client";
import type { Verdict } from "./failure-rules";
import { RequestTrace } from "./request-trace";
import { UnexpectedAnswer } from "./translate";

export interface ChangeRequest {
  readonly call: Call;
  /** Reads the object that is deleted or restored. */
  readonly look: Call;
  /** Why an attempt whose turn has come may not be sent; undefined when it may. */
  readonly objection?: () => ProviderError | undefined;
}

/** What a look at the object says after a change that GitHub did not confirm. */
export type Presence = "present" | "absent" | "unknown";

/**
 * Deletes or restores, and knows how it ended. GitHub's 204 settles it. Where an answer was lost or is ambiguous (a 404 to a
 * DELETE hides a missing right, or says that the object is gone), the object is looked at once, and what is there decides.
 */
export async function applyChange(client: GitHubClient, { call, look, objection }: ChangeRequest): Promise<void> {
  const trace = new RequestTrace(call, objection);
  const error = await attempt(client, trace);
  if (error !== undefined) await settle(client, trace, error, () => lookAt(client, look));
}

/** @returns why the change is not confirmed; undefined when it is. */
export async function attempt(client: GitHubClient, trace: RequestTrace): Promise<unknown> {
  try {
    const status = await client.change(trace);
    if (status === 204) return undefined;
    trace.uncertain = true;
    return new UnexpectedAnswer(`the status is ${status}, not 204`);
  } catch (error) {
    return error;
  }
}

/** @throws ProviderError unless the look shows that the change took effect. */
export async function settle(
  client: GitHubClient,
  trace: RequestTrace,
  error: unknown,
  look: () => Promise<Presence>,
): Promise<void> {
  const { call, uncertain } = trace;
  const failure = client.translate(error, trace);
  if (!isLookWorthwhile(failure, trace)) throw failure;

  const presence = await look();
  const verdict = uncertain ? ofLostAnswer(call, presence, failure) : ofMissingObject(call, presence);
  if (verdict === "done") return;
  throw verdict ? client.translate(error, trace, { verdict }) : failure;
}

/** A rule of GitHub's against deleting is final, and so is our own refusal to send anything. */
function isLookWorthwhile({ code, status }: ProviderError, { uncertain }: RequestTrace): boolean {
  if (code === "not_deletable" || code === "engine_gone" || code === "internal") return false;
  return uncertain || status === 404;
}

async function lookAt(client: GitHubClient, look: Call): Promise<Presence> {
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
function ofLostAnswer(call: Call, presence: Presence, failure: ProviderError): Verdict | "done" {
  const done = `${call.verb}d`;
  const isRestore = call.kind === "restore";
  if (presence === (isRestore ? "present" : "absent")) {
    if (call.operation !== "deletePackage") return "done";
    // GitHub says the same of a package that the token may not see, so this is no proof.
    const nextStep = "An answer was lost, and the package is no longer there: probably this request deleted it.";
    return { code: "not_found", nextStep };
  }
  const code = failure.code === "not_found" ? "unavailable" : failure.code;
  if (presence !== "unknown") {
    return {
      code,
      nextStep: `It was not ${done}: an answer was lost, so it was looked at afterwards. Run again later.`,
    };
  }
  const nextStep = `Whether it was ${done} is not known: an answer was lost, and it could not be looked at. Run \`pulumi refresh\` before anything else.`;
  return { code, nextStep };
}

/** GitHub said 404, and nothing else happened. */
function ofMissingObject(call: Call, presence: Presence): Verdict | undefined {
  if (presence !== "present") return undefined;
  if (call.kind === "restore") return { code: "not_restorable", nextStep: "It is not deleted: GitHub shows it." };
  const nextStep =
    "It is there and can be read, so the token's user lacks the Admin role for it, which GitHub hides behind this answer.";
  return { code: "access_denied", nextStep };
}
