import { parsePackageId, parseVersionId } from "../../../model/reference";
import type { Session } from "../../../session";
import type { CheckFailure } from "../../resource";

export function keepFailures(keep: readonly string[] = []): CheckFailure[] {
  return keep.flatMap((id, index) =>
    parsePackageId(id) || parseVersionId(id)
      ? []
      : [
          {
            property: `keep[${index}]`,
            reason: `is no id of a Package or a PackageVersion: "${id}". Give it the \`id\` of a resource of the program: "acme/container/repo%2Fapi" or "acme/container/repo%2Fapi/4711"`,
          },
        ],
  );
}

/** Takes over what the program says that it declares. */
export function takeOverKept(session: Session, keep: readonly string[] = []): void {
  for (const id of keep) {
    const version = parseVersionId(id);
    const { login, packageType, name } = version ?? parsePackageId(id) ?? {};
    if (login === undefined || packageType === undefined || name === undefined) continue;
    if (!version) session.declarations.declarePackage(login, packageType, name);
    else {
      const { versionId } = version;
      session.declarations.declareVersion(login, packageType, name, { kind: "versionId", value: versionId }, versionId);
    }
  }
}
