import * as pulumi from "@pulumi/pulumi";

/** This provider's own settings, and those of @pulumi/github, which it understands. */
const NAMESPACES = ["github-packages", "github"];

/** Settings that are secret; `appAuth` has the private key of a GitHub App. */
const SECRETS = ["token", "appAuth"];

/**
 * The stack's configuration as far as it is about GitHub, by full key. The engine gives all of it to the provider instance that it makes by
 * default; an instance that the program makes gets what it is given.
 */
export function stackSettings(): Record<string, pulumi.Input<string>> {
  const settings = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => NAMESPACES.includes(namespaceOf(key)));
  return Object.fromEntries(settings.map(([key, value]) => [key, isSecretKey(key) ? pulumi.secret(value) : value]));
}

/** A setting in plain text, by full key; for code that needs it at once and lets it go nowhere. */
export function stackSetting(key: string): string | undefined {
  return pulumi.runtime.getConfig(key);
}

/**
 * Refuses a token that was configured in plain text: the engine would put it into the state like any other text. Only here, in the program's own
 * process, can be told which configured values are secrets.
 * @throws an error with the command that mends it.
 */
export function assertSecretsAreSecret(): void {
  for (const namespace of NAMESPACES) {
    for (const name of SECRETS) {
      const key = `${namespace}:${name}`;
      if (stackSetting(key) === undefined || isConfiguredAsSecret(key)) continue;
      throw new pulumi.RunError(
        `${key} is configured in plain text, and would be stored so in the stack's state. Make it a secret: \`pulumi config set --secret ${key}\` ` +
          "(and make a new token: the old one may be in your repository's history). Or remove it and set GITHUB_TOKEN in the environment.",
      );
    }
  }
}

function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf(":"));
}

function isSecretKey(key: string): boolean {
  return SECRETS.includes(key.slice(key.indexOf(":") + 1)) || isConfiguredAsSecret(key);
}

/** Part of Pulumi's runtime since 3.0, though not of its type definitions. */
function isConfiguredAsSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & { isConfigSecret(key: string): boolean };
  return isConfigSecret(key);
}
