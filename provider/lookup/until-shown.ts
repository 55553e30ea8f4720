import { ProviderError } from "../errors";
import { LAG_MILLISECONDS } from "../model/read-lag";
import type { Clock } from "../ports";

/**
 * Waits until GitHub shows what it has restored, which may take it a moment.
 * @param what `container package acme/api`
 * @throws ProviderError `unavailable` when GitHub does not show it for longer than reads are known to lag.
 */
export async function untilShown<Facts>(
  clock: Clock,
  what: string,
  fetch: () => Promise<Facts | undefined>,
): Promise<Facts> {
  for (const wait of [0, ...LAG_MILLISECONDS]) {
    await clock.sleep(wait);
    const facts = await fetch();
    if (facts !== undefined) return facts;
  }
  throw new ProviderError(
    `restore ${what}: GitHub accepted the restoration and does not show it yet. Nothing is lost: run the update again.`,
    { code: "unavailable" },
  );
}
