import { type ErrorCode, isProviderError, ProviderError } from "../../errors";
import type { Settings } from "../../settings";
import { OutOfTime } from "../../time-limit";
import { type FailedResponse, readFailedResponse } from "../http";
import { BudgetExhausted } from "../rate-limits";
import { type RequestSpec, requestMethod, requestPath, UnexpectedResponse } from "../requests";
import { type Classification, classify } from "./failure-rules";
import { redact, secretsOf } from "./redact";

/**
 * Thrown inside Octokit to get a reason past its plugins: they retry what looks like a failed request, and look for `request` in
 * whatever they are given.
 */
export class Stopped extends Error {
  override readonly name = "Stopped" as const;
  readonly status = 0;
  readonly request = {};

  constructor(readonly reason: unknown) {
    super("stopped before the request was sent");
  }
}

export interface FailureDetails {
  /** When more is known than the answer says. */
  readonly classification?: Classification;
  /** Whether some attempt may have taken effect. */
  readonly isUncertain?: boolean;
  /** When the pause ends that the request ran into, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** The answer to an attempt of this request that asked to come back later, and was no refusal for its pace. */
  readonly pausedBy?: FailedResponse;
}

/**
 * The one place where what goes wrong with a request becomes an error of ours. The result holds neither the request (its
 * headers have the token, its URL may have a package token) nor anything that refers to it.
 */
export function toProviderError(
  error: unknown,
  spec: RequestSpec,
  settings: Settings,
  details: FailureDetails = {},
): ProviderError {
  const reason = error instanceof Stopped ? error.reason : error;
  if (isProviderError(reason)) return reason;
  if (reason instanceof BudgetExhausted) return exhausted(reason, spec, settings, details);
  if (reason instanceof OutOfTime) return outOfTime(spec, details);
  const answer = readFailedResponse(reason);
  if (answer) return refused(answer, spec, settings, details);

  const words = redact(reason instanceof Error ? reason.message : String(reason), secretsOf(spec, settings));
  if (reason instanceof UnexpectedResponse) {
    const { code, nextStep } = details.classification ?? UNKNOWN_FORM;
    return new ProviderError(sentence(spec, `the answer has an unknown form: ${words}`, undefined, nextStep), { code });
  }
  const nextStep = "This is a fault of pulumi-github-packages: please report it.";
  return new ProviderError(sentence(spec, words, undefined, nextStep), {
    code: "internal",
    cause: sanitized(reason, words),
  });
}

/** `<verb> <what>: <GitHub's words> (<status> <METHOD> <route>). <Next step.>`; of a list, with the page that follows the first. */
export function sentence(spec: RequestSpec, words: string, status: number | undefined, nextStep: string): string {
  const { page } = spec.parameters;
  const path = page === undefined || page === 1 ? requestPath(spec) : `${requestPath(spec)}, page ${page}`;
  const where = [status, requestMethod(spec), path].filter((part) => part !== undefined).join(" ");
  return `${spec.verb} ${spec.what}: ${words} (${where}). ${nextStep}`.trimEnd();
}

/** The same failure with more to say about it. */
export function withNextStep(
  error: ProviderError,
  spec: RequestSpec,
  code: ErrorCode,
  nextStep: string,
): ProviderError {
  const { status, githubMessage } = error;
  return new ProviderError(sentence(spec, githubMessage ?? "refused", status, nextStep), {
    code,
    ...(status === undefined ? {} : { status }),
    ...(githubMessage === undefined ? {} : { githubMessage }),
  });
}

function refused(
  answer: FailedResponse,
  spec: RequestSpec,
  settings: Settings,
  details: FailureDetails,
): ProviderError {
  const secrets = secretsOf(spec, settings);
  const { code, rule, nextStep, isOpen } = details.classification ?? classify({ answer, spec, settings });
  const githubMessage = answer.message === undefined ? undefined : redact(answer.message, secrets);
  const transport = answer.transport && redact(answer.transport.message, secrets);
  const words = githubMessage ?? transport ?? "the server gave no reason";
  const retryAt =
    code === "rate_limited" && details.retryAt !== undefined ? new Date(details.retryAt).toISOString() : undefined;
  const sentences = [
    outcome(answer, spec, isOpen ?? details.isUncertain ?? false),
    nextStep,
    retryAt === undefined ? "" : `Not before ${retryAt}.`,
  ];
  const status = answer.transport ? undefined : answer.status;
  return new ProviderError(sentence(spec, words, status, sentences.filter((text) => text !== "").join(" ")), {
    code,
    ...(status === undefined ? {} : { status }),
    ...(githubMessage === undefined ? {} : { githubMessage }),
    ...(rule === undefined ? {} : { rule }),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(answer.transport ? { cause: sanitized(answer.transport, words) } : {}),
  });
}

/** A refusal with a 4xx status changes nothing, if it was the only answer; where another was lost, the verdict says what is known. */
function outcome(answer: FailedResponse, spec: RequestSpec, isUncertain: boolean): string {
  if (spec.kind === "read" || isUncertain || answer.status < 400 || answer.status >= 500) return "";
  return `It was not ${spec.verb}d.`;
}

const UNKNOWN_FORM: Classification = {
  code: "unavailable",
  nextStep: "Something else than GitHub's API may have answered; nothing was concluded from it.",
};

function exhausted(
  { retryAt, reason }: BudgetExhausted,
  spec: RequestSpec,
  settings: Settings,
  { isUncertain = false, classification, pausedBy }: FailureDetails,
): ProviderError {
  const until = new Date(retryAt).toISOString();
  const bound = `longer than a run waits (maxWaitSeconds ${settings.maxWaitSeconds})`;
  const isLimit = reason !== "unavailable";
  const cause = isLimit
    ? `GitHub's limits leave nothing for ${settings.place.host}`
    : "GitHub is not to be asked again";
  const lost = spec.kind === "read" ? "" : (classification?.nextStep ?? "An attempt may have taken effect.");
  const effect = isUncertain ? lost : "The request was not sent.";
  const sentences = [
    `${cause} before ${until}, ${bound}.`,
    effect,
    "What was done before is recorded: run again then.",
  ];
  const nextStep = sentences.filter((text) => text !== "").join(" ");
  const own = isLimit ? "the rate limit is used up" : "GitHub has a problem and says when to come back";
  const words = pausedBy?.message === undefined ? own : redact(pausedBy.message, secretsOf(spec, settings));
  return new ProviderError(sentence(spec, words, pausedBy?.status, nextStep), {
    code: isLimit ? "rate_limited" : "unavailable",
    retryAt: until,
    ...(pausedBy && { status: pausedBy.status }),
  });
}

function outOfTime(spec: RequestSpec, { isUncertain = false, classification }: FailureDetails): ProviderError {
  const mayHaveActed = isUncertain && spec.kind !== "read";
  const lost = classification?.nextStep ?? "An attempt may have taken effect.";
  const nextStep = mayHaveActed ? lost : "It is left to the next run.";
  return new ProviderError(sentence(spec, "the time for it is over", undefined, nextStep), {
    code: "out_of_time",
    mayHaveActed,
  });
}

/** An error with the same words and nothing else of the original: causes are printed with all that hangs on them. */
function sanitized(error: unknown, words: string): Error {
  const clean = new Error(words);
  clean.name = error instanceof Error ? error.name : "Error";
  delete clean.stack;
  return clean;
}
