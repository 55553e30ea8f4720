import type { Logger } from "../../provider/ports";
import { formatCount, formatSeconds, progressOf } from "../../provider/progress";

describe("progress", () => {
  const told: string[] = [];
  let now = 0;
  const clock = { now: () => now, sleep: async () => {} };
  const logger: Logger = { debug() {}, info() {}, warn() {}, progress: (message) => void told.push(message) };
  beforeEach(() => {
    told.length = 0;
    now = 0;
  });

  it("says how many of how many, and after a while how long still, by the pace so far", () => {
    const progress = progressOf(clock, logger, "listed", "versions of acme/api");
    progress(100, 10_000);
    now = 10_000;
    progress(4000, 10_000);
    now = 25_000;
    progress(10_000, 10_000);
    expect(told).toEqual([
      "listed 100 of 10,000 versions of acme/api",
      "listed 4,000 of 10,000 versions of acme/api, about 15 seconds left",
      "listed 10,000 of 10,000 versions of acme/api",
    ]);
  });

  it("tells no less time than the limits take, where they are asked, and none before anything is measured", () => {
    const progress = progressOf(clock, logger, "deleted", "versions", (left) => left / 3);
    progress(100, 1000);
    now = 10_000;
    progress(100, 1000);
    now = 100_000;
    progress(200, 1000);
    expect(told).toEqual([
      "deleted 100 of 1,000 versions",
      "deleted 100 of 1,000 versions, about 5 minutes left",
      "deleted 200 of 1,000 versions, about 7 minutes left",
    ]);
  });

  it.each([
    [0.2, "1 second"],
    [89, "89 seconds"],
    [90, "2 minutes"],
    [3600, "60 minutes"],
    [5400, "1 hour 30 minutes"],
    [7200, "2 hours"],
  ])("says %d seconds as %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it.each([
    [7, "7"],
    [999, "999"],
    [1000, "1,000"],
    [1234567, "1,234,567"],
  ])("writes %d as %s", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });
});
