import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ghAuthToken } from "../../../provider/settings";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "gh-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A program in gh's place, found through GH_PATH as gh's own extensions find it. */
function program(script: string): NodeJS.ProcessEnv {
  const path = join(directory, "gh");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return { ...process.env, GH_PATH: path };
}

it("gh is asked for the token of one host, and its line break is dropped", () => {
  expect(ghAuthToken("ghes.example.com", program('echo "$1-$2-$3-$4"'))).toBe("auth-token---hostname-ghes.example.com");
});

it("a gh that is not logged in, says nothing, or is not there gives no token", () => {
  expect(ghAuthToken("github.com", program("echo 'no oauth token' >&2; exit 1"))).toBeUndefined();
  expect(ghAuthToken("github.com", program("exit 0"))).toBeUndefined();
  expect(ghAuthToken("github.com", { ...process.env, GH_PATH: join(directory, "absent") })).toBeUndefined();
});
