import { TimeLimit } from "../time-limit";
import type { FailedAnswer } from "./answer";
import type { Call } from "./call";
import type { Turn } from "./rate-budget";

/** What happened to one call so far, over all of its attempts. Octokit carries it along in the request's options. */
export class RequestTrace implements Turn {
  place?: number;
  /** Whether some attempt may have taken effect although its answer said otherwise, or never came. */
  uncertain = false;
  /** Answers that refused it for going too fast. */
  refusals = 0;
  /** When the first of them came. */
  firstRefusedAt: number | undefined;
  /** The last answer that asked to come back later, and was no refusal for its pace. */
  pausedBy: FailedAnswer | undefined;
  /** Whether another token was got for it, because GitHub did not accept the first. */
  hasNewToken = false;
  /** When the pause ends that the last of them began. */
  retryAt: number | undefined;
  /** Of the work that it belongs to. */
  readonly timeLimit = TimeLimit.current();

  constructor(
    readonly call: Call,
    /** Why an attempt whose turn has come may not be sent; undefined when it may. */
    readonly objection: (now: number) => Error | undefined = () => undefined,
    /** Whether failed attempts are followed by others, without the caller's knowing. */
    readonly isRetried = true,
  ) {}
}
