/** Seconds since the epoch, of an instant as GitHub writes it; undefined of one that is written in another way. */
export function wholeSeconds(instant: string): number | undefined {
  const milliseconds = Date.parse(instant);
  return Number.isNaN(milliseconds) || instantOf(milliseconds / 1000) !== instant ? undefined : milliseconds / 1000;
}

export function instantOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, "2026-01-31T12:00:00".length)}Z`;
}
