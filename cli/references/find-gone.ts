import { isProviderError } from "../../provider/errors";
import type { GitHubPackagesApi } from "../../provider/github";
import { inParallel } from "../../provider/in-parallel";
import { lastDeleted } from "../../provider/model/deletion";
import { describeGoneVersion, goneVersion } from "../../provider/model/gone-version";
import { canonicalLogin } from "../../provider/model/owner";
import type { PackageType } from "../../provider/model/package";
import { describePackage, type PackageRef } from "../../provider/model/reference";
import type { Clock, Logger } from "../../provider/ports";
import { progressOf } from "../../provider/progress";
import { InUse, namedPackage } from "../../provider/references";
import type { FoundReference } from "../../provider/references/files";

/** Something that is used and gone. */
export interface GoneReference {
  readonly foundAt: string;
  readonly reference: string;
  /** `deleted 3 days ago; it can be restored until 2026-12-27` */
  readonly what: string;
}

interface Asked {
  /** Whose packages those are that name no owner. */
  readonly owners: readonly string[];
  readonly hosts: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

const PACKAGES_AT_ONCE = 8;

/** Failures that no other package would be spared. */
const CONCERNS_ALL: ReadonlySet<string> = new Set(["unauthenticated", "rate_limited"]);

interface UsedPackage {
  readonly login: string;
  readonly packageType: PackageType;
  readonly name: string;
  /** Whether the references say so themselves. */
  readonly isNamed: boolean;
  readonly references: FoundReference[];
}

/** Asks GitHub which of the references mean a version that is not there. Those that may mean several are not asked about. */
export async function findGone(
  found: readonly FoundReference[],
  api: GitHubPackagesApi,
  { owners, hosts, clock, logger }: Asked,
): Promise<{ gone: readonly GoneReference[]; failures: readonly string[] }> {
  const packages = packagesOf(found, owners);
  const progress = progressOf(clock, logger, "asked for", "packages");
  const failures: string[] = [];
  let done = 0;
  const gone = await inParallel(packages, PACKAGES_AT_ONCE, async (one) => {
    try {
      return await goneOf(one, api, hosts);
    } catch (error) {
      if (!isProviderError(error) || CONCERNS_ALL.has(error.code)) throw error;
      failures.push(error.message);
      return [];
    } finally {
      done += 1;
      progress(done, packages.length);
    }
  });
  return { gone: gone.flat(), failures };
}

function packagesOf(found: readonly FoundReference[], owners: readonly string[]): UsedPackage[] {
  const packages = new Map<string, UsedPackage>();
  for (const one of found) {
    const named = namedPackage(one.reference, one.packageType);
    if (!named) continue;
    for (const login of named.login === undefined ? owners : [named.login]) {
      const key = JSON.stringify([canonicalLogin(login), one.packageType, named.name]);
      const known = packages.get(key) ?? {
        login,
        packageType: one.packageType,
        name: named.name,
        isNamed: named.login !== undefined,
        references: [],
      };
      known.references.push(one);
      packages.set(key, known);
    }
  }
  return [...packages.values()];
}

async function goneOf(
  { login, packageType, name, isNamed, references }: UsedPackage,
  api: GitHubPackagesApi,
  hosts: readonly string[],
): Promise<GoneReference[]> {
  const ref: PackageRef = { owner: await api.resolveOwner(login, undefined), packageType, name };
  const places = references.map((one) => ({ ...one, foundAt: `${one.file}:${one.line}` }));
  const active = await listed(api, ref, "active");
  if (!active) {
    const what = `${describePackage(ref)} is not there, or this token may not see it`;
    return isNamed ? places.map(({ foundAt, reference }) => ({ foundAt, reference, what })) : [];
  }
  const gone: GoneReference[] = [];
  let deleted: Awaited<ReturnType<typeof listed>>;
  for (const { foundAt, ...one } of places) {
    const { missing } = new InUse(packageType, [one]).of({ hosts, login, name }, active);
    for (const { among } of missing) {
      deleted ??= (await listed(api, ref, "deleted")) ?? [];
      const version = lastDeleted(among(deleted));
      const what = version
        ? describeGoneVersion(goneVersion(version, (await api.serverTime()).now))
        : "which is not there, and which GitHub does not list as deleted";
      gone.push({ foundAt, reference: one.reference, what });
    }
  }
  return gone;
}

async function listed(api: GitHubPackagesApi, ref: PackageRef, state: "active" | "deleted") {
  try {
    return await api.listVersions(ref, { state });
  } catch (error) {
    if (isProviderError(error, "not_found")) return undefined;
    throw error;
  }
}
