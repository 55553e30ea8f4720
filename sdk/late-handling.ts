/** One process can hold several copies of this module. */
const EXPECTED = Symbol.for("pulumi-github-packages: late handling");

/**
 * Keeps Node from warning of a failure that Pulumi has reported. To be called before a promise or an output is made that may fail.
 *
 * Pulumi reports a failure when it happens. It reads a stack's outputs one after the other, so that it may handle this one later. Node then adds a
 * `PromiseRejectionHandledWarning`, which says nothing of the failure, unless somebody listens
 * (https://nodejs.org/api/process.html#event-rejectionhandled).
 */
export function expectLateHandling(): void {
  const marked = process as typeof process & { [EXPECTED]?: true };
  if (marked[EXPECTED]) return;
  marked[EXPECTED] = true;
  process.on("rejectionHandled", () => {});
}
