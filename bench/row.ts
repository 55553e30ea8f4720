/** What one side of a comparison measured. Absent is what does not apply. */
export interface Measurement {
  readonly what: string;
  readonly requests?: number;
  /** Of them, those that count against the hour's limit. */
  readonly counted?: number;
  /** Requests that were refused for going too fast. */
  readonly refused?: number;
  readonly mostAtOnce?: number;
  readonly mostPointsInMinute?: number;
  readonly seconds?: number;
  readonly cpuSeconds?: number;
  /** Of the provider, or of whatever process takes its place. */
  readonly peakMebibytes?: number;
  readonly engineMebibytes?: number;
  readonly stateBytes?: number;
  readonly note?: string;
}

export interface RowResult {
  readonly row: string;
  readonly work: string;
  /** What is to be reached, in words. */
  readonly target: string;
  readonly reached: boolean;
  /** How this compares, as what was asked for: a ratio, a number of requests, seconds above a floor. */
  readonly figure: string;
  readonly ours: Measurement;
  readonly others: readonly Measurement[];
}

/** Sizes are those of the targets times `scale`; only at 1 do the figures answer the targets. */
export interface BenchOptions {
  readonly scale: number;
  readonly tell: (line: string) => void;
}

export interface Row {
  /** The names by which it is selected; each has a result of its own. */
  readonly names: readonly string[];
  readonly run: (options: BenchOptions, selected: ReadonlySet<string>) => Promise<RowResult[]>;
}

export function scaled(size: number, { scale }: BenchOptions, least = 1): number {
  return Math.max(least, Math.round(size * scale));
}

export function ratio(ours: number, theirs: number): number {
  return theirs === 0 ? Number.NaN : ours / theirs;
}

/** `0.95 x`. */
export function times(value: number): string {
  return `${value.toFixed(2)} x`;
}
