/** How a registry wants to be shown who asks (www.rfc-editor.org/rfc/rfc9110#name-www-authenticate). */
export type Challenge =
  | { readonly scheme: "basic" }
  | { readonly scheme: "bearer"; readonly realm: string; readonly service?: string };

const PARAMETER = /^[\s,]*([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/i;

/**
 * The challenge of a `WWW-Authenticate` header that can be answered: the first Bearer one with a realm, else Basic.
 * @returns undefined when there is none
 */
export function parseChallenge(header: string | null): Challenge | undefined {
  let basic: Challenge | undefined;
  for (const { scheme, parameters } of challengesOf(header ?? "")) {
    const { realm, service } = parameters;
    if (scheme === "bearer" && realm !== undefined) {
      return { scheme, realm, ...(service !== undefined && { service }) };
    }
    if (scheme === "basic") basic = { scheme };
  }
  return basic;
}

interface AnyChallenge {
  readonly scheme: string;
  readonly parameters: Record<string, string>;
}

function challengesOf(header: string): AnyChallenge[] {
  const challenges: AnyChallenge[] = [];
  let rest = header;
  for (;;) {
    const scheme = /^[\s,]*([a-z][a-z0-9-]*)(?=[\s,]|$)/i.exec(rest);
    if (!scheme) return challenges;
    rest = rest.slice(scheme[0].length);
    const parameters: Record<string, string> = {};
    for (let found = PARAMETER.exec(rest); found; found = PARAMETER.exec(rest)) {
      const [whole, name = "", quoted, plain] = found;
      parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
      rest = rest.slice(whole.length);
    }
    challenges.push({ scheme: (scheme[1] ?? "").toLowerCase(), parameters });
  }
}
