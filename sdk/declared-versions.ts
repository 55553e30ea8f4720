import type * as pulumi from "@pulumi/pulumi";

/** A policy waits this long for versions that are still being declared; past it, one of them probably waits for the policy. */
const PATIENCE_MILLISECONDS = 60_000;

const registrations = new Set<Promise<void>>();

/** Remembers that a version is being declared, until the engine has it. */
export function noteDeclaredVersion(version: pulumi.CustomResource): void {
  const registered = new Promise<void>((resolve) => version.urn.apply(() => resolve()));
  registrations.add(registered);
  void registered.then(() => registrations.delete(registered));
}

/**
 * Resolves when the versions that the program declares in its first turn are known to the engine: a retention policy that is checked after them
 * never plans to delete what the program declares. It is no dependency, so that nothing is replaced or deleted in another
 * order because of it.
 */
export async function declaredVersionsAreKnown(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MILLISECONDS);
  });
  await Promise.race([Promise.all(registrations), patience]);
  clearTimeout(timer);
}
