import { type ErrorCode, isProviderError, ProviderError } from "../errors";
import type { Settings } from "../settings";
import { OutOfTime } from "../time-limit";
import { type FailedAnswer, readFailedAnswer } from "./answer";
import { type Call, callMethod, callPath } from "./call";
import { judge, type Verdict } from "./failure-rules";
import { BudgetExhausted } from "./rate-budget";
import { redact, secretsOf } from "./redact";
import { UnexpectedAnswer } from "./translate";

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
  readonly verdict?: Verdict;
  /** Whether some attempt may have taken effect. */
  readonly isUncertain?: boolean;
  /** When the pause ends that the request ran into, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** The answer to an attempt of this request that asked to come back later, and was no refusal for its pace. */
  readonly pausedBy?: FailedAnswer;
}

/**
 * The one place where what goes wrong with a request becomes an error of ours. The result holds neither the request (its
 * headers have the token, its URL may have a package token) nor anything that refers to it.
 */
export function toProviderError(
  error: unknown,
  call: Call,
  settings: Settings,
  details: FailureDetails = {},
): ProviderError {
  const reason = error instanceof Stopped ? error.reason : error;
  if (isProviderError(reason)) return reason;
  if (reason instanceof BudgetExhausted) return exhausted(reason, call, settings, details);
  if (reason instanceof OutOfTime) return outOfTime(call, details);
  const answer = readFailedAnswer(reason);
  if (answer) return refused(answer, call, settings, details);

  const words = redact(reason instanceof Error ? reason.message : String(reason), secretsOf(call, settings));
  if (reason instanceof UnexpectedAnswer) {
    const { code, nextStep } = details.verdict ?? UNKNOWN_FORM;
    return new ProviderError(sentence(call, `the answer has an unknown form: ${words}`, undefined, nextStep), { code });
  }
  const nextStep = "This is a fault of pulumi-github-packages: please report it.";
  return new ProviderError(sentence(call, words, undefined, nextStep), {
    code: "internal",
    cause: sanitized(reason, words),
  });
}

/** `<verb> <what>: <GitHub's words> (<status> <METHOD> <route>). <Next step.>`; of a list, with the page that follows the first. */
export function sentence(call: Call, words: string, status: number | undefined, nextStep: string): string {
  const { page } = call.parameters;
  const path = page === undefined || page === 1 ? callPath(call) : `${callPath(call)}, page ${page}`;
  const where = [status, callMethod(call), path].filter((part) => part !== undefined).join(" ");
  return `${call.verb} ${call.what}: ${words} (${where}). ${nextStep}`.trimEnd();
}

/** The same failure with more to say about it. */
export function withNextStep(error: ProviderError, call: Call, code: ErrorCode, nextStep: string): ProviderError {
  const { status, githubMessage } = error;
  return new ProviderError(sentence(call, githubMessage ?? "refused", status, nextStep), {
    code,
    ...(status === undefined ? {} : { status }),
    ...(githubMessage === undefined ? {} : { githubMessage }),
  });
}

function refused(answer: FailedAnswer, call: Call, settings: Settings, details: FailureDetails): ProviderError {
  const secrets = secretsOf(call, settings);
  const { code, rule, nextStep, isOpen } = details.verdict ?? judge({ answer, call, settings });
  const githubMessage = answer.message === undefined ? undefined : redact(answer.message, secrets);
  const transport = answer.transport && redact(answer.transport.message, secrets);
  const words = githubMessage ?? transport ?? "the server gave no reason";
  const retryAt =
    code === "rate_limited" && details.retryAt !== undefined ? new Date(details.retryAt).toISOString() : undefined;
  const sentences = [
    outcome(answer, call, isOpen ?? details.isUncertain ?? false),
    nextStep,
    retryAt === undefined ? "" : `Not before ${retryAt}.`,
  ];
  const status = answer.transport ? undefined : answer.status;
  return new ProviderError(sentence(call, words, status, sentences.filter((text) => text !== "").join(" ")), {
    code,
    ...(status === undefined ? {} : { status }),
    ...(githubMessage === undefined ? {} : { githubMessage }),
    ...(rule === undefined ? {} : { rule }),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(answer.transport ? { cause: sanitized(answer.transport, words) } : {}),
  });
}

/** A refusal with a 4xx status changes nothing, if it was the only answer; where another was lost, the verdict says what is known. */
function outcome(answer: FailedAnswer, call: Call, isUncertain: boolean): string {
  if (call.kind === "read" || isUncertain || answer.status < 400 || answer.status >= 500) return "";
  return `It was not ${call.verb}d.`;
}

const UNKNOWN_FORM: Verdict = {
  code: "unavailable",
  nextStep: "Something else than GitHub's API may have answered; nothing was concluded from it.",
};

function exhausted(
  { retryAt, reason }: BudgetExhausted,
  call: Call,
  settings: Settings,
  { isUncertain = false, verdict, pausedBy }: FailureDetails,
): ProviderError {
  const until = new Date(retryAt).toISOString();
  const bound = `longer than a run waits (maxWaitSeconds ${settings.maxWaitSeconds})`;
  const isLimit = reason !== "unavailable";
  const cause = isLimit
    ? `GitHub's limits leave nothing for ${settings.place.host}`
    : "GitHub is not to be asked again";
  const lost = call.kind === "read" ? "" : (verdict?.nextStep ?? "An attempt may have taken effect.");
  const effect = isUncertain ? lost : "The request was not sent.";
  const sentences = [
    `${cause} before ${until}, ${bound}.`,
    effect,
    "What was done before is recorded: run again then.",
  ];
  const nextStep = sentences.filter((text) => text !== "").join(" ");
  const own = isLimit ? "the rate limit is used up" : "GitHub has a problem and says when to come back";
  const words = pausedBy?.message === undefined ? own : redact(pausedBy.message, secretsOf(call, settings));
  return new ProviderError(sentence(call, words, pausedBy?.status, nextStep), {
    code: isLimit ? "rate_limited" : "unavailable",
    retryAt: until,
    ...(pausedBy && { status: pausedBy.status }),
  });
}

function outOfTime(call: Call, { isUncertain = false, verdict }: FailureDetails): ProviderError {
  const mayHaveActed = isUncertain && call.kind !== "read";
  const lost = verdict?.nextStep ?? "An attempt may have taken effect.";
  const nextStep = mayHaveActed ? lost : "It is left to the next run.";
  return new ProviderError(sentence(call, "the time for it is over", undefined, nextStep), {
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
