import type { ServerTime } from "../../ports";
import { type ResponseHeaders, readDate } from "./response-headers";

/** `Date` has whole seconds, cut off (RFC 9110, section 5.6.7). */
const RESOLUTION_MS = 1_000;

/**
 * What answers tell of the clock of the server that gave them. An answer that something on the way had kept for a while says so by `Age`
 * (RFC 9111, section 5.1).
 */
export class ServerClock {
  private seen: { readonly date: number; readonly receivedAt: number; readonly clientAhead: number } | undefined;

  /** The two instants are on the local clock; the server wrote its date between them. */
  observe(headers: ResponseHeaders, sentAt: number, receivedAt: number): void {
    const written = readDate(headers.date);
    if (written === undefined) return;
    const age = Number(headers.age ?? 0);
    const date = written + (age > 0 ? age * 1_000 : 0);
    const ahead = Math.max(0, sentAt - (date + RESOLUTION_MS));
    const behind = Math.max(0, date - receivedAt);
    this.seen = { date, receivedAt, clientAhead: ahead - behind };
  }

  /** Undefined until an answer with a date has come. */
  at(now: number): ServerTime | undefined {
    if (!this.seen) return undefined;
    const { date, receivedAt, clientAhead } = this.seen;
    return { now: date + Math.max(0, now - receivedAt), clientAhead };
  }
}
