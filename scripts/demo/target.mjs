/** All of these, and nothing else, make the demo talk to GitHub. */
const VARIABLES = ["DEMO_GITHUB_TOKEN", "DEMO_OWNER", "DEMO_PACKAGE_TYPE", "DEMO_PACKAGE"];

/**
 * Where the demo plays: at the emulator, unless every variable that names a package on GitHub is set. A GITHUB_TOKEN that
 * happens to be in the environment is not looked at: nobody should lose a package to a demo.
 *
 * DEMO_GITHUB_BASE_URL names a GitHub other than github.com.
 *
 * @typedef {{ token: string, owner: string, packageType: string, name: string, baseUrl?: string }} GitHubTarget
 * @returns {GitHubTarget | undefined} undefined for the emulator
 */
export function readGitHubTarget(env = process.env) {
  const given = VARIABLES.filter((name) => env[name]);
  if (given.length === 0) {
    return undefined;
  }
  if (given.length < VARIABLES.length) {
    const missing = VARIABLES.filter((name) => !env[name]).join(", ");
    throw new Error(`${given.join(", ")} set, but not ${missing}: set all to show a package on GitHub, or none.`);
  }
  const [token, owner, packageType, name] = VARIABLES.map((variable) => env[variable]);
  return { token, owner, packageType, name, baseUrl: env.DEMO_GITHUB_BASE_URL };
}
