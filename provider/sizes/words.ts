import type { Freed, Size } from "./sizes";

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** `3.1 GB`: in powers of 1,000, as GitHub counts storage. */
export function formatBytes(bytes: number): string {
  let [amount, unit] = [bytes, 0];
  while (amount >= 999.5 && unit < UNITS.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${unit === 0 || amount >= 99.95 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`;
}

/** `3.1 GB + 2 versions of unknown size`. */
export function formatSize({ bytes, unknown }: Size): string {
  if (unknown === 0) return formatBytes(bytes);
  const versions = `${unknown} ${unknown === 1 ? "version" : "versions"}`;
  return bytes === 0 ? `an unknown size (${versions})` : `${formatBytes(bytes)} + ${versions} of unknown size`;
}

/** `at most 3.1 GB`. */
export function formatFreed(freed: Freed): string {
  return `${freed.isAtMost ? "at most " : ""}${formatSize(freed)}`;
}
