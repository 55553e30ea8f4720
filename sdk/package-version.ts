import * as pulumi from "@pulumi/pulumi";
import { assertUsable } from "./assert-usable";
import { noteDeclaredVersion } from "./declarations";
import { Package } from "./package";
import { packageByName } from "./package-by-name";
import { providerCode, resourceType, withPluginAlias } from "./provider-code";
import type { OwnerType, PackageType, WhenDeleted } from "./types";

/** The declared package that a version belongs to. */
export interface PackageVersionOfDeclaredPackage {
  /**
   * The declared package. The version is looked up after the package is there. When the package itself is deleted, the version is not deleted by
   * itself (`deletedWith`): GitHub would refuse that for the last version.
   */
  package: Package;
  owner?: never;
  ownerType?: never;
  packageType?: never;
  packageName?: never;
}

/** The package that a version belongs to, by its owner, type and name. */
export interface PackageVersionOfNamedPackage {
  package?: never;
  /** The login of the organization or user. Default: as for `Package`. */
  owner?: pulumi.Input<string>;
  /** What kind of account the owner is. Default: found out with one request a run. */
  ownerType?: pulumi.Input<OwnerType>;
  /** The registry. */
  packageType: pulumi.Input<PackageType>;
  /** The package's name, not URL-encoded. */
  packageName: pulumi.Input<string>;
}

/** The package that a version belongs to: a declared `Package`, or its owner, type and name. */
export type PackageVersionPackageArgs = PackageVersionOfDeclaredPackage | PackageVersionOfNamedPackage;

/** The four handles of a version. */
export interface PackageVersionHandles {
  /** The version's name: `1.4.2` of npm, Maven, NuGet and RubyGems; of a container its digest. */
  version: pulumi.Input<string>;
  /** A tag of a container or docker version. The tag is looked up once. When it moves later, that is reported as drift and changes nothing. */
  tag: pulumi.Input<string>;
  /** The digest of a container version: `sha256:` and 64 hexadecimal digits. */
  digest: pulumi.Input<string>;
  /** GitHub's numeric id of the version. */
  versionId: pulumi.Input<number>;
}

type Only<Handle extends keyof PackageVersionHandles> = Pick<PackageVersionHandles, Handle> & {
  [Other in Exclude<keyof PackageVersionHandles, Handle>]?: never;
};

/** Exactly one handle. */
export type PackageVersionHandleArgs = Only<"version"> | Only<"tag"> | Only<"digest"> | Only<"versionId">;

/** What a program says of a version besides its package and its handle. */
export interface PackageVersionOptions {
  /** What to do when the version is found among the deleted ones. Default: `restore`. */
  whenDeleted?: pulumi.Input<WhenDeleted>;
}

/** What a program says of one version: its package, and exactly one handle. */
export type PackageVersionArgs = PackageVersionPackageArgs & PackageVersionHandleArgs & PackageVersionOptions;

/**
 * One version of a package. It is found by its name, tag, digest or id, and pinned to the id from then on. Declaring it adopts it when it is there,
 * restores it when it was deleted within 30 days (an image with the parts that it needs), and fails with the reason otherwise.
 *
 * **Removing it from the program deletes the version**, and leaves the parts of an image. `protect: true` refuses the deletion, and a rename without
 * `aliases`. `retainOnDelete: true` forgets the version without deleting it.
 *
 * GitHub deletes neither the last version of a package nor the last tagged version of a container package, nor a public version with more
 * than 5,000 downloads (https://docs.github.com/rest/packages/packages#delete-package-version-for-an-organization).
 *
 * ```ts
 * new PackageVersion("api-1.4.2", { package: api, tag: "v1.4.2" });
 * new PackageVersion("ui-2.0.0", { owner: "acme", packageType: "npm", packageName: "ui", version: "2.0.0" });
 * ```
 */
export class PackageVersion extends pulumi.CustomResource {
  /** The owner's login, as the program spells it. */
  declare readonly owner: pulumi.Output<string>;
  /** What kind of account the owner is. */
  declare readonly ownerType: pulumi.Output<OwnerType>;
  /** The registry. */
  declare readonly packageType: pulumi.Output<PackageType>;
  /** The package's name, as the program spells it. */
  declare readonly packageName: pulumi.Output<string>;
  /** GitHub's numeric id of the version. */
  declare readonly versionId: pulumi.Output<number>;
  /** The version's name: `1.4.2`, or the digest of a container version. */
  declare readonly version: pulumi.Output<string>;
  /** The digest of a container version; missing for other types. */
  declare readonly digest: pulumi.Output<string | undefined>;
  /** The tags of a container or docker version, sorted; missing for other types. */
  declare readonly tags: pulumi.Output<string[] | undefined>;
  /** The version's page. */
  declare readonly htmlUrl: pulumi.Output<string | undefined>;
  /** The package's page. */
  declare readonly packageHtmlUrl: pulumi.Output<string>;
  /** When the version was published: ISO 8601, UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** The version's description, where its registry has one. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The version's licence, where its registry tells one. */
  declare readonly license: pulumi.Output<string | undefined>;

  /**
   * Looks up a version that this program does not manage.
   * @param id `owner/type/name/version-id`, the name URL-encoded: `acme/container/repo%2Fapi/4711`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): PackageVersion {
    return new PackageVersion(name, {} as PackageVersionArgs, { ...opts, id });
  }

  /** Whether an object is a `PackageVersion`, also of another copy of this module. */
  static override isInstance(object: unknown): object is PackageVersion {
    return (object as { __pulumiType?: string } | undefined)?.__pulumiType === resourceType("PackageVersion");
  }

  constructor(name: string, args: PackageVersionArgs, opts?: pulumi.CustomResourceOptions) {
    assertUsable();
    const { package: declared, ...rest } = args ?? {};
    const inputs = ["owner", "ownerType", "packageType", "packageName", "version", "versionId"];
    const computed = ["digest", "tags", "htmlUrl", "packageHtmlUrl", "createdAt", "description", "license"];
    const properties = {
      ...Object.fromEntries([...inputs, ...computed].map((output) => [output, undefined])),
      ...rest,
      ...(declared && packageArgsOf(name, declared, rest)),
      __provider: providerCode("PackageVersion"),
    };
    const whole = declared ?? packageByName(rest, opts);
    const options = whole ? { deletedWith: whole, ...opts } : opts;
    super(resourceType("PackageVersion"), name, properties, withPluginAlias("PackageVersion", options));
    if (opts?.id === undefined) noteDeclaredVersion(this, properties);
  }
}

function packageArgsOf(
  resource: string,
  declared: Package,
  rest: object,
): Omit<PackageVersionOfNamedPackage, "package"> {
  if (!Package.isInstance(declared)) {
    const way = "To name it, give owner, packageType and packageName.";
    throw new pulumi.RunError(
      `PackageVersion "${resource}": "package" is a Package that this program declares. ${way}`,
    );
  }
  const given = rest as Partial<PackageVersionOfNamedPackage>;
  const twice = (["owner", "ownerType", "packageType", "packageName"] as const).filter(
    (name) => given[name] !== undefined,
  );
  if (twice.length > 0) {
    throw new pulumi.RunError(
      `PackageVersion "${resource}": give either "package" or ${twice.join(" and ")}, not both.`,
    );
  }
  return { owner: declared.owner, packageType: declared.packageType, packageName: declared.name };
}
