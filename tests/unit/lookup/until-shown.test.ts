import { untilShown } from "../../../provider/lookup/until-shown";
import { LAG_MILLISECONDS } from "../../../provider/model/read-lag";

/** What was restored is shown at the look of that number, and at none where it is 0. */
async function look(shownAt: number) {
  const waits: number[] = [];
  const clock = { now: () => 0, sleep: async (milliseconds: number) => void waits.push(milliseconds) };
  const fetch = async () => (waits.length === shownAt ? "api" : undefined);
  const outcome = await untilShown(clock, "container package acme/api", fetch).catch((error) => error);
  return { outcome, waits };
}

describe("what GitHub has restored", () => {
  it.each([1, 3])("is waited for until it is shown, at look %i", async (shownAt) => {
    const intervals = [0, ...LAG_MILLISECONDS].slice(0, shownAt);
    expect(await look(shownAt)).toEqual({ outcome: "api", waits: intervals });
  });

  it("is given up when it is not shown for longer than reads lag, and is not lost", async () => {
    const { outcome, waits } = await look(0);
    expect(outcome).toMatchObject({ code: "unavailable", message: expect.stringContaining("acme/api") });
    expect(waits).toEqual([0, ...LAG_MILLISECONDS]);
  });
});
