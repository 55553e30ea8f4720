import { TimeLimit } from "../../time-limit";
import type { FailedResponse } from "../http";
import type { Turn } from "../rate-limits";
import type { RequestSpec } from "./request-spec";

/** What happened to one call so far, over all of its attempts. Octokit carries it along in the request's options. */
export class RequestContext implements Turn {
  position?: number;
  /** Whether some attempt may have taken effect although its answer said otherwise, or never came. */
  uncertain = false;
  /** Answers that refused it for going too fast. */
  refusals = 0;
  /** When the first of them came. */
  firstRefusedAt: number | undefined;
  /** The last answer that asked to come back later, and was no refusal for its pace. */
  pausedBy: FailedResponse | undefined;
  /** Whether another token was got for it, because GitHub did not accept the first. */
  hasNewToken = false;
  /** When the pause ends that the last of them began. */
  retryAt: number | undefined;
  /** Of the work that it belongs to. */
  readonly timeLimit = TimeLimit.current();

  constructor(
    readonly spec: RequestSpec,
    /** Why an attempt whose turn has come may not be sent; undefined when it may. */
    readonly abortReason: (now: number) => Error | undefined = () => undefined,
    /** Whether failed attempts are followed by others, without the caller's knowing. */
    readonly isRetried = true,
  ) {}
}
