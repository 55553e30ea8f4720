import { spawn } from "node:child_process";

/** Output is kept to its end: the reason of a failure stands there. */
const KEPT_CHARACTERS = 64 * 1024;

/**
 * Runs a command to its end and collects what it prints. Never throws: a command that cannot be started has code `null`
 * and the reason as its output. Past `timeoutMs` it is killed together with what it started.
 *
 * @returns {Promise<{ code: number | null, stdout: string, output: string, timedOut: boolean }>}
 */
export function runCommand(command, args, { cwd, env = process.env, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const ownGroup = process.platform !== "win32";
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: ownGroup });
    const result = { code: null, stdout: "", output: "", timedOut: false };
    const stop = () => killTree(child, ownGroup);
    const forward = forwardSignals(stop);
    const onTimeout = () => {
      result.timedOut = true;
      stop();
    };
    const timer = timeoutMs && setTimeout(onTimeout, timeoutMs);
    child.stdout.on("data", (text) => {
      result.stdout = keepEnd(result.stdout + text);
      result.output = keepEnd(result.output + text);
    });
    child.stderr.on("data", (text) => {
      result.output = keepEnd(result.output + text);
    });
    const finish = (code, reason = "") => {
      clearTimeout(timer);
      forward.end();
      resolve({ ...result, code, output: result.output + reason });
    };
    child.once("error", (error) => finish(null, error.message));
    child.once("close", (code) => finish(result.timedOut ? null : code));
  });
}

/** The last lines of an output, indented: enough to see why a command failed. */
export function lastLines(output, count = 12) {
  return output
    .trimEnd()
    .split("\n")
    .slice(-count)
    .map((line) => `    ${line}`)
    .join("\n");
}

/** Why a command failed, in one line. */
export function whyNot({ timedOut, output }) {
  return timedOut ? "it took too long" : lastLines(output, 1).trim() || "it failed";
}

function keepEnd(text) {
  return text.length > KEPT_CHARACTERS ? text.slice(-KEPT_CHARACTERS) : text;
}

function killTree(child, ownGroup) {
  try {
    process.kill(ownGroup ? -child.pid : child.pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}

/** A command in a group of its own does not hear Ctrl-C: it is stopped with us. */
function forwardSignals(stop) {
  const onSignal = (signal) => {
    stop();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  return {
    end() {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
