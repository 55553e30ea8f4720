import { join } from "node:path";
import { repositoryRoot } from "./imports";

/** The environment of a command whose Node processes, the provider's among them, have a clock that is so much ahead: negative when behind. */
export function clockAhead(milliseconds: number): Record<string, string> {
  const fixture = join(repositoryRoot, "tests/fixtures/clock/ahead.cjs");
  return { NODE_OPTIONS: `--require "${fixture}"`, CLOCK_AHEAD_MILLISECONDS: String(milliseconds) };
}
