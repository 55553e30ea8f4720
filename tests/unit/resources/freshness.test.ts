import { Freshness } from "../../../provider/resources/retention-policy/apply/freshness";

describe("What was read of a package", () => {
  const MINUTE = 60_000;
  const at = { now: 0 };
  const clock = { now: () => at.now, sleep: async () => {} };
  const covers = (pages: number, now: number, waitingSince = now) => {
    at.now = now;
    return new Freshness(clock, 0, pages).covers(waitingSince);
  };

  it.each([0, 1, 100])("holds three minutes where there are %d pages", (pages) => {
    expect(covers(pages, 3 * MINUTE)).toBe(true);
    expect(covers(pages, 3 * MINUTE + 1)).toBe(false);
  });

  it("holds for five deletions a page of a larger package", () => {
    expect(covers(540, 15 * MINUTE)).toBe(true);
    expect(covers(540, 15 * MINUTE + 1)).toBe(false);
  });

  it("does not hold for a deletion that has waited longer than three minutes, however large the package", () => {
    expect(covers(540, 10 * MINUTE, 7 * MINUTE)).toBe(true);
    expect(covers(540, 10 * MINUTE, 7 * MINUTE - 1)).toBe(false);
  });
});
