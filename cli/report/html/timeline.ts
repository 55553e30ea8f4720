import type { DispositionOfDay } from "../../../provider/retention";
import { grouped } from "../phrases";
import { type Html, html } from "./html";
import { type Fate, type Lane, lanesOf } from "./timeline-lanes";
import { type Scale, scaleOf, ticksOf } from "./timeline-scale";

/** Units of a row's picture, which is stretched to the room that there is. */
const HEIGHT = 24;
const LEAST_BAR = 3;
const BAR_WIDTH = 0.86;

/** How many bars a row can have, so that each can still be seen on a phone. */
const COLUMNS = 100;
const FEW_COLUMNS = 60;

/** A picture of fewer versions, or fewer days, says no more than the table below it. */
const TELLING_VERSIONS = 12;
const TELLING_DAYS = 3;

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
export function timeline(fates: readonly DispositionOfDay[], until: number): Html {
  return drawn(lanesOf(fates), until, COLUMNS, titledBars);
}

/** The same of one package, if it shows something: several reasons, on several days. */
export function smallTimeline(fates: readonly DispositionOfDay[], until: number): Html {
  const lanes = lanesOf(fates);
  const days = new Set(lanes.flatMap((lane) => [...lane.days.keys()]));
  const versions = lanes.reduce((sum, lane) => sum + lane.count, 0);
  const isTelling = lanes.length > 1 && versions >= TELLING_VERSIONS && days.size >= TELLING_DAYS;
  return isTelling ? drawn(lanes, until, FEW_COLUMNS, plainBars) : html``;
}

type DrawBars = (bars: readonly Bar[], most: number) => Html;

function drawn(lanes: readonly Lane[], until: number, columns: number, draw: DrawBars): Html {
  const scale = scaleOf(
    lanes.flatMap(({ days }) => [...days.keys()]),
    until,
    columns,
  );
  if (scale === undefined) return html``;
  const bars = lanes.map((lane) => barsOf(lane, scale));
  const most = Math.max(...bars.flatMap((some) => some.map(({ count }) => count)));
  const ticks = ticksOf(scale);
  const lines = html`<path class="tick" d="${ticks.map(({ x }) => `M${x.toFixed(2)} 0V${HEIGHT}`).join("")}"/>`;
  return html`<figure class="timeline"><figcaption>When the versions were created, and what becomes of them</figcaption><ul>
${lanes.map(
  (
    lane,
    row,
  ) => html`<li class="${lane.fate}"><span class="label"><b>${grouped(lane.count)}</b> ${titleOf(lane)}</span><span class="away">, created ${spanOf([...lane.days.keys()].sort())}</span><svg viewBox="0 0 ${columns} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${lines}${draw(bars[row] ?? [], most)}</svg></li>
`,
)}</ul><p class="axis" aria-hidden="true">${ticks.map(({ x, label }) => html`<span style="left:${((x / columns) * 100).toFixed(2)}%">${label}</span>`)}</p></figure>`;
}

interface Bar {
  readonly column: number;
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

function barsOf({ days }: Lane, { columnOf }: Scale): Bar[] {
  const found = new Map<number, Bar>();
  for (const [day, count] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const column = Math.floor(columnOf(Date.parse(day)));
    if (Number.isNaN(column)) continue;
    const known = found.get(column);
    found.set(column, { column, first: known?.first ?? day, last: day, count: (known?.count ?? 0) + count });
  }
  return [...found.values()];
}

function titledBars(bars: readonly Bar[], most: number): Html {
  const drawnBars = bars.map(
    (bar) =>
      html`<path d="${outlineOf(bar, most)}"><title>${grouped(bar.count)} created ${spanOf([bar.first, bar.last])}</title></path>`,
  );
  return html`${drawnBars}`;
}

/** A tenth of the size: there may be hundreds of these pictures. */
function plainBars(bars: readonly Bar[], most: number): Html {
  return html`<path d="${bars.map((bar) => outlineOf(bar, most)).join("")}"/>`;
}

function outlineOf({ column, count }: Bar, most: number): string {
  const height = Math.max(LEAST_BAR, Math.sqrt(count / most) * HEIGHT);
  return `M${column} ${HEIGHT}v-${height.toFixed(1)}h${BAR_WIDTH}V${HEIGHT}z`;
}

function spanOf(days: readonly string[]): string {
  const [first, last] = [days[0] ?? "", days.at(-1) ?? ""];
  return first === last ? first : `${first} to ${last}`;
}

function titleOf({ fate, label, isRule }: Lane): Html {
  return html`${TITLES[fate]} ${isRule ? html`<code>${label}</code>` : label}`;
}
