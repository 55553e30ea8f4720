import { foreignWords } from "../model/foreign-words";
import { mask } from "../model/mask";

/** A server's words without secrets, without query strings, and fit for a sentence. */
export function redact(text: string, secrets: readonly string[]): string {
  return foreignWords(mask(text, secrets).replace(/\?[\w.-]+=[^\s"']*/g, ""));
}
