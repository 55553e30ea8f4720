import { lastDeleted, lastDeletedOfEachName } from "../../../provider/model/deletion";

describe("The last deleted version", () => {
  const early = { id: 7, name: "a", deletedAt: "2026-08-01T10:00:00Z" };
  const late = { id: 3, name: "a", deletedAt: "2026-08-01T11:30:00+01:00" };
  const atOnce = { id: 4, name: "a", deletedAt: "2026-08-01T10:30:00Z" };
  const untold = { id: 9, name: "a" };

  it.each([
    ["is the one with the later time, however that is written", [early, late], late],
    ["is the one with the higher id of two that went at once", [early, late, atOnce], atOnce],
    ["is none whose time is not told, while another's is", [untold, early], early],
  ])("%s", (_, versions, last) => {
    expect(lastDeleted(versions)).toBe(last);
    expect(lastDeleted([...versions].reverse())).toBe(last);
    expect(lastDeletedOfEachName([...versions, { ...untold, name: "b" }])).toEqual([last, { ...untold, name: "b" }]);
  });

  it("is none of none", () => {
    expect(lastDeleted([])).toBeUndefined();
  });
});
