/** Nothing that a server wants to be waited for lies further away; beyond some 270,000 years there are no dates. */
const LONGEST_MS = 366 * 24 * 3_600_000;

/**
 * Milliseconds that a `retry-after` asks to wait: seconds, or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3). A year at
 * most, whatever the server says.
 * @param serverNow what the server's clock says, in milliseconds since the epoch.
 */
export function readRetryAfter(value: string | number | null | undefined, serverNow: number): number | undefined {
  const text = String(value ?? "").trim();
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - serverNow;
  return Number.isNaN(wait) ? undefined : boundedWait(wait);
}

/** A wait that a server asks for, by whatever header. */
export function boundedWait(milliseconds: number): number {
  return Math.min(Math.max(0, milliseconds), LONGEST_MS);
}
