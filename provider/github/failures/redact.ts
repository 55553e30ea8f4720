import { foreignWords } from "../../model/foreign-words";
import { mask } from "../../model/mask";
import type { Settings } from "../../settings";
import type { RequestSpec } from "../requests";

/** A server's words without secrets, without query strings, and fit for a sentence. */
export function redact(text: string, secrets: readonly string[]): string {
  return foreignWords(mask(text, secrets).replace(/\?[\w.-]+=[^\s"']*/g, ""));
}

/** What a server was sent with a request, and must not be repeated when it sends it back. */
export function secretsOf(spec: RequestSpec, settings: Settings): string[] {
  const packageToken = spec.parameters.token;
  return [settings.token?.reveal(), packageToken].filter((secret) => secret !== undefined).map(String);
}
