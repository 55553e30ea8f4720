import { formatPackageId, formatVersionId } from "../../provider/model/reference";
import type { CollectedPackage } from "../collect";
import type { ResourceNames } from "./resource-names";

/** What `pulumi import --file` takes (https://www.pulumi.com/docs/iac/cli/commands/pulumi_import/): each resource by its type, name and id. */
export function importFile(login: string, packages: readonly CollectedPackage[], names: ResourceNames): string {
  const resources = packages.flatMap(({ facts: { packageType, name }, versions = [] }) => {
    const ofPackage = names.takeForPackage(packageType, name);
    return [
      { type: "github-packages:index:Package", name: ofPackage, id: formatPackageId(login, packageType, name) },
      ...versions.map(({ facts }) => ({
        type: "github-packages:index:PackageVersion",
        name: names.takeForVersion(ofPackage, facts),
        id: formatVersionId(login, packageType, name, facts.id),
      })),
    ];
  });
  return `${JSON.stringify({ resources }, undefined, 2)}\n`;
}
