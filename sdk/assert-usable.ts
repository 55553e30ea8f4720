import { assertInstallation } from "./installation";
import { assertSettingsAreKnown } from "./known-settings";
import { assertSecretsAreSecret } from "./stack-settings";

/**
 * Refuses what can't work or must not happen. The program does so before the engine meets it, whatever it declares first.
 * @throws an error that says what to change.
 */
export function assertUsable(): void {
  assertInstallation();
  assertSettingsAreKnown();
  assertSecretsAreSecret();
}
