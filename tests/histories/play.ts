import { isDeepStrictEqual } from "node:util";
import { isPlannedTooEarly, type Observed } from "./observed";
import { Player } from "./player";
import {
  declaredGone,
  handedOverAndGone,
  incompleteRestorations,
  renamedSince,
  tornImages,
  unseen,
} from "./promises-of-deletions";
import { unfounded } from "./promises-of-plans";
import { lost, quietFailures, unfitWords, unrecorded, untrue } from "./promises-of-states";
import type { History } from "./story";

const OF_HOSTS = {
  unseen,
  renamedSince,
  declaredGone,
  handedOverAndGone,
  tornImages,
  incompleteRestorations,
  unfounded,
  lost,
  quietFailures,
  unrecorded,
  untrue,
};

/** What a command did that must never happen. */
function broken(observed: Observed): string[] {
  const found = observed.hosts.flatMap((host) =>
    Object.entries(OF_HOSTS).flatMap(([promise, violations]) =>
      violations(observed, host).map((one) => `${promise}: ${one}`),
    ),
  );
  return [...found, ...unfitWords(observed).map((one) => `unfitWords: ${one}`)];
}

/** Plays a history to its end, and then until GitHub is calm. @throws at the first command that breaks a promise. */
export async function play(history: History): Promise<void> {
  const player = await Player.start(history);
  try {
    for (const [index, event] of history.events.entries()) {
      if ("deed" in event) player.act(event);
      else if ("edit" in event) player.edit(event);
      else assertKept(`event ${index + 1}, ${JSON.stringify(event)}`, await player.run(event));
    }
    await playToCalm(player);
  } finally {
    await player.close();
  }
}

/** In days: GitHub's limits are by the minute. */
const MINUTE = 1 / 24 / 60;

const MOST_CONTINUATIONS = 10;

const hasStopped = ({ said }: Observed["result"]) =>
  said.update.some((line) => line.includes("it reached maxDuration"));

/** With nothing in the way, an update that ends well leaves nothing to do, and two previews of one world are one. */
async function playToCalm(player: Player): Promise<void> {
  const run = async (what: string, command: "up" | "preview", refreshes = false) => {
    const observed = (await player.run({ command, refreshes })) as Observed;
    assertKept(`at the end, ${what}`, observed);
    return observed.result;
  };
  const refreshed = await run("an update with a refresh", "up", true);
  if (refreshed.errors.length > 0) return;
  let update = await run("another update, for a policy that has waited for what came back", "up");
  for (let more = 0; more < MOST_CONTINUATIONS && hasStopped(update); more += 1) {
    player.act({ deed: "wait", days: MINUTE });
    update = await run("one more, for a policy that its maxDuration has stopped", "up");
  }
  if (isPlannedTooEarly(update)) return;
  if (update.errors.length > 0)
    throw new Error(`an update after one that ended well fails: ${update.errors.join("\n")}`);
  const first = await run("a preview", "preview");
  const second = await run("a preview of the same world", "preview");
  if (!isDeepStrictEqual(first.preview, second.preview)) throw new Error("two previews of one world differ");
  const changes = first.preview.filter(({ operation }) => operation !== "same");
  if (changes.length > 0)
    throw new Error(`a diff out of nothing: ${JSON.stringify(changes, undefined, 1).slice(0, 3000)}`);
}

function assertKept(when: string, observed: Observed | undefined): void {
  const violations = observed ? broken(observed) : [];
  if (violations.length === 0) return;
  const { result } = observed as Observed;
  const said = [...result.errors.map((line) => `error: ${line}`), ...result.said.update].map((line) =>
    line.slice(0, 500),
  );
  throw new Error(`${when}:\n${violations.join("\n")}\n\nwhat was said:\n${said.join("\n")}`);
}
