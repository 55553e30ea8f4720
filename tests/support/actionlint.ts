import { execFile } from "node:child_process";
import { provideGoTool } from "./go-tool";

/** Checks workflows of GitHub Actions: their syntax, expressions, inputs of well-known actions, and permissions. */
const ACTIONLINT = {
  purpose: "check the workflows",
  name: "actionlint",
  package: "github.com/rhysd/actionlint/cmd/actionlint",
  version: "v1.7.12",
};

/** What actionlint objects to, one line each. */
export async function lintWorkflows(files: readonly string[]): Promise<string[]> {
  const actionlint = await provideGoTool(ACTIONLINT);
  return new Promise((resolve, reject) => {
    // What shellcheck and pyflakes would say depends on whether the machine has them.
    execFile(actionlint, ["-oneline", "-no-color", "-shellcheck=", "-pyflakes=", ...files], (error, out, err) => {
      if (error && error.code !== 1) reject(new Error(`actionlint failed: ${err || error.message}`));
      else resolve(out.split("\n").filter(Boolean));
    });
  });
}
