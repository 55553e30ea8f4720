import { ProviderError } from "../../errors";
import { formatPackageId } from "../../model/reference";
import { formatSelector, type VersionSelector } from "../../model/version-selector";
import type { Session } from "../../session";

type Named = readonly [owner: string, packageType: Parameters<typeof formatPackageId>[1], name: string];

interface LateVersion {
  readonly package: Named;
  readonly selector: VersionSelector;
  /** GitHub's number of it, as far as it is known. */
  readonly versionId?: number;
  /** Of one that is not there, other versions may be parts. */
  readonly isThere: boolean;
}

/**
 * A policy that was planned before it could know that this is declared shows deletions that will not happen, or would tear an image that is to come
 * back. A program in another language than the SDK's own tells a policy by `keep` alone what it declares.
 * @throws ProviderError that names the policy.
 */
export function assertVersionIsNotPlanned(session: Session, version: LateVersion, what: string): void {
  const planned = session.plannedDeletions.of(formatPackageId(...version.package));
  if (!planned) return;
  const { selector, versionId, isThere } = version;
  const selectors: VersionSelector[] = [selector, ...(versionId === undefined ? [] : [byId(versionId)])];
  if (selectors.some((one) => planned.declared.includes(formatSelector(one)))) return;
  if (!isThere) refuse(what, planned.policy, "versions that it may need");
  if (versionId !== undefined && planned.versions.includes(versionId)) refuse(what, planned.policy, "it");
}

function byId(value: number): VersionSelector {
  return { kind: "versionId", value };
}

/** @throws ProviderError that names the policy. */
export function assertPackageIsNotPlanned(session: Session, named: Named, what: string): void {
  const planned = session.plannedDeletions.of(formatPackageId(...named));
  if (planned?.isWhole) refuse(what, planned.policy, "it");
}

function refuse(what: string, policy: string, deleted: string): never {
  throw new ProviderError(
    `declare ${what}: the retention policy ${policy} was planned before it could know of this resource, and would delete ${deleted}. ` +
      "Give the policy the id of this resource, in the list `keep`. Nothing was deleted.",
    { code: "conflict" },
  );
}
