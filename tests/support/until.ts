import { setTimeout as delay } from "node:timers/promises";

const POLL_MILLISECONDS = 25;

/** Waits for something that will come about by itself, and fails naming it when it doesn't: a busy machine gets its time. */
export async function until(what: string, isSo: () => boolean, timeoutMs = 30_000): Promise<void> {
  for (let waited = 0; !isSo(); waited += POLL_MILLISECONDS) {
    if (waited >= timeoutMs) throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    await delay(POLL_MILLISECONDS);
  }
}
