import { execFileSync } from "node:child_process";

/** The keyring may ask for nothing and answer slowly; past this the token counts as absent. */
const PATIENCE_MS = 5_000;

/**
 * The token that the GitHub CLI holds for a host, if it is installed and logged in there. `GH_PATH` names another binary, as it
 * does for `gh` itself (https://cli.github.com/manual/gh_help_environment).
 */
export function ghAuthToken(hostname: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  try {
    const token = execFileSync(env.GH_PATH || "gh", ["auth", "token", "--hostname", hostname], {
      encoding: "utf8",
      env,
      timeout: PATIENCE_MS,
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return token === "" ? undefined : token;
  } catch {
    return undefined;
  }
}
