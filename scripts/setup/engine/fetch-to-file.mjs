// Writes what a URL answers into a file: `node scripts/setup/engine/fetch-to-file.mjs URL FILE`. A process of its own, so that its time is bounded
// and Node takes the proxy from the environment.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const MOST_REDIRECTIONS = 5;

const [url, file] = process.argv.slice(2);

/** Follows redirections, but never from https to plain http: what anybody on the way could have written says nothing. */
async function get(from, left = MOST_REDIRECTIONS) {
  const answer = await fetch(from, { redirect: "manual" });
  const location = answer.headers.get("location");
  if (answer.status < 300 || answer.status >= 400 || location === null) {
    return answer;
  }
  const to = new URL(location, from);
  if (left === 0) {
    throw new Error("redirects too often");
  }
  if (from.protocol === "https:" && to.protocol !== "https:") {
    throw new Error(`redirects to ${to.protocol}//${to.host}, which is not https`);
  }
  return get(to, left - 1);
}

try {
  const answer = await get(new URL(url));
  if (!answer.ok || !answer.body) {
    throw new Error(`answers ${answer.status}`);
  }
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file, { flags: "wx" }));
} catch ({ message, cause }) {
  console.error(`${url}: ${cause?.message || cause?.code || message}`);
  process.exitCode = 1;
}
