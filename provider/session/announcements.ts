import type { LackingNote, OutlookNote, SkippedNote } from "../notes";
import type { Logger } from "../ports";

/** Adoptions beyond this many are not listed one by one: they change nothing, and a preview of thousands must stay readable. */
const MOST_ADOPTIONS = 20;

/**
 * A resource that was renamed or moved is a creation and a deletion to the engine, which asks the provider nothing of what a preview deletes: so the
 * line comes with whatever is adopted.
 */
const HAND_OVER = "What is adopted stays on GitHub, also where it is deleted under another name or place.";

/**
 * Announces, in the preview or in an update without one, what the update does: the words are true in both. People get a sentence, and readers of the
 * preview a note.
 */
export class Announcements {
  private adoptions = 0;
  private readonly told = new Set<string>();

  /** @param handsOver whether every provider process of the run knows what this one declares. */
  constructor(
    private readonly logger: Logger,
    private readonly host: string,
    private readonly handsOver: boolean,
  ) {}

  /** What a new resource will try. Restorations, and objects that are missing, are always announced. What will fail, or looks like a mistake, is a warning. */
  outlook(outlook: Omit<OutlookNote, "kind" | "host">): void {
    this.logger.note?.({ kind: "outlook", host: this.host, ...outlook });
    if (outlook.expects === "adopt") this.adoption(outlook.says);
    else if (outlook.expects === "fail" || outlook.looksWrong) this.logger.warn(outlook.says);
    else this.logger.info(outlook.says);
  }

  /** A package that a policy leaves alone, and why. A policy that is replaced is checked twice, and says it once. */
  skipped(skipped: Omit<SkippedNote, "kind" | "host">): void {
    if (this.told.has(skipped.says)) return;
    this.told.add(skipped.says);
    this.logger.note?.({ kind: "skipped", host: this.host, ...skipped });
    this.logger.warn(skipped.says);
  }

  /** Scopes that the token lacks: many resources lack the same, and are told of once. */
  lacking(lacking: Omit<LackingNote, "kind" | "host">): void {
    if (this.told.has(lacking.says)) return;
    this.told.add(lacking.says);
    this.logger.note?.({ kind: "lacking", host: this.host, ...lacking });
    this.logger.warn(lacking.says);
  }

  private adoption(line: string): void {
    this.adoptions += 1;
    if (this.adoptions <= MOST_ADOPTIONS) this.logger.info(line);
    if (this.adoptions === 1 && this.handsOver) this.logger.info(HAND_OVER);
    if (this.adoptions === MOST_ADOPTIONS + 1)
      this.logger.info("More is there and adopted as well; it is not listed one by one.");
  }
}
