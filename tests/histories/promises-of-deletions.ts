import { deletedByProvider, type HostObserved, isOn, type Observed, shownBy } from "./observed";
import type { Change } from "./witness";

/** How old a look at a package may be when one of its versions is deleted, in milliseconds. */
const WINDOW = 10_000;

const describe = ({ packageType, packageName, version }: Change) =>
  `${packageType} ${packageName}${version ? ` ${version.id} (${version.tags.join(", ")})` : ""}`;

/** Nothing is deleted that the preview did not show, and nothing at all where no update begins. */
export function unseen({ command, result, plan, hosts }: Observed, host: HostObserved): string[] {
  const gone = deletedByProvider(host);
  const isUpdate = hosts.some(({ updateBeganAt }) => updateBeganAt !== undefined);
  const changes = host.changes.filter(({ by }) => by === "the provider");
  if (!isUpdate || command.command === "refresh")
    return changes.map((change) => `${change.kind} by a command that only looks: ${describe(change)}`);
  if (command.skipsPreview) return [];
  return [result.preview, ...(plan ? [plan] : [])].flatMap((steps) => {
    const shown = shownBy(steps, host);
    return gone
      .filter((change) => !isShown(change, shown, host))
      .map((change) => `deleted and not shown: ${describe(change)}`);
  });
}

function isShown(
  { version, packageId, packageType, packageName, active }: Change,
  shown: ReturnType<typeof shownBy>,
  host: HostObserved,
): boolean {
  if (version) return shown.versions.has(version.id);
  if (shown.packages.has(packageId)) return true;
  const there = new Set(host.atUpdate.find(({ id }) => id === packageId)?.versions.map(({ id }) => id));
  const isWhole = active.every((id) => shown.versions.has(id) || !there.has(id));
  return shown.wholePackages.has(`${packageType}/${packageName}`) && isWhole;
}

/** A version that got a tag after it was shown is not what was shown. */
export function renamedSince({ result, command }: Observed, host: HostObserved): string[] {
  if (command.skipsPreview || command.command === "destroy") return [];
  const { asResources } = shownBy(result.preview, host);
  return deletedByProvider(host).flatMap((change) => {
    const { version, at } = change;
    if (!version || asResources.has(version.id)) return [];
    const late = host.taggings.filter(
      (one) =>
        one.versionId === version.id &&
        one.at > host.startedAt &&
        one.at < at - WINDOW &&
        version.tags.includes(one.tag),
    );
    const between = late.concat(
      host.taggings.filter(
        (one) =>
          one.versionId === version.id &&
          one.at > host.startedAt &&
          one.at < (host.updateBeganAt ?? 0) &&
          version.tags.includes(one.tag),
      ),
    );
    return between.length > 0 && command.lag === undefined
      ? [`deleted although it has got the tag ${between[0]?.tag} since it was shown: ${describe(change)}`]
      : [];
  });
}

/** What the program declares stays. */
export function declaredGone({ command, program, before, after, result }: Observed, host: HostObserved): string[] {
  if (command.command === "destroy") return [];
  const declared = program.filter(({ type }) => type !== "RetentionPolicy").filter((one) => isOn(host, one));
  const replaced = new Set(
    result.preview.filter(({ operation }) => operation === "replace").map(({ declared: one }) => one.name),
  );
  const kept = declared.flatMap(({ type, name }) => {
    const urn = `${type}::${name}`;
    // No preview says what is replaced: then it is what has a successor.
    const isReplaced = command.skipsPreview ? before.get(urn)?.id !== after.get(urn)?.id : replaced.has(name);
    return [...(isReplaced ? [] : [before.get(urn)]), after.get(urn)]
      .filter((one) => one !== undefined)
      .filter((one) => isOn(host, one));
  });
  const versions = new Set(kept.map(({ outputs }) => outputs.versionId));
  const packages = new Set(kept.map(({ outputs }) => outputs.packageId));
  return deletedByProvider(host)
    .filter(({ version, packageId, active }) =>
      version ? versions.has(version.id) : packages.has(packageId) || active.some((id) => versions.has(id)),
    )
    .map((change) => `deleted although the program declares it: ${describe(change)}`);
}

/** A policy leaves no image without a part. */
export function tornImages({ result, command, before }: Observed, host: HostObserved): string[] {
  if (command.lag) return [];
  const resources = new Set(
    [...shownBy(result.preview, host).asResources].concat(
      [...before.values()].map(({ outputs }) => Number(outputs.versionId)),
    ),
  );
  const gone = deletedByProvider(host).filter(({ version }) => version && !resources.has(version.id));
  return host.atEnd.flatMap(({ id: packageId, versions, manifests, isActive }) => {
    const present = new Set(versions.map(({ name }) => name));
    if (!isActive) return [];
    return versions.flatMap((index) =>
      (manifests.get(index.name)?.children ?? []).flatMap(({ digest }) => {
        const loss = gone.find((change) => change.packageId === packageId && change.version?.name === digest);
        if (!loss || present.has(digest)) return [];
        const came = host.changes.findLast(
          ({ by, kind, version }) => by === "others" && kind !== "deleted" && version?.id === index.id,
        );
        const isLate = came !== undefined && came.at > (host.updateBeganAt ?? 0) && came.at > loss.at - WINDOW;
        return isLate ? [] : [`torn: ${index.id} (${index.tags?.join(", ")}) stays and lacks ${describe(loss)}`];
      }),
    );
  });
}

const DAY = 86_400_000;

/** An image that comes back comes back whole, or the update fails. */
export function incompleteRestorations({ result, command }: Observed, host: HostObserved): string[] {
  if (result.errors.length > 0 || command.lag) return [];
  return host.changes
    .filter(({ by, kind, version }) => by === "the provider" && kind === "restored" && version)
    .flatMap((change) => {
      const start = host.atStart.find(({ id }) => id === change.packageId);
      const end = host.atEnd.find(({ id }) => id === change.packageId);
      const isLost = (digest: string) => {
        const couldComeBack = start?.deletedVersions.some(
          ({ name, deletedAt }) => name === digest && Date.parse(deletedAt as string) > change.at - 30 * DAY,
        );
        const others = host.changes.some(({ by, version }) => by === "others" && version?.name === digest);
        return couldComeBack && !others && !end?.versions.some(({ name }) => name === digest);
      };
      const isThere = end?.versions.some(({ id }) => id === change.version?.id);
      const children = end?.manifests.get(change.version?.name ?? "")?.children ?? [];
      const lost = children.filter(({ digest }) => isThere && isLost(digest));
      return lost.map(({ digest }) => `restored without its part ${digest.slice(0, 15)}: ${describe(change)}`);
    });
}

/** What a report shows as handed over, because the preview noted that the program declares it, is not deleted. */
export function handedOverAndGone({ result }: Observed, host: HostObserved): string[] {
  const declared = result.notes.flatMap((note) =>
    note.kind === "declared" && note.host === host.name ? [note.declaration] : [],
  );
  const isNoted = (type: "package" | "version", id: number) =>
    declared.some((one) => one.type === type && one.liveId === id);
  return deletedByProvider(host)
    .filter(({ version, packageId }) => (version ? isNoted("version", version.id) : isNoted("package", packageId)))
    .map((change) => `deleted although the preview noted that the program declares it: ${describe(change)}`);
}
