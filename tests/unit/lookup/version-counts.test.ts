import { refuseEmpty } from "../../../provider/lookup/empty-list";
import { type Counts, VersionCounts } from "../../../provider/lookup/version-counts";
import type { PackageRef } from "../../../provider/model/reference";
import type { PhaseNotes } from "../../../provider/run/phase-notes";

/** What a preview leaves for its update, and how often it did. */
function startRun() {
  const left: unknown[] = [];
  const preview: PhaseNotes = {
    hasEarlierPhase: false,
    skipsPreview: false,
    leave: (_, note) => void left.push(note),
    earlier: () => undefined,
  };
  const update: PhaseNotes = { ...preview, hasEarlierPhase: true, earlier: () => left.at(-1) };
  return { left, preview: new VersionCounts(preview), update: () => new VersionCounts(update) };
}

describe("how many versions GitHub counts", () => {
  it.each<[string, Counts, boolean]>([
    ["as many as it lists", { counted: 3, active: 3, deleted: 2 }, false],
    ["fewer than it lists", { counted: 2, active: 3, deleted: 2 }, false],
    ["as many as it lists with the deleted ones", { counted: 5, active: 3, deleted: 2 }, false],
    ["more than it lists, without the deleted ones known", { counted: 4, active: 3 }, true],
    ["more than it lists, but not with all that are deleted", { counted: 4, active: 3, deleted: 2 }, true],
    ["more than it lists with the deleted ones", { counted: 6, active: 3, deleted: 2 }, true],
  ])("is %s", (_, counts, exceeds) => {
    expect(startRun().preview.exceed(counts)).toBe(exceeds);
  });

  it("is found once to have the deleted ones in it, and known in the update", () => {
    const { left, preview, update } = startRun();
    preview.exceed({ counted: 3, active: 3, deleted: 2 });
    preview.exceed({ counted: 4, active: 3, deleted: 2 });
    expect([preview.haveDeleted, update().haveDeleted, left]).toEqual([false, false, []]);
    preview.exceed({ counted: 5, active: 3, deleted: 2 });
    preview.exceed({ counted: 7, active: 4, deleted: 3 });
    expect([preview.haveDeleted, update().haveDeleted, left]).toEqual([true, true, [true]]);
  });
});

describe("an empty list of active versions", () => {
  const owner = { kind: "organization", login: "acme" } as const;
  const ref: PackageRef = { owner, packageType: "npm", name: "ui" };

  it("is no complete one", () => {
    expect(() => refuseEmpty(ref, [])).toThrow(expect.objectContaining({ code: "incomplete" }));
  });
});
