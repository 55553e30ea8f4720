import type { Logger } from "../ports";

/** Adoptions beyond this many are not listed one by one: they change nothing, and a preview of thousands must stay readable. */
const MOST_ADOPTIONS = 20;

/** Tells, in the preview, what each new resource will try. Restorations and what is missing are always told. */
export class Announcements {
  private adoptions = 0;

  constructor(private readonly logger: Logger) {}

  adoption(line: string): void {
    this.adoptions += 1;
    if (this.adoptions <= MOST_ADOPTIONS) this.logger.info(line);
    if (this.adoptions === MOST_ADOPTIONS + 1)
      this.logger.info("More is there and will be adopted; it is not listed one by one.");
  }

  /** A restoration, or something that is not there at all. */
  attempt(line: string): void {
    this.logger.info(line);
  }
}
