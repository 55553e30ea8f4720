import * as pulumi from "@pulumi/pulumi";

type Engine = NonNullable<ReturnType<typeof pulumi.runtime.getEngine>>;

/** The secrets of the runs of this process: one process can run several programs (https://www.pulumi.com/docs/iac/automation-api/). */
const secretsOf = new WeakMap<Engine, Set<string>>();

/**
 * A text that is a secret to the engine, and that no debug event has. `pulumi.secret` alone is not enough. The SDK sends what it registers to the
 * engine as a debug event, with secrets in clear text, and the engine takes out only the secrets of the stack's configuration.
 */
export function hiddenSecret(text: pulumi.Output<string>): pulumi.Output<string> {
  const secrets = secretsOfThisRun();
  return pulumi.secret(
    text.apply((known) => {
      if (known) secrets?.add(known);
      return known;
    }),
  );
}

function secretsOfThisRun(): Set<string> | undefined {
  const engine = pulumi.runtime.getEngine();
  if (engine === undefined) return undefined;
  const secrets = secretsOf.get(engine) ?? new Set();
  if (!secretsOf.has(engine)) maskDebugEvents(engine, secrets);
  secretsOf.set(engine, secrets);
  return secrets;
}

/** Every message of the SDK goes through the engine's client. */
function maskDebugEvents(engine: Engine, secrets: ReadonlySet<string>): void {
  const log = engine.log.bind(engine) as (request: Parameters<Engine["log"]>[0], ...rest: unknown[]) => unknown;
  const masked: typeof log = (request, ...rest) => {
    if (request.getSeverity() === DEBUG) request.setMessage(withoutSecrets(request.getMessage(), secrets));
    return log(request, ...rest);
  };
  engine.log = masked as Engine["log"];
}

/** `LogSeverity.DEBUG` of https://github.com/pulumi/pulumi/blob/master/proto/pulumi/engine.proto. */
const DEBUG = 0;

/** What is registered is printed as JSON. */
function withoutSecrets(message: string, secrets: ReadonlySet<string>): string {
  return [...secrets]
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length)
    .reduce((clean, form) => clean.replaceAll(form, "[secret]"), message);
}
