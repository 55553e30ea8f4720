import type { RawPolicy } from "../../worker/protocol";

/** `#policy=1.…`: the policy, and not the data. To be raised when what follows the number changes its meaning. */
const VERSION = "1";
const NAME = "policy";

export type Linked =
  | { readonly outcome: "none" }
  | { readonly outcome: "policy"; readonly policy: RawPolicy }
  | { readonly outcome: "mistake"; readonly reason: string };

export function linkOf(policy: RawPolicy): string {
  const bytes = new TextEncoder().encode(JSON.stringify(policy));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `#${NAME}=${VERSION}.${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

export function readLink(hash: string): Linked {
  const [, version, text] = /^#policy=(\d+)\.(.*)$/s.exec(hash) ?? [];
  if (version === undefined || text === undefined) {
    return hash.startsWith(`#${NAME}`) ? broken() : { outcome: "none" };
  }
  if (version !== VERSION) {
    const reason = `The link has a policy in the form ${version}, and this page reads ${VERSION}: open it with a later version of pulumi-github-packages.`;
    return { outcome: "mistake", reason };
  }
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const policy: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof policy !== "object" || policy === null || Array.isArray(policy)) return broken();
    return { outcome: "policy", policy: policy as RawPolicy };
  } catch {
    return broken();
  }
}

function broken(): Linked {
  return { outcome: "mistake", reason: "The policy in this link is broken: copy the whole link again." };
}
