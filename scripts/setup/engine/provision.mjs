import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { withLock } from "../lock.mjs";
import { reportWhile, say } from "../report.mjs";
import { OFFICIAL_ARCHIVES } from "./archives.mjs";
import { buildEngine, findGo } from "./build-from-go.mjs";
import { placeCompanions } from "./companions.mjs";
import { downloadEngine } from "./download.mjs";
import { cachedEngineDirectory, findEngine, ORIGIN_FILE, originOf } from "./find.mjs";
import { OLDEST_ENGINE, PINNED_ENGINE } from "./versions.mjs";

const INSTALL_PAGE = "https://www.pulumi.com/docs/install/";

/**
 * The engine to use, got when there is none: an installed one, the cached one, Pulumi's official download, a build from
 * Go modules, in this order. An installation of the user's is never touched, and no download is used whose checksum is not the one that `archives`
 * pins or, for want of one, that Pulumi published with the release. Throws one message when nothing works.
 *
 * @returns {Promise<import("./find.mjs").Engine>}
 */
export async function provisionEngine(env = process.env, archives = OFFICIAL_ARCHIVES) {
  const found = await findEngine(env);
  if (found.engine) {
    return upToDate(found.engine, env);
  }
  const directory = cachedEngineDirectory(env);
  return withLock(`${directory}.lock`, "the Pulumi engine", async () => {
    const again = await findEngine(env);
    if (again.engine) {
      return upToDate(again.engine, env);
    }
    const reasons = [...again.reasons];
    say(`No Pulumi engine yet (${reasons[0]}).`);
    for (const get of [(...place) => download(...place, archives), buildFromGo]) {
      const reason = await install(directory, get, env);
      const { engine } = reason ? {} : await findEngine(env);
      if (engine) {
        return engine;
      }
      reasons.push(reason ?? "what it gave does not run");
    }
    throw new Error(noEngineMessage(reasons));
  });
}

/** An engine that an older set-up built gets today's companions; whatever Pulumi installed is left as it is. */
function upToDate(engine, env) {
  const directory = cachedEngineDirectory(env);
  if (engine.source === "cache" && originOf(directory) === "go") {
    placeCompanions(join(directory, "bin"));
  }
  return engine;
}

/** Into a directory of its own first: the cache never holds half an engine. */
async function install(directory, get, env) {
  removeLeftovers(directory);
  const fresh = mkdtempSync(`${directory}-`);
  try {
    const { origin, reason } = await get(fresh, env);
    if (reason) {
      return reason;
    }
    writeFileSync(join(fresh, ORIGIN_FILE), JSON.stringify({ origin, version: PINNED_ENGINE }));
    rmSync(directory, { recursive: true, force: true });
    renameSync(fresh, directory);
    return undefined;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** What a killed set-up left, some hundred MB. We hold the lock: nobody is at work in there. */
function removeLeftovers(directory) {
  const parent = dirname(directory);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(`${basename(directory)}-`))) {
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

async function download(directory, env, archives) {
  const label = `Downloading Pulumi ${PINNED_ENGINE}`;
  const { reason, source } = await reportWhile(label, () => downloadEngine(directory, env, archives));
  say(reason ? `  Pulumi's download is not to be had: ${reason}` : `  Its SHA-256 is the one that ${source}.`);
  return { origin: "archive", reason: reason && `Pulumi's download: ${reason}` };
}

async function buildFromGo(directory, env) {
  const go = await findGo(env);
  if (!go) {
    return { origin: "go", reason: "a build from Go modules: Go is not installed" };
  }
  const label = `Building Pulumi ${PINNED_ENGINE} from Go modules with ${go}`;
  const note = "some minutes and 3 GB of Go's own caches the first time";
  const reason = await reportWhile(label, () => buildEngine(directory, env), note);
  return { origin: "go", reason: reason && `a build from Go modules: ${reason}` };
}

function noEngineMessage(reasons) {
  const lines = reasons.map((reason) => `  ${reason}`).join("\n");
  return (
    `No Pulumi engine can be had here:\n${lines}\n` +
    `Install Pulumi ${OLDEST_ENGINE} or newer (${INSTALL_PAGE}) and run the command again.`
  );
}
