import type { Clock } from "../provider/ports";

/** Where a command runs: what it may know and where it writes. */
export interface Surroundings {
  /** Standard output: results alone, so that they can be redirected. */
  print(text: string): void;
  /** Standard error: everything else. */
  printError(text: string): void;
  /** Standard input, to its end. */
  readInput(): Promise<string>;
  /** Whether standard error is a terminal, on which a line can be written over. */
  readonly isTerminal: boolean;
  /** How many columns the terminal has that standard output is; undefined where it is none, and results go on whole. */
  readonly width?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths are relative to. */
  readonly directory: string;
  readonly clock: Clock;
}
