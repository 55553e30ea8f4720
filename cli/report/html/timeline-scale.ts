const DAY_MS = 24 * 60 * 60 * 1000;

/** About so many ticks. */
const TICKS = 8;

/** A label nearer than this to an edge would stand out over it: a share of the width. */
const EDGE = 0.05;

/** From days to places, from the left. */
export interface Scale {
  readonly columns: number;
  readonly from: number;
  readonly span: number;
  /** @param time milliseconds since the epoch */
  readonly columnOf: (time: number) => number;
}

/** Undefined where nothing tells a day. */
export function scaleOf(days: readonly string[], until: number, columns: number): Scale | undefined {
  const times = days.map((day) => Date.parse(day)).filter((time) => !Number.isNaN(time));
  if (times.length === 0) return undefined;
  const [oldest, newest] = extremes(times);
  const from = Math.min(oldest, until - DAY_MS);
  const span = Math.max(until, newest) + DAY_MS - from;
  return { columns, from, span, columnOf: (time) => ((time - from) / span) * columns };
}

/** A hundred thousand numbers are too many arguments. */
function extremes(times: readonly number[]): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    least = Math.min(least, time);
    most = Math.max(most, time);
  }
  return [least, most];
}

export interface Tick {
  readonly x: number;
  readonly label: string;
}

/** Beginnings of years, months or weeks. */
export function ticksOf({ from, span, columns, columnOf }: Scale): Tick[] {
  const days = span / DAY_MS;
  const unit = [7, 30, 91, 365].find((one) => days / one <= TICKS) ?? 365 * Math.ceil(days / 365 / TICKS);
  const length = unit >= 365 ? "2026".length : unit >= 30 ? "2026-09".length : "2026-09-01".length;
  const ticks: Tick[] = [];
  for (let time = firstTick(from, unit); time < from + span; time = nextTick(time, unit)) {
    const x = columnOf(time);
    if (x < columns * EDGE || x > columns * (1 - EDGE)) continue;
    ticks.push({ x, label: new Date(time).toISOString().slice(0, length) });
  }
  return ticks;
}

function firstTick(from: number, unit: number): number {
  const date = new Date(from);
  if (unit === 7) return Math.ceil(from / DAY_MS) * DAY_MS;
  const month = unit >= 365 ? 12 : unit === 91 ? Math.ceil((date.getUTCMonth() + 1) / 3) * 3 : date.getUTCMonth() + 1;
  return Date.UTC(date.getUTCFullYear(), month, 1);
}

function nextTick(time: number, unit: number): number {
  if (unit === 7) return time + 7 * DAY_MS;
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + Math.round(unit / 30.4), 1);
}
