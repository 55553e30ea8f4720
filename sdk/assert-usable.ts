import { assertInstallation } from "./installation";
import { assertSettingsAreKnown } from "./known-settings";
import { assertSecretsAreSecret } from "./stack-settings";

/**
 * Refuses, in the program, what can't work or must not happen: before the engine meets it, and whatever is declared first.
 * @throws an error that says what to change.
 */
export function assertUsable(): void {
  assertInstallation();
  assertSettingsAreKnown();
  assertSecretsAreSecret();
}
