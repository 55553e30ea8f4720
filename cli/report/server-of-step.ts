import type { DeclaredNote } from "../../provider/notes";
import { serverOf } from "../../provider/settings";
import { textOf } from "./json";
import type { PreviewStep } from "./preview-contents";

/**
 * How an instance's address is among its inputs: of the dynamic provider, what the program gives it, and what the stack's configuration has; of the plugin,
 * whichever it is.
 */
const ADDRESSES = ["github-packages-provider:baseUrl", "github-packages:baseUrl", "baseUrl"];

/**
 * The server that the provider of a step speaks to, as `serverIdentity` has it: by the address that its instance is given, or else by the one that the
 * provider itself has noted for instances without. Undefined where the preview tells neither.
 */
export function serverOfStep(
  { provider }: Pick<PreviewStep, "provider">,
  steps: readonly PreviewStep[],
  notes: readonly DeclaredNote[],
): string | undefined {
  const instance = steps.find(({ urn }) => urn === provider);
  const inputs = instance?.newInputs ?? instance?.oldInputs ?? {};
  const address = ADDRESSES.map((name) => textOf(inputs[name])).find((text) => text !== undefined);
  if (address !== undefined) return serverOf(address)?.identity;
  return notes.find(({ usualServer }) => usualServer !== undefined)?.usualServer;
}
