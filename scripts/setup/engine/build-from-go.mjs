import { join } from "node:path";
import { repositoryRoot } from "../paths.mjs";
import { lastLines, runCommand } from "../run-command.mjs";
import { placeCompanions } from "./companions.mjs";
import { PINNED_ENGINE } from "./versions.mjs";

/** With empty caches about four minutes on two cores; a slow network may take several times as long. */
const BUILD_TIMEOUT_MS = 45 * 60_000;

/** Without a version the engine prints none, and the Automation API refuses it. */
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** The command, in the module that go.mod and go.sum beside this file pin and verify. */
const ENGINE_COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** The Go that is on the PATH ("go1.26.8"), or nothing. */
export async function findGo(env = process.env) {
  const result = await runCommand("go", ["env", "GOVERSION"], { env });
  return result.code === 0 ? result.stdout.trim() : undefined;
}

/**
 * Builds the engine from Go modules into `<directory>/bin` and puts its companions beside it. Go gets a newer toolchain
 * by itself where it is older than go.mod asks for.
 *
 * @returns {Promise<string | undefined>} why it failed, or nothing
 */
export async function buildEngine(directory, env = process.env) {
  const bin = join(directory, "bin");
  const executable = join(bin, process.platform === "win32" ? "pulumi.exe" : "pulumi");
  const linkerFlags = `-s -w -X ${VERSION_VARIABLE}=v${PINNED_ENGINE}`;
  const result = await runCommand(
    "go",
    ["build", "-mod=readonly", "-o", executable, "-ldflags", linkerFlags, ENGINE_COMMAND],
    {
      cwd: join(repositoryRoot, "scripts", "setup", "engine-module"),
      env: { ...env, GOWORK: "off" },
      timeoutMs: BUILD_TIMEOUT_MS,
    },
  );
  if (result.code !== 0) {
    return result.timedOut ? "it took too long" : `it failed:\n${lastLines(result.output)}`;
  }
  placeCompanions(bin);
  return undefined;
}
