import { mkdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./report.mjs";

const HEARTBEAT_MS = 5_000;
const POLL_MS = 500;
/** A holder on another machine (a shared home directory) cannot be asked whether it lives: its heartbeat tells. */
const STALE_MS = 60_000;

/** On Linux: two containers can have one host name, and process ids of their own. */
const pidNamespace = (() => {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
})();

/** Runs `work` while holding the lock file, so that two set-ups at once do the same thing once. */
export async function withLock(file, label, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!tryAcquire(file)) {
    if (isStale(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) {
      told = true;
      say(`Another set-up is at work on ${label}; waiting for it …`);
    }
    await sleep(POLL_MS);
  }
  const release = () => rmSync(file, { force: true });
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  heartbeat.unref();
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off("exit", release);
    release();
  }
}

function tryAcquire(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname(), pidNamespace }), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody cleaned up: what the lock protects is also renamed into place, so going on is safe.
  }
}

function isStale(file) {
  try {
    if (Date.now() - statSync(file).mtimeMs > STALE_MS) {
      return true;
    }
    const holder = JSON.parse(readFileSync(file, "utf8"));
    const isHere = holder.host === hostname() && (holder.pidNamespace ?? pidNamespace) === pidNamespace;
    return isHere && !isAlive(holder.pid);
  } catch {
    // Released, or not yet written: look again.
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
