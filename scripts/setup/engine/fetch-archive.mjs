// Writes what a URL answers into a file: `node scripts/setup/engine/fetch-archive.mjs URL FILE`. A process of its own, so that its time is bounded
// and Node takes the proxy from the environment.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const [url, file] = process.argv.slice(2);

try {
  const answer = await fetch(url);
  if (!answer.ok || !answer.body) {
    throw new Error(`${url} answers ${answer.status}`);
  }
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file, { flags: "wx" }));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
