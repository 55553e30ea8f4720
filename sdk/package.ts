import * as pulumi from "@pulumi/pulumi";
import { assertUsable } from "./assert-usable";
import { hiddenSecret } from "./debug-events";
import { noteDeclaredPackage } from "./declarations";
import { notePackageName } from "./package-by-name";
import { providerCode, resourceType, withPluginAlias } from "./provider-code";
import type { OwnerType, PackageType, Visibility, WhenDeleted } from "./types";

/** What a program says of a package. GitHub's API can set nothing of a package but whether it is there, so nothing else is an input. */
export interface PackageArgs {
  /**
   * The login of the organization or user, in any case. Default: the configured one (`github-packages:owner`, `GITHUB_OWNER`),
   * else the token's own user. A change replaces the resource: the new package is adopted, then the old one is deleted.
   */
  owner?: pulumi.Input<string>;
  /** What kind of account the owner is. Default: found out with one request a run. */
  ownerType?: pulumi.Input<OwnerType>;
  /** The registry. A change replaces the resource. */
  packageType: pulumi.Input<PackageType>;
  /**
   * The name as the registry spells it, not URL-encoded. A container's name is what follows the owner: `repo/api` of `ghcr.io/acme/repo/api`. Maven's
   * are `group.artifact`. npm's may have their scope, which must be the owner. A change replaces the resource.
   */
  name: pulumi.Input<string>;
  /**
   * What to do when the package is not there. `restore` (the default) brings back a package that was deleted within the last 30 days, unless its name
   * was taken again (https://docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package). `fail` fails.
   */
  whenDeleted?: pulumi.Input<WhenDeleted>;
  /**
   * The "package token" that the API's restoration takes as an optional parameter. GitHub does not document what for
   * (https://docs.github.com/rest/packages/packages#restore-a-package-for-an-organization). The token is encrypted in the state, and no event of the
   * engine has it.
   */
  restoreToken?: pulumi.Input<string>;
}

/**
 * A package of GitHub Packages. Packages come into being by publishing. Declaring one adopts it when it is there, restores it when it was deleted
 * within 30 days, and fails with the reason otherwise.
 *
 * **Destroying the resource deletes the package** with all its versions. Set `protect: true` on what must not go, or `retainOnDelete: true` to forget
 * it without deleting. To rename a protected resource in the program, give it `aliases: [{ name: "its old name" }]`: otherwise the engine refuses the
 * rename as a deletion.
 *
 * `pulumi refresh` finds drift. A package that somebody deleted leaves the state, and the next `pulumi up` restores it. New versions are no drift.
 *
 * ```ts
 * const api = new Package("api", { owner: "acme", packageType: "container", name: "api" }, { protect: true });
 * ```
 */
export class Package extends pulumi.CustomResource {
  /** The owner's login, as the program spells it. */
  declare readonly owner: pulumi.Output<string>;
  /** What kind of account the owner is. */
  declare readonly ownerType: pulumi.Output<OwnerType>;
  /** GitHub's numeric id of the owner. Missing when GitHub's answer leaves the owner out. */
  declare readonly ownerId: pulumi.Output<number | undefined>;
  /** The registry. */
  declare readonly packageType: pulumi.Output<PackageType>;
  /** The package's name, as the program spells it. */
  declare readonly name: pulumi.Output<string>;
  /** GitHub's numeric id of the package. A package that is deleted and published again has another one. */
  declare readonly packageId: pulumi.Output<number>;
  /** Who can see the package. The API can't set it. A change is reported as drift. */
  declare readonly visibility: pulumi.Output<Visibility>;
  /** The linked repository as `owner/name`. Missing when the package is linked to none. */
  declare readonly repository: pulumi.Output<string | undefined>;
  /** GitHub's numeric id of the linked repository. */
  declare readonly repositoryId: pulumi.Output<number | undefined>;
  /** The package's page. */
  declare readonly htmlUrl: pulumi.Output<string>;
  /** When the package was first published: ISO 8601, UTC. */
  declare readonly createdAt: pulumi.Output<string>;

  /**
   * Looks up a package that this program does not manage.
   * @param id `owner/type/name`, the name URL-encoded: `acme/container/repo%2Fapi`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Package {
    return new Package(name, {} as PackageArgs, { ...opts, id });
  }

  /** Whether an object is a `Package`, also of another copy of this module. */
  static override isInstance(object: unknown): object is Package {
    return (object as { __pulumiType?: string } | undefined)?.__pulumiType === resourceType("Package");
  }

  constructor(name: string, args: PackageArgs, opts?: pulumi.CustomResourceOptions) {
    assertUsable();
    const inputs = ["owner", "ownerType", "packageType", "name"];
    const computed = ["ownerId", "packageId", "visibility", "repository", "repositoryId", "htmlUrl", "createdAt"];
    const properties = {
      ...Object.fromEntries([...inputs, ...computed].map((output) => [output, undefined])),
      ...args,
      ...(args?.restoreToken !== undefined && { restoreToken: hiddenSecret(pulumi.output(args.restoreToken)) }),
      __provider: providerCode("Package"),
    };
    super(resourceType("Package"), name, properties, withPluginAlias("Package", opts));
    if (opts?.id !== undefined) return;
    noteDeclaredPackage(this, properties);
    notePackageName(this, args ?? {}, opts);
  }
}
