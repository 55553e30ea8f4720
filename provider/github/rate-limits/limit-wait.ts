import type { Clock } from "../../ports";

/** Shorter waits are part of the pace. */
const NOTICED_FROM_SECONDS = 5;

/** Waits that follow each other, as those for points do in long work, are told so often at most. */
const TOLD_EVERY_MS = 60_000;

/** Why nothing is sent. */
export type WaitReason = "refused" | "unavailable" | "hour" | "restorations" | "others" | "slowed" | "points";

const WORDS: Readonly<Record<WaitReason, string>> = {
  refused: "GitHub asks to slow down",
  unavailable: "GitHub has a problem and asks to come back later",
  hour: "the hour's requests are used up",
  restorations: "GitHub allows so many content-creating requests and no more, and restorations may count as such",
  others: "others use the same allowance, and what is left of it goes out slowly",
  slowed: "GitHub has refused requests for coming too fast, and they go out slower for some minutes",
  points: "the points of this minute are used up",
};

/** Tells of each wait for a limit that is long enough for somebody to wonder. */
export class WaitNotices {
  /** Since when requests wait for what others leave: one goes out now and then. */
  private slowSince: number | undefined;
  private quietUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly log: (message: string) => void,
  ) {}

  /** Nothing waits any more. */
  end(): void {
    this.slowSince = undefined;
  }

  /** @param until when to look again whether something may be sent. */
  note(until: number, reason: WaitReason): void {
    const now = this.clock.now();
    this.slowSince = reason === "others" ? (this.slowSince ?? now) : undefined;
    const seconds = Math.ceil((until - now) / 1000);
    const slowFor = (now - (this.slowSince ?? now)) / 1000;
    const isLong = Math.max(seconds, slowFor) >= NOTICED_FROM_SECONDS;
    if (!isLong || until <= this.quietUntil) return;
    this.quietUntil = Math.max(until, now + TOLD_EVERY_MS);
    const when = reason === "others" ? "" : `: going on in ${seconds} s (${new Date(until).toISOString()})`;
    this.log(`${WORDS[reason]}${when}`);
  }
}
