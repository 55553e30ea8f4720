/** Set-up speaks on standard error, so that a command's own output stays clean. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

const REMINDER_MS = 15_000;
const WORTH_REPORTING_MS = 3_000;

/** Announces `label`, with a `note` if there is one, reminds of it while it takes long, and tells how long it took. */
export async function reportWhile(label, work, note = "") {
  const startedAt = Date.now();
  const elapsed = () => Math.round((Date.now() - startedAt) / 1000);
  say(`${label} …${note && ` (${note})`}`);
  const reminder = setInterval(() => say(`  still at it: ${label} (${elapsed()} s)`), REMINDER_MS);
  try {
    return await work();
  } finally {
    clearInterval(reminder);
    if (Date.now() - startedAt > WORTH_REPORTING_MS) {
      say(`  took ${elapsed()} s`);
    }
  }
}
