const MASK = "[secret]";

/**
 * Takes secrets out of a text, as they are, percent-encoded, or within base64. For words of others: in a sentence of ours, a token of a few letters would
 * take a word that only looks like it.
 */
export function mask(text: string, secrets: readonly string[]): string {
  return masking(secrets)(text);
}

/** The same for many texts. */
export function masking(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret !== "")
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, MASK), text);
}

/** Base64 shorter than this is found in other texts as well. */
const SHORTEST_BASE64 = 8;

function formsOf(secret: string): string[] {
  const within = [0, 1, 2].flatMap((offset) => base64Within(secret, offset));
  return [secret, encodeURIComponent(secret), ...within].filter((form, place, all) => all.indexOf(form) === place);
}

/** What base64 has of a secret wherever it stands in a longer text, such as `user:secret`: all letters that no neighbour is part of. */
function base64Within(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const [first, end] = [Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6)];
  const forms = (["base64", "base64url"] as const).map((alphabet) => bytes.toString(alphabet).slice(first, end));
  return forms.filter((form) => form.length >= SHORTEST_BASE64);
}
