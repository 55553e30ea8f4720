import * as pulumi from "@pulumi/pulumi";

/** This provider's own settings, and those of @pulumi/github, which it understands. */
const NAMESPACES = ["github-packages", "github"];

/** Settings that are secret, and where in them the secret is. */
const SECRETS: Readonly<Record<string, { readonly set: string; readonly isIn: (value: string) => boolean }>> = {
  token: { set: "--secret NAMESPACE:token", isIn: () => true },
  appAuth: { set: "--path --secret NAMESPACE:appAuth.pemFile", isIn: hasKeyOfApp },
};

/**
 * The stack's configuration as far as it is about GitHub, by full key. The engine gives all of it to the provider instance that it makes by default. An
 * instance that the program makes gets only what the program gives it.
 */
export function stackSettings(): Record<string, pulumi.Input<string>> {
  const settings = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => NAMESPACES.includes(namespaceOf(key)));
  return Object.fromEntries(settings.map(([key, value]) => [key, isSecretKey(key) ? pulumi.secret(value) : value]));
}

/** A setting in plain text, by full key. It is for code that needs it at once and lets it go nowhere. */
export function stackSetting(key: string): string | undefined {
  return pulumi.runtime.getConfig(key);
}

/**
 * Refuses a token that was configured in plain text: the engine would put it into the state like any other text. Only the program's own process can tell
 * which configured values are secrets.
 * @throws an error with the command that mends it.
 */
export function assertSecretsAreSecret(): void {
  for (const namespace of NAMESPACES) {
    for (const [name, { set, isIn }] of Object.entries(SECRETS)) {
      const key = `${namespace}:${name}`;
      const value = stackSetting(key);
      if (value === undefined || isConfiguredAsSecret(key) || !isIn(value)) continue;
      throw new pulumi.RunError(
        `${key} is configured in plain text, and would be stored so in the stack's state. Make it a secret: \`pulumi config set ${set.replace("NAMESPACE", namespace)}\` ` +
          "(and make a new one: the old one may be in your repository's history). Or remove it and set GITHUB_TOKEN in the environment.",
      );
    }
  }
}

function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf(":"));
}

function isSecretKey(key: string): boolean {
  return key.slice(key.indexOf(":") + 1) in SECRETS || isConfiguredAsSecret(key);
}

/** The ids of an App are no secret. Its key is, and it may be in the environment. */
function hasKeyOfApp(value: string): boolean {
  try {
    return Boolean((JSON.parse(value) as { pemFile?: unknown } | null)?.pemFile);
  } catch {
    return true;
  }
}

/** Part of Pulumi's runtime since 3.0, though not of its type definitions. */
function isConfiguredAsSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & { isConfigSecret(key: string): boolean };
  return isConfigSecret(key);
}
