import type { FateOfDay } from "../../../provider/retention";
import { grouped } from "../phrases";
import { type Html, html } from "./html";
import { cutToWidth, widthOf } from "./text-width";
import { type Fate, type Lane, lanesOf } from "./timeline-lanes";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Units of the picture: it scales with the page. */
const WIDTH = 1000;
const LABELS = 250;
const LANE = 34;
const AXIS = 26;
const COLUMNS = 150;
const LEAST_BAR = 4;
const LABEL_GAP = 12;
/** A label that would stand out over the edge is left out. */
const HALF_LABEL = 32;

const TITLES: Readonly<Record<Fate, string>> = {
  deleted: "deleted by",
  restored: "restored",
  spared: "protected by",
  kept: "kept:",
};

/**
 * When the versions were created that go, come back, are protected from a delete rule and stay: a row for each reason, older to the left. The
 * higher a bar, the more versions; its title has the number.
 * @param until milliseconds since the epoch: the instant that ages are measured against
 */
export function timeline(fates: readonly FateOfDay[], until: number): Html {
  const lanes = lanesOf(fates);
  const times = lanes
    .flatMap(({ days }) => [...days.keys()].map((day) => Date.parse(day)))
    .filter((time) => !Number.isNaN(time));
  if (times.length === 0) return html``;
  const [oldest, newest] = extremes(times);
  const from = Math.min(oldest, until - DAY_MS);
  const span = Math.max(until, newest) + DAY_MS - from;
  const scale: Scale = { from, span, x: (time) => LABELS + ((time - from) / span) * (WIDTH - LABELS - 10) };
  const most = Math.max(...lanes.flatMap((lane) => [...columns(lane, scale).values()].map(({ count }) => count)));
  const height = lanes.length * LANE + AXIS;
  return html`<div class="scroll"><svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="When the versions were created, by what becomes of them"><desc>${spoken(lanes)}</desc>
${ticks(scale, height)}
${lanes.map((lane, row) => laneOf(lane, row, scale, most))}
</svg></div>`;
}

/** What the picture shows, for those who hear it. */
function spoken(lanes: readonly Lane[]): string {
  const rows = lanes.map((lane) => {
    const days = [...lane.days.keys()].sort();
    const [first, last] = [days[0], days.at(-1)];
    return `${grouped(lane.count)} ${fullLabelOf(lane)}, created ${first === last ? first : `${first} to ${last}`}`;
  });
  return `${rows.join("; ")}.`;
}

interface Scale {
  readonly from: number;
  readonly span: number;
  readonly x: (time: number) => number;
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

interface Column {
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

function columns({ days }: Lane, { from, span }: Scale): Map<number, Column> {
  const found = new Map<number, Column>();
  for (const [day, count] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const column = Math.floor(((Date.parse(day) - from) / span) * COLUMNS);
    const known = found.get(column);
    found.set(column, { first: known?.first ?? day, last: day, count: (known?.count ?? 0) + count });
  }
  return found;
}

function laneOf(lane: Lane, row: number, scale: Scale, most: number): Html {
  const bottom = (row + 1) * LANE - 4;
  const bars = [...columns(lane, scale)].map(([column, { first, last, count }]) => {
    const bar = Math.max(LEAST_BAR, Math.sqrt(count / most) * (LANE - 10));
    const x = scale.x(scale.from + (column / COLUMNS) * scale.span);
    const width = Math.max(3, (WIDTH - LABELS - 10) / COLUMNS - 1);
    const when = first === last ? first : `${first} to ${last}`;
    return html`<rect class="${lane.fate}" x="${fixed(x)}" y="${fixed(bottom - bar)}" width="${fixed(width)}" height="${fixed(bar)}" rx="1"><title>${grouped(count)} created ${when}</title></rect>`;
  });
  return html`<g><line class="lane" x1="0" x2="${WIDTH}" y1="${bottom + 2}" y2="${bottom + 2}"/><text class="label" x="${LABELS - LABEL_GAP}" y="${bottom - 6}" text-anchor="end"><title>${fullLabelOf(lane)}</title>${labelOf(lane)} <tspan class="count">${grouped(lane.count)}</tspan></text>${bars}</g>
`;
}

function fullLabelOf({ fate, label }: Lane): string {
  return `${TITLES[fate]} ${label}`.trim();
}

/** As much as there is room for beside the bars; the whole label is the text's title. */
function labelOf(lane: Lane): string {
  const room = LABELS - LABEL_GAP - widthOf(` ${grouped(lane.count)}`);
  return cutToWidth(fullLabelOf(lane), room);
}

/** Beginnings of years, months or weeks: about six of them. */
function ticks({ from, span, x }: Scale, height: number): Html[] {
  const unit =
    [7, 30, 91, 365].find((days) => span / (days * DAY_MS) <= 8) ?? 365 * Math.ceil(span / (365 * DAY_MS) / 8);
  const marks: Html[] = [];
  for (let time = firstTick(from, unit); time < from + span; time = nextTick(time, unit)) {
    const label = new Date(time)
      .toISOString()
      .slice(0, unit >= 365 ? "2026".length : unit >= 30 ? "2026-09".length : "2026-09-01".length);
    if (x(time) > WIDTH - HALF_LABEL) break;
    const at = fixed(x(time));
    marks.push(html`<line class="tick" x1="${at}" x2="${at}" y1="0" y2="${height - AXIS}"/><text class="axis" x="${at}" y="${height - 8}" text-anchor="middle">${label}</text>
`);
  }
  return marks;
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

function fixed(number: number): string {
  return number.toFixed(1);
}
