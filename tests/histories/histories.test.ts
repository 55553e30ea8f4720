import fc from "fast-check";
import { arbitraryHistory } from "./arbitrary-history";
import { play } from "./play";

jest.setTimeout(1_800_000);

/** How many are played. */
const HISTORIES = Number(process.env.HISTORIES ?? 150);

/** Every run plays the same ones, so that a change is judged by itself; another seed plays others. */
const SEED = Number(process.env.HISTORIES_SEED ?? 1);

/** `SEED:PATH` of a failure: plays that one alone. */
const [seed, path] = process.env.HISTORY?.split(/:(.*)/s) ?? [];

/** The promises of AGENTS.md ("Must stay true"), after each command of whatever may happen around a program. */
it("No history of changes, commands and troubles breaks a promise", async () => {
  await fc.assert(fc.asyncProperty(arbitraryHistory, play), {
    numRuns: HISTORIES,
    seed: SEED,
    ...(seed !== undefined && {
      seed: Number(seed),
      path: path ?? "",
      numRuns: path ? 1 : HISTORIES,
      endOnFailure: true,
    }),
  });
});
