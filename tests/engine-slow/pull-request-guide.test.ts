import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../support/imports";

const execute = promisify(execFile);

jest.setTimeout(300_000);

/** It once failed in a run of everything, and in none of fourteen runs after it. A failure now tells which lines differ, and has to be one twice. */
jest.retryTimes(1, { logErrorsBeforeRetry: true });

/** Seven commands of a real engine: see scripts/guide/play.mjs. */
it("docs/pull-requests.md shows what the commands say", async () => {
  const script = join(repositoryRoot, "scripts", "document-pull-requests.mjs");
  const { stdout } = await execute(process.execPath, [script, "--check"]);
  expect(stdout).toBe("All is true.\n");
});
