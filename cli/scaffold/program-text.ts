import { ownerTypeOf } from "../../provider/model/owner";
import { isImageType, type VersionFacts } from "../../provider/model/package";
import { ordinaryTags } from "../../provider/model/tags";
import type { CollectedPackage } from "../collect";
import { ResourceNames } from "./resource-names";

/** The program that declares packages as they are, with `protect`. The packages are of one owner. */
export function programText(packages: readonly CollectedPackage[]): string {
  const [first] = packages;
  if (!first) throw new Error("a program about no package");
  const login = first.facts.owner?.login ?? first.owner.login;
  const names = new ResourceNames();
  const hasVersions = packages.some(({ versions }) => (versions ?? []).length > 0);
  const statements = packages.map((one) => packageStatement(one, names));
  return `/**
 * The packages of ${comment(login)} as they were found: declaring them adopts them and changes nothing on GitHub.
 * \`protect\` keeps Pulumi from deleting what is taken out of this program; remove it from what may go. To rename a resource,
 * give its old name: { ...adopted, aliases: [{ name: "old-name" }] }.
 */
import { Package${hasVersions ? ", PackageVersion" : ""} } from "pulumi-github-packages";

const adopted = { protect: true };
const of = { owner: ${literal(login)}, ownerType: ${literal(ownerTypeOf(first.owner))} } as const;

${statements.join("\n")}
`;
}

function packageStatement({ facts, versions = [] }: CollectedPackage, names: ResourceNames): string {
  const { packageType, name } = facts;
  const resource = names.takeForPackage(packageType, name);
  const made = `new Package(${literal(resource)}, { ...of, packageType: ${literal(packageType)}, name: ${literal(name)} }, adopted);`;
  if (versions.length === 0) return made;
  const lines = versions.map(
    (version) => `  ${versionStatement(version.facts, resource, isImageType(packageType), names)}`,
  );
  return `{\n  const pkg = ${made}\n${lines.join("\n")}\n}`;
}

/** Tags can move until the program runs; a digest, and the name of a release, can't. */
function versionStatement(
  facts: VersionFacts,
  packageResource: string,
  isImage: boolean,
  names: ResourceNames,
): string {
  const isDigest = isImage && facts.name.startsWith("sha256:");
  const resource = names.takeForVersion(packageResource, facts);
  const handle = `${isDigest ? "digest" : "version"}: ${literal(facts.name)}`;
  const tags = isDigest ? ` // ${comment(ordinaryTags(facts).join(", "))}` : "";
  return `new PackageVersion(${literal(resource)}, { package: pkg, ${handle} }, adopted);${tags}`;
}

/** Every JSON text is a JavaScript literal (https://262.ecma-international.org/#sec-literals-string-literals). */
function literal(text: string): string {
  return JSON.stringify(text);
}

/** On one line, and unable to end the comment. */
function comment(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, " ").replaceAll("*/", "* /");
}
