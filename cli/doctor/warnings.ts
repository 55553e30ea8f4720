import type { TokenReport } from "../../provider/github";
import type { ServerTime } from "../../provider/ports";
import { formatCount, formatSeconds } from "../../provider/progress";
import { CLOCKS_MAY_DIFFER_MILLISECONDS } from "../../provider/run/start-of-run";
import type { Settings } from "../../provider/settings";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Long enough to have a new token made and brought to where it is used. */
const EXPIRES_SOON_DAYS = 14;

/** One listing of ten thousand versions takes a hundred requests. */
const FEW_REQUESTS = 100;

/** What works now and will not for long, or works and should not be done. */
export function warningsFor(
  settings: Settings,
  { expiresAt, rate }: TokenReport,
  localNow: number,
  { now, clientAhead }: ServerTime,
): string[] {
  const days = expiresAt === undefined ? undefined : Math.floor((Date.parse(expiresAt) - now) / DAY_MS);
  return [
    ...settings.warnings,
    ...(Math.abs(clientAhead) > CLOCKS_MAY_DIFFER_MILLISECONDS
      ? [
          `It is ${timeOf(localNow)} by this machine's clock and ${timeOf(now)} by that of ${settings.place.host}, a difference of ${formatSeconds(Math.abs(clientAhead) / 1000)}: no retention policy is planned until the clock is set.`,
        ]
      : []),
    ...(days !== undefined && days < EXPIRES_SOON_DAYS
      ? [`The token expires at ${expiresAt}. Make a new one: ${settings.place.webUrl}/settings/tokens`]
      : []),
    ...(rate && rate.remaining < FEW_REQUESTS
      ? [`Only ${formatCount(rate.remaining)} requests are left of this hour: something else uses the same account.`]
      : []),
    ...(settings.app || settings.tokenKind === "classic" || settings.tokenKind === "unknown"
      ? []
      : [
          "GitHub documents packages for classic personal access tokens alone; what this kind of token can do was seen to change.",
        ]),
  ];
}

function timeOf(instant: number): string {
  return new Date(instant).toISOString();
}
