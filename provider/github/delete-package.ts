import { ProviderError } from "../errors";
import { type GitHubClient, isPassing } from "./client";
import { Stopped, sentence } from "./failures";
import { attempt, findOutcome, type Presence } from "./mutation";
import { RequestContext, type RequestSpec } from "./requests";

/** How long it is taken for granted that a name stands for the same package. */
const LOOK_HOLDS_MS = 10_000;

class RecheckRequired extends Error {}

/**
 * Deletes a package by its name, which may stand for another package by the time an attempt goes out: one that was published
 * after an attempt whose answer was lost, or while a limit was waited for. So every attempt follows a look at what has the name,
 * and not long after it; that of the caller serves the first.
 */
export async function deletePackage(
  client: GitHubClient,
  spec: RequestSpec,
  isStill: () => Promise<boolean>,
): Promise<void> {
  const { parts, settings } = client;
  let lookedAt = parts.clock.now();
  const abortReason = (now: number) => (now - lookedAt > LOOK_HOLDS_MS ? new RecheckRequired() : undefined);
  const context = new RequestContext(spec, abortReason, false);
  let failure: unknown;
  let failures = 0;
  for (;;) {
    const error = await attempt(client, context);
    if (error === undefined) return;
    if (!isRecheckRequired(error)) {
      failure = error;
      failures += 1;
      if (!isPassing(error) || failures > settings.maxRetries)
        return findOutcome(client, context, error, () => presenceOf(isStill));
      await parts.clock.sleep(settings.retryDelayMs * failures ** 2);
    }
    lookedAt = parts.clock.now();
    if (failure === undefined) {
      if (!(await isStill())) throw anotherPackage(spec);
      continue;
    }
    const presence = await presenceOf(isStill);
    if (presence !== "present") return findOutcome(client, context, failure, async () => presence);
  }
}

function isRecheckRequired(error: unknown): boolean {
  return error instanceof Stopped && error.reason instanceof RecheckRequired;
}

async function presenceOf(isStill: () => Promise<boolean>): Promise<Presence> {
  try {
    return (await isStill()) ? "present" : "absent";
  } catch {
    return "unknown";
  }
}

function anotherPackage(spec: RequestSpec): ProviderError {
  const words = "the package that was to be deleted is no longer there, or no longer the same";
  return new ProviderError(sentence(spec, words, undefined, "The request was not sent. Run again."), {
    code: "conflict",
  });
}
