import { requirePull } from "./identity";
import type { RegistryAnswer, RegistryCall } from "./registry-call";
import { unsupported } from "./registry-error";
import type { RepositoryName } from "./routes";

/** ghcr.io lists 100 tags unless it is asked for more, and then has been seen to list all (smg-project/smg#2348). */
const DEFAULT_COUNT = 100;

/**
 * GET tags/list, in lexical order, in pages by `n` and `last`
 * (github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags).
 */
export function listTags(call: RegistryCall, repository: RepositoryName): RegistryAnswer {
  if (call.method !== "GET" && call.method !== "HEAD") throw unsupported();
  const record = requirePull(call.identity, repository, call.world);
  const last = call.query.get("last") ?? "";
  const count = pageSize(call.query.get("n"));
  const following = [...record.active].flatMap((version) => version.tags).filter((tag) => tag > last);
  following.sort((a, b) => (a < b ? -1 : 1));
  const tags = following.slice(0, count);
  const isNull = record.taggedCount === 0 && call.behaviors.noTags === "null";
  const { owner, name } = repository;
  const path = `/v2/${owner}/${name}/tags/list?n=${count}&last=${encodeURIComponent(tags.at(-1) ?? "")}`;
  return {
    status: 200,
    headers: {
      "content-type": "application/json",
      ...(following.length > count && count > 0 && { link: `<${path}>; rel="next"` }),
    },
    body: JSON.stringify({ name: `${owner}/${name}`, tags: isNull ? null : tags }),
  };
}

function pageSize(text: string | null): number {
  return text !== null && /^\d+$/.test(text) ? Number(text) : DEFAULT_COUNT;
}
