import type { Span } from "../state/data";

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Nobody looks closer. */
const LEAST = 30 * MINUTE;

/** From instants to pixels. */
export function xOf({ from, to }: Span, width: number, time: number): number {
  return ((time - from) / (to - from)) * width;
}

export function timeAt({ from, to }: Span, width: number, x: number): number {
  return from + (x / width) * (to - from);
}

/** The span made longer or shorter by a factor, so that what is at one instant stays where it is. It never leaves `all`. */
export function zoomed({ from, to }: Span, factor: number, at: number, all: Span): Span {
  const length = Math.min(Math.max((to - from) * factor, LEAST), all.to - all.from);
  const share = (at - from) / (to - from);
  return within({ from: at - share * length, to: at + (1 - share) * length }, all);
}

export function moved({ from, to }: Span, by: number, all: Span): Span {
  return within({ from: from + by, to: to + by }, all);
}

function within({ from, to }: Span, all: Span): Span {
  const length = Math.min(to - from, all.to - all.from);
  const start = Math.min(Math.max(from, all.from), all.to - length);
  return { from: start, to: start + length };
}

interface Tick {
  readonly time: number;
  readonly label: string;
}

/** What a label needs, in pixels. */
const ROOM = 84;

const FIXED = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];
const MONTHS = [1, 3, 6, 12, 24, 60, 120];
const MONTH = 30.4 * DAY;

/** Beginnings of hours, days, weeks (Mondays), months or years in UTC, as many as there is room for. */
export function ticksOf(span: Span, width: number): Tick[] {
  const least = ((span.to - span.from) / width) * ROOM;
  const fixed = FIXED.find((step) => step >= least);
  if (fixed !== undefined) return fixedTicks(span, fixed);
  const months = MONTHS.find((step) => step * MONTH >= least) ?? (MONTHS.at(-1) as number);
  return monthTicks(span, months);
}

/** The Monday before the epoch's first Thursday, so that weeks begin on Mondays. */
const MONDAY = -3 * DAY;

function fixedTicks({ from, to }: Span, step: number): Tick[] {
  const offset = step === 7 * DAY ? MONDAY : 0;
  const ticks: Tick[] = [];
  for (let time = Math.ceil((from - offset) / step) * step + offset; time <= to; time += step) {
    const isDay = time % DAY === 0;
    ticks.push({ time, label: isDay ? dayOf(time) : new Date(time).toISOString().slice(11, 16) });
  }
  return ticks;
}

function monthTicks({ from, to }: Span, step: number): Tick[] {
  const start = new Date(from);
  const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step;
  const ticks: Tick[] = [];
  for (let month = first; ; month += step) {
    const time = Date.UTC(Math.floor(month / 12), month % 12);
    if (time > to) return ticks;
    if (time >= from) ticks.push({ time, label: month % 12 === 0 ? String(month / 12) : monthOf(time) });
  }
}

const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function monthOf(time: number): string {
  const date = new Date(time);
  return `${NAMES[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function dayOf(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${NAMES[date.getUTCMonth()]}`;
}

/** `1 Sep 2026`, UTC. */
export function dateOf(time: number): string {
  return `${dayOf(time)} ${new Date(time).getUTCFullYear()}`;
}

/** `1 Sep 2026, 14:03 UTC` */
export function instantOf(time: number): string {
  return `${dateOf(time)}, ${new Date(time).toISOString().slice(11, 16)} UTC`;
}
