import type { World } from "../../emulator";
import {
  type BuiltManifest,
  buildImage,
  buildIndex,
  buildMultiPlatformImage,
  buildReferrer,
  buildSignature,
  schemeTag,
} from "../../emulator/images";
import { type Deed, PLACES } from "./story";

const DAY = 86_400_000;

/** The organization goes by one of these. */
const LOGINS = ["acme", "acme-inc"] as const;

export function organization(world: World): string {
  return LOGINS.find((login) => world.account(login)) ?? LOGINS[0];
}

/** Does to the world what somebody does on GitHub; what is impossible as things are is left out. */
export function act(world: World, deed: Deed): void {
  const owner = organization(world);
  switch (deed.deed) {
    case "push":
      push(world, deed);
      return;
    case "wait":
      world.advance(deed.days * DAY);
      return;
    case "rename owner":
      world.renameAccount(owner, LOGINS.find((login) => login !== owner) ?? "");
      return;
    case "migrate to container":
      if (world.package(owner, "docker", "old") && !world.package(owner, "container", "old"))
        world.migrateToContainer(owner, "old");
      return;
    default:
      actOnPlace(world, deed);
      return;
  }
}

function actOnPlace(
  world: World,
  deed: Exclude<Deed, { deed: "push" | "wait" | "rename owner" | "migrate to container" }>,
) {
  const [packageType, name] = PLACES[deed.place];
  const place = [organization(world), packageType, name] as const;
  if (deed.deed === "restore package") {
    if (!world.package(...place) && world.deletedPackages(...place).length > 0) world.restorePackage(...place);
    return;
  }
  if (!world.package(...place)) return;
  switch (deed.deed) {
    case "delete package":
      world.deletePackage(...place);
      return;
    case "republish package":
      world.deletePackage(...place);
      push(world, {
        deed: "push",
        place: deed.place,
        content: 99,
        shape: "index",
        tags: ["v1"],
        daysAgo: 0,
        pick: 0,
      });
      return;
    case "tag": {
      const version = picked(world.versions(...place), deed.pick);
      if (version && packageType !== "npm") world.tag(...place, deed.tag, version.id);
      return;
    }
    case "make popular": {
      const version = picked(world.versions(...place), deed.pick);
      if (version) world.setDownloads(...place, version.id, 6000);
      world.setVisibility(...place, "public");
      return;
    }
    case "delete version": {
      const version = picked(world.versions(...place), deed.pick);
      if (version && world.versions(...place).length > 1) world.deleteVersion(...place, version.id);
      return;
    }
    case "restore version": {
      const version = picked(world.versions(...place, { state: "deleted" }), deed.pick);
      const isTaken = world.versions(...place).some((active) => active.name === version?.name);
      if (version && !isTaken) world.restoreVersion(...place, version.id);
    }
  }
}

function picked<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)];
}

function push(world: World, deed: Extract<Deed, { deed: "push" }>): void {
  const owner = organization(world);
  const [packageType, name] = PLACES[deed.place];
  const createdAt = new Date(world.now() - deed.daysAgo * DAY).toISOString();
  const active = world.package(owner, packageType, name) ? world.versions(owner, packageType, name) : [];
  if (packageType !== "container") {
    const version = `1.${deed.content}.0`;
    if (active.some((other) => other.name === version)) return;
    world.publish(owner, packageType, name, {
      name: version,
      createdAt,
      ...(packageType === "docker" && { tags: [version] }),
    });
    return;
  }
  const present = active.flatMap(({ name: digest, manifest }) =>
    manifest ? [{ ...manifest, digest, blobs: [] }] : [],
  );
  const { manifests, tags } = built(deed, picked(present, deed.pick));
  for (const { digest, mediaType, content } of manifests) {
    const own = digest === manifests.at(-1)?.digest ? tags : [];
    world.publish(owner, packageType, name, { name: digest, tags: own, createdAt, manifest: { mediaType, content } });
  }
}

function built(
  { shape, content, tags }: Extract<Deed, { deed: "push" }>,
  old: BuiltManifest | undefined,
): { manifests: readonly BuiltManifest[]; tags: readonly string[] } {
  const image = buildImage({ content: `image ${content}` });
  if (shape === "index" || !old) {
    const { index, children } = buildMultiPlatformImage({
      platforms: ["linux/amd64", "linux/arm64"],
      content: `index ${content}`,
    });
    return { manifests: [...children, index], tags };
  }
  if (shape === "indexOfOld") return { manifests: [image, buildIndex([old, image])], tags };
  if (shape === "signature") return { manifests: [buildSignature(old.digest)], tags: [schemeTag(old.digest, "sig")] };
  if (shape === "referrer") return { manifests: [buildReferrer(old)], tags: [] };
  return { manifests: [image], tags };
}
