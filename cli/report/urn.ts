/** `urn:pulumi:stack::project::parent$type::name` (https://www.pulumi.com/docs/iac/concepts/resources/names/). A name may contain `::`. */
const URN = /^urn:pulumi:(.*?)::(.*?)::(.*?)::(.*)$/s;

export function nameOf(urn: string): string {
  return URN.exec(urn)?.[4] ?? urn;
}

/** Without the types of its parents. */
export function typeOf(urn: string): string {
  return URN.exec(urn)?.[3]?.split("$").at(-1) ?? "";
}

export function stackOf(urn: string): { stack: string; project: string } | undefined {
  const [, stack, project] = URN.exec(urn) ?? [];
  return stack === undefined || project === undefined ? undefined : { stack, project };
}

/** Of a reference to a provider instance, `URN::ID`, as steps have it. */
export function providerUrnOf(reference: unknown): string | undefined {
  return typeof reference === "string" ? /^(.*)::/s.exec(reference)?.[1] : undefined;
}

/** Without the engine's color marks, which `<{%…%}>` are, and without the line break at the end. */
export function messageText(text: string): string {
  return text.replaceAll(/<\{%.*?%\}>/g, "").trim();
}
