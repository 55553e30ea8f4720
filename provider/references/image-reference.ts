import type { Meaning, Reference } from "./reference";
import { hasWildcard } from "./wildcard";

/** `docker://` in workflows, `oci://` in charts, `docker-pullable://` in what clusters say of themselves, `https://` by mistake. */
const SCHEME = /^[a-z][a-z-]{0,30}:\/\//i;

/** https://github.com/distribution/reference: names have segments; people also write them in upper case. */
const SEGMENT = /^[a-z0-9*](?:[a-z0-9._*-]*[a-z0-9*])?$/i;
const HOST = /^(?:[a-z0-9*](?:[a-z0-9*.-]*[a-z0-9*])?|\[[0-9a-f:]+\])(?::[0-9*]{1,5})?$/i;
const TAG = /^[\w*][\w.*-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$|^sha512:[0-9a-f]{128}$/i;

/**
 * An image of the old Docker registry, whose name has the repository in it: `docker.pkg.github.com/acme/shop/api:1.4.2` is the package `api`. Since its
 * migration it may be written as an image of the new registry.
 */
export function parseDockerImage(text: string): readonly Reference[] | undefined {
  return parseImage(text)?.flatMap((reference) => {
    const segments = reference.path.split("/");
    const withoutRepository = [...segments.slice(0, -2), ...segments.slice(-1)].join("/");
    const paths = segments.length > 2 ? [reference.path, withoutRepository] : [reference.path];
    return paths.map((path) => ({ ...reference, packageType: "docker" as const, path }));
  });
}

/** `ghcr.io/acme/api:v1.4.2@sha256:…`. Who pulls goes by the digest where there is one, and by the tag `latest` where there is neither. */
export function parseImage(text: string): readonly Reference[] | undefined {
  const [named, digest, ...more] = text.replace(SCHEME, "").split("@");
  if (named === undefined || more.length > 0) return undefined;
  const colon = named.lastIndexOf(":");
  const isTag = colon > named.lastIndexOf("/");
  const path = isTag ? named.slice(0, colon) : named;
  const meaning = meaningOf(isTag ? named.slice(colon + 1) : undefined, digest);
  const segments = path.split("/");
  const hasHost = segments.length > 1 && isHost(segments[0] ?? "");
  const names = hasHost ? segments.slice(1) : segments;
  if (!meaning || !names.every((segment) => SEGMENT.test(segment))) return undefined;
  return [
    {
      packageType: "container",
      hasHost,
      path: path.toLowerCase(),
      meaning,
      ...(!isTag && digest === undefined && { isImplied: true }),
    },
  ];
}

function isHost(segment: string): boolean {
  return /[.:*]|^localhost$/i.test(segment) && HOST.test(segment);
}

function meaningOf(tag: string | undefined, digest: string | undefined): Meaning | undefined {
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  if (digest !== undefined) {
    if (hasWildcard(digest)) return { kind: "every" };
    return DIGEST.test(digest) ? { kind: "digest", value: digest.toLowerCase() } : undefined;
  }
  if (tag === "*") return { kind: "every" };
  return { kind: "tag", value: tag ?? "latest" };
}
