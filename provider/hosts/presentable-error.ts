import { isProviderError } from "../errors";

/**
 * An error as the engine's display wants it. The dynamic provider's server prints `${error}: ${error.stack}` of whatever is thrown,
 * beside the message that the engine prints with the resource: once is enough, and the stack of an expected error says nothing.
 */
export function presentable(error: unknown): unknown {
  if (!isProviderError(error)) return error;
  const shown = new Error(error.message);
  shown.stack = "an error, shown with its resource";
  shown.toString = () => "github-packages";
  return shown;
}
