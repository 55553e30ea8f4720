import type { VersionFacts } from "../../../model/package";
import type { RetentionPlan } from "../../../retention";
import type { Session } from "../../../session";
import { Sizes } from "../../../sizes";
import type { FreedByPackage } from "../messages";

/**
 * What a plan frees of each container package that loses something. It costs no request: whoever plans deletions of images has read their manifests.
 * @param seen the active versions of each package, as the plan was made from them.
 */
export async function freedBy(
  session: Session,
  { deletions }: RetentionPlan,
  seen: ReadonlyMap<string, readonly VersionFacts[]>,
): Promise<FreedByPackage> {
  const going = new Map<string, string[]>();
  for (const { package: name, name: digest } of deletions) {
    const digests = going.get(name) ?? [];
    digests.push(digest);
    going.set(name, digests);
  }
  const reader = await session.manifests();
  return new Map(
    [...going].map(([name, digests]) => {
      const versions = (seen.get(name) ?? []).map((version) => version.name);
      const sizes = new Sizes(versions, reader.known(versions));
      return [name, { freed: sizes.freed(digests), size: sizes.of(versions) }];
    }),
  );
}
