import { fitForTerminal } from "../provider/model/foreign-words";
import type { Logger } from "../provider/ports";
import type { Surroundings } from "./surroundings";

/** A log file need not have every passing line: one in so many milliseconds is enough to see that something happens. */
const LINE_INTERVAL_MS = 5_000;

const ERASE_LINE = "\r\u001b[2K";

export interface TerminalLogger extends Logger {
  /** Takes the passing line away, before a result is printed. */
  clear(): void;
}

/** Messages on standard error: passing lines replace each other on a terminal, and are thinned out anywhere else. */
export function createTerminalLogger({ printError, isTerminal, clock }: Surroundings): TerminalLogger {
  let isLineOpen = false;
  let lastLineAt = clock.now();
  const clear = () => {
    if (isLineOpen) printError(ERASE_LINE);
    isLineOpen = false;
  };
  const say = (message: string) => {
    clear();
    printError(`${fitForTerminal(message)}\n`);
  };
  const progress = (message: string) => {
    if (isTerminal) {
      printError(`${ERASE_LINE}${fitForTerminal(message)}`);
      isLineOpen = true;
    } else if (clock.now() - lastLineAt >= LINE_INTERVAL_MS) {
      lastLineAt = clock.now();
      printError(`${fitForTerminal(message)}\n`);
    }
  };
  return { debug: () => {}, info: say, warn: (message) => say(`Warning: ${message}`), progress, clear };
}
