import type { Call } from "./call";

/** What happened to one call so far, over all of its attempts. Octokit carries it along in the request's options. */
export class RequestTrace {
  /** Whether some attempt may have taken effect although its answer said otherwise, or never came. */
  uncertain = false;
  /** Answers that refused it for going too fast. */
  refusals = 0;
  /** When the first of them came. */
  firstRefusedAt: number | undefined;
  /** When the pause ends that the last of them began. */
  retryAt: number | undefined;

  constructor(readonly call: Call) {}
}
