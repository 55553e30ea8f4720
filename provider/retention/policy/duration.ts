const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: WEEK };

/** No package is older, and sums stay exact. */
const LONGEST = 100 * 366 * DAY;

const SHORT = /^(?:\d+[smhdw])+$/;
const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
/** ISO 8601 with a year or, before the `T`, a month. */
const CALENDAR = /^P[^T]*\d[YM]/;

export type ParsedDuration = { readonly milliseconds: number } | { readonly reason: string };

/** Parses `14d`, `1d12h`, `P14D` or `PT36H`: whole numbers of units whose length is fixed (a day is 24 hours). */
export function parseDuration(text: string): ParsedDuration {
  if (CALENDAR.test(text)) {
    return { reason: `"${text}" has years or months, whose length varies; write days, such as "P30D" or "30d"` };
  }
  const milliseconds = SHORT.test(text) ? shortDuration(text) : isoDuration(text);
  if (milliseconds === undefined) {
    return {
      reason: `"${text}" is not a duration; write "14d", "36h", "2w", "1d12h" (s, m, h, d, w) or "P14D", "PT36H"`,
    };
  }
  if (milliseconds > LONGEST) return { reason: `"${text}" is more than 100 years` };
  return { milliseconds };
}

function shortDuration(text: string): number {
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([smhdw])/g)) sum += Number(amount) * (UNITS[unit ?? ""] ?? 0);
  return sum;
}

function isoDuration(text: string): number | undefined {
  const found = ISO.exec(text);
  if (found === null || text.endsWith("P") || text.endsWith("T")) return undefined;
  const lengths = [WEEK, DAY, HOUR, MINUTE, SECOND];
  return lengths.reduce((sum, length, place) => sum + Number(found[place + 1] ?? 0) * length, 0);
}
