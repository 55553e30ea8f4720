import { ReadKind, SharedReads } from "../../../provider/lookup/shared-reads";
import type { PhaseNotes } from "../../../provider/run/phase-notes";

const NAMES = new ReadKind<string[]>("names");
const OTHERS = new ReadKind<string[]>("others");
const MINUTES = 60_000;

/** Both phases of a run, a clock that the test sets, and which notes were read. */
function startRun(options: Partial<PhaseNotes> = {}) {
  const left = new Map<string, unknown>();
  const read: string[] = [];
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now, sleep: async () => {} };
  const notes: PhaseNotes = {
    hasEarlierPhase: false,
    skipsPreview: false,
    ...options,
    leave: (topic, note) => void left.set(topic, note),
    earlier: (topic) => {
      read.push(topic);
      return left.get(topic);
    },
  };
  const open = (hasEarlierPhase: boolean) => new SharedReads({ ...notes, hasEarlierPhase }, clock);
  return { left, read, time, preview: open(false), update: open(true) };
}

describe("what a preview has read", () => {
  it("is known in its update, by its kind, by what it is about and by its part", () => {
    const { preview, update } = startRun();
    preview.leave(NAMES, "acme/npm", ["ui"]);
    preview.leave(NAMES, "acme/npm", ["1.0.0"], 7);
    expect(update.earlier(NAMES, "acme/npm")).toEqual({ at: 1_000_000, value: ["ui"] });
    expect(update.earlier(NAMES, "acme/npm", 7)?.value).toEqual(["1.0.0"]);
    expect(update.earlier(OTHERS, "acme/npm")).toBeUndefined();
    expect(update.earlier(NAMES, "beta/npm")).toBeUndefined();
    expect(preview.earlier(NAMES, "acme/npm")).toBeUndefined();
  });

  it("is looked up once by the update, whether or not it is there", () => {
    const { preview, update, read } = startRun();
    preview.leave(NAMES, "acme/npm", ["ui"]);
    for (let times = 0; times < 2; times += 1) {
      update.earlier(NAMES, "acme/npm");
      update.earlier(NAMES, "beta/npm");
      update.earlier(OTHERS, "acme/npm");
    }
    expect(read).toHaveLength(3);
    expect(update.earlier(NAMES, "acme/npm")?.value).toEqual(["ui"]);
  });

  it.each([
    ["where there is no preview", { skipsPreview: true }],
    ["where no update follows", { previewsOnly: true }],
  ])("is left for nobody %s", (_, options) => {
    const { preview, left } = startRun(options);
    preview.leave(NAMES, "acme/npm", ["ui"]);
    expect(left.size).toBe(0);
  });

  it("is left by no update", () => {
    const { update, left } = startRun();
    update.leave(NAMES, "acme/npm", ["ui"]);
    expect(left.size).toBe(0);
  });

  it.each([
    ["at once", 0, true],
    ["for not quite five minutes", 5 * MINUTES - 1, true],
    ["after five minutes", 5 * MINUTES, false],
    ["once the clock is set back", -1, false],
  ])("counts %s: %i ms later, %s", (_, later, counts) => {
    const { preview, update, time } = startRun();
    preview.leave(NAMES, "acme/npm", ["ui"]);
    time.now += later;
    expect(update.earlier(NAMES, "acme/npm") !== undefined).toBe(counts);
    expect(update.isFresh(1_000_000)).toBe(counts);
  });

  it("counts no more once the update has changed what it is about", () => {
    const { preview, update } = startRun();
    for (const about of ["acme/npm", "beta/npm"]) preview.leave(NAMES, about, ["ui"]);
    update.forget("acme/npm");
    expect(update.earlier(NAMES, "acme/npm")).toBeUndefined();
    expect(update.earlier(NAMES, "beta/npm")?.value).toEqual(["ui"]);
  });
});
