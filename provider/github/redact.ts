const MASK = "[secret]";

/** Takes known secrets, however they are encoded, and every query string out of a text for people. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.filter((secret) => secret !== "").flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const masked = forms.reduce((clean, form) => clean.replaceAll(form, MASK), text);
  return masked.replace(/\?[\w.-]+=[^\s"']*/g, "");
}
