import { imageFinding, imageText } from "./image-finding";
import type { Finding } from "./reader";
import type { Lookup } from "./variables";
import type { Entry } from "./yaml-nodes";

/** `image`, `initImage`, `imageName`, `imageID` of what a cluster tells; also in resources of kinds that nobody here knows. */
const IMAGE_KEY = /(?:image|imageName|imageID|imageRef)$/i;

/** Charts that have one registry for all of their images. */
const GLOBAL_REGISTRIES = [
  ["global", "imageRegistry"],
  ["global", "registry"],
  ["global", "image", "registry"],
] as const;

/**
 * The images of a document: texts under a key that names an image, and maps that have an image's parts under keys of their own.
 * @param ownTag the tag where a map names none; `*` where nobody knows.
 */
export function imagesIn(root: Entry, ownTag?: string, lookUp?: Lookup): Finding[] {
  const globals = GLOBAL_REGISTRIES.flatMap((path) => root.textAt(...path) ?? []).filter((text) => text !== "");
  return [...root.all()].flatMap((entry) => {
    if (entry.text)
      return IMAGE_KEY.test(entry.key) && entry.text.text !== ""
        ? imageFinding(entry.text.text, entry.text, lookUp)
        : [];
    return entry.isMap ? imageOfParts(entry, globals, ownTag, lookUp) : [];
  });
}

function imageOfParts(map: Entry, globals: readonly string[], ownTag: string | undefined, lookUp?: Lookup): Finding[] {
  const named =
    map.get("repository")?.text ?? (IMAGE_KEY.test(map.key) ? (map.get("name") ?? map.get("image"))?.text : undefined);
  const registry = map.textAt("registry");
  const tag = map.textAt("tag") ?? map.textAt("version");
  const digest = map.textAt("digest") || map.textAt("sha") || undefined;
  const isImage =
    IMAGE_KEY.test(map.key) || registry !== undefined || digest !== undefined || map.get("tag") !== undefined;
  if (!named || named.text === "" || !isImage || /:\/\//.test(named.text)) return [];
  const registries = [...new Set([registry, ...globals])];
  return registries.flatMap((one) => {
    const parts = { registry: one, repository: named.text, digest };
    const isTagged = (tag ?? "") !== "" || digest !== undefined || /[:@][^/]*$/.test(named.text);
    return imageFinding(imageText({ ...parts, tag: isTagged ? tag : ownTag }), named, lookUp);
  });
}
