import { createRequire } from "node:module";
import { join } from "node:path";
import { repositoryRoot } from "../setup/paths.mjs";
import { DEMO_OWNER, emulatorScript, farewell, gitHubProgram, gitHubScript } from "./script.mjs";
import { Stage } from "./stage.mjs";

/** The token of the emulator's data set; it opens nothing but emulators. */
const EMULATOR_TOKEN = "emulator-admin";
const LOST_TAG = "v1.5.0";

/**
 * Plays the demo in front of the user and leaves nothing behind: no process, no file.
 *
 * @param {object} options
 * @param {import("../setup/engine/find.mjs").Engine} options.engine
 * @param {import("./target.mjs").GitHubTarget} [options.target] undefined for the emulator
 * @param {AbortSignal} [options.signal] ends the demo early
 * @param {(command: string, emulator: unknown) => void} [options.afterCommand] told after each printed command
 */
export async function runDemo({ engine, target, signal, afterCommand = () => {} }) {
  const emulator = target ? undefined : await startEmulator();
  const stage = new Stage(engine, {
    baseUrl: target ? target.baseUrl : emulator.url,
    token: target?.token ?? EMULATOR_TOKEN,
    program: target && gitHubProgram(target),
  });
  const interrupt = () => stage.interrupt();
  signal?.addEventListener("abort", interrupt);
  try {
    introduce(stage, emulator);
    for (const step of target ? gitHubScript(target) : emulatorScript({ lostVersion: findVersion(emulator) })) {
      if (signal?.aborted) {
        return;
      }
      await play(step, stage);
      afterCommand(step.command, emulator);
    }
    print(farewell(engine));
  } finally {
    signal?.removeEventListener("abort", interrupt);
    stage.close();
    await emulator?.close();
  }
}

function startEmulator() {
  const require = createRequire(import.meta.url);
  return require(join(repositoryRoot, "dist", "emulator", "index.js")).startEmulator({ seed: "demo" });
}

/** The id of the version that somebody is going to delete. */
function findVersion({ world }) {
  const versions = world.versions(DEMO_OWNER, "container", "api", { state: "active" });
  return versions.find(({ tags }) => tags?.includes(LOST_TAG)).id;
}

function introduce(stage, emulator) {
  const place = emulator
    ? `GitHub's packages API is emulated at ${emulator.url}: nothing on GitHub is touched, whatever is in your environment.`
    : "This is GitHub itself. The demo only adopts the package and forgets it again: it deletes nothing.";
  print(
    `${place}\nOf Pulumi's output, progress and the stack's outputs are left out.\nThe program, in ${stage.directory}:\n`,
  );
  print(stage.readProgram().replaceAll(/^(?=.)/gm, "    "));
}

async function play(step, stage) {
  print(`${step.says ? `\n${step.says}` : ""}\n$ ${step.command}`);
  if (step.pulumi) {
    await stage.pulumi(step.pulumi);
  } else if (step.request) {
    await send(step.request, stage.env);
  } else {
    stage.editProgram(...step.edit);
    print(`- ${step.edit[0]}\n+ ${step.edit[1]}`);
  }
}

async function send({ method, path }, env) {
  const headers = { authorization: `Bearer ${env.GITHUB_TOKEN}` };
  const response = await fetch(`${env.GITHUB_BASE_URL}${path}`, { method, headers });
  print(`${response.status} ${response.statusText}`);
  if (!response.ok) {
    throw new Error(`${method} ${path} failed: ${await response.text()}`);
  }
}

/** The commands' own output goes to the same place, in between. */
function print(text) {
  process.stdout.write(`${text}\n`);
}
