import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { runCommand } from "../../../cli/command";
import { explore } from "../../../cli/explore/command";
import type { Emulator } from "../../../emulator";
import { decodeSnapshot, type Snapshot } from "../../../explorer/snapshot";
import { temporaryDirectory } from "../../support/temporary-directory";
import { type Ran, type RunOptions, surroundingsOf } from "../support/run";

export interface ExploreOptions extends RunOptions {
  /** Standard input. */
  readonly input?: string;
  /** What is done with the page while it is served, by the address that was printed. */
  readonly meanwhile?: (url: string) => Promise<void>;
}

/** Runs `explore` in this process; somebody presses Ctrl+C when `meanwhile` is over. */
export async function runExplore(
  emulator: Emulator,
  argv: readonly string[],
  { input = "", meanwhile = async () => {}, ...options }: ExploreOptions = {},
): Promise<Ran> {
  const { surroundings, out, err } = surroundingsOf(emulator, options);
  const code = await runCommand(explore, argv, {
    ...surroundings,
    readInput: async () => input,
    untilInterrupted: () => meanwhile(/http:\S+/.exec(out.join(""))?.[0] ?? ""),
  });
  return { code, out: out.join(""), err: err.join("") };
}

/** Runs `explore --output`, and reads what is in the file. */
export async function snapshotOf(
  emulator: Emulator,
  argv: readonly string[],
  options: ExploreOptions = {},
): Promise<Ran & { readonly snapshot: Snapshot; readonly page: string }> {
  const directory = temporaryDirectory("github-packages-explore-");
  const ran = await runExplore(emulator, [...argv, "--output", "page.html"], { ...options, directory });
  const page = readFileSync(join(directory, "page.html"), "utf8");
  const data = /id="data">([^<]*)</.exec(page)?.[1] ?? "";
  return { ...ran, page, snapshot: decodeSnapshot(gunzipSync(Buffer.from(data, "base64"))) };
}
