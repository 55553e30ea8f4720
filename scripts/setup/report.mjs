/** Set-up speaks on standard error, so that a command's own output stays clean. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** The first reminder; each further one takes twice as long, so that a few are enough for whatever it takes. */
const FIRST_REMINDER_MS = 30_000;
const WORTH_REPORTING_MS = 3_000;

/** Announces `label`, with a `note` if there is one, reminds of it while it takes long, and tells how long it took. */
export async function reportWhile(label, work, note = "") {
  const startedAt = Date.now();
  const elapsed = () => Math.round((Date.now() - startedAt) / 1000);
  say(`${label} …${note && ` (${note})`}`);
  let reminder;
  const remindAfter = (wait) => {
    reminder = setTimeout(() => {
      say(`  still at it: ${label} (${elapsed()} s)`);
      remindAfter(2 * wait);
    }, wait);
  };
  remindAfter(FIRST_REMINDER_MS);
  try {
    return await work();
  } finally {
    clearTimeout(reminder);
    if (Date.now() - startedAt > WORTH_REPORTING_MS) {
      say(`  took ${elapsed()} s`);
    }
  }
}
