import type { Lane, Span } from "../state/data";

/** The first place whose time is not before this one. */
function firstFrom(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Versions of a lane that share so many pixels: places from `start` to before `end`. */
export interface Bin {
  readonly start: number;
  readonly end: number;
  /** The middle of the bin. */
  readonly time: number;
}

/** The versions of a lane in bins of one width. Bins lie on the time, not on the window, so that nothing flickers while that moves. */
export function binsOf({ times }: Lane, { from, to }: Span, length: number): Bin[] {
  const bins: Bin[] = [];
  const end = firstFrom(times, to + length);
  let place = firstFrom(times, from - length);
  while (place < end) {
    const index = Math.floor((times[place] as number) / length);
    const start = place;
    const next = (index + 1) * length;
    place = nextFrom(times, next, start + 1, end);
    bins.push({ start, end: place, time: (index + 0.5) * length });
  }
  return bins;
}

/** Bins are short mostly, and a hundred thousand versions are few bins: steps that double find the end of either. */
function nextFrom(times: Float64Array, time: number, from: number, end: number): number {
  let step = 1;
  let low = from;
  while (low < end && (times[low] as number) < time) {
    from = low + 1;
    low += step;
    step *= 2;
  }
  let high = Math.min(low, end);
  low = from;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
