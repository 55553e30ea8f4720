import { isProviderError, ProviderError } from "../errors";
import type { Owner } from "../model/owner";
import { PACKAGE_TYPES, type PackageFacts, type PackageType, type Visibility } from "../model/package";
import { canonicalPackageName, type PackageRef } from "../model/reference";
import type { ConflictFacts } from "../ports";
import type { PropertyMap } from "../resources/resource";
import type { Session } from "../session";
import type { OwnerArguments } from "./owner-arguments";

/** What the functions of one program read: each list once, however many functions ask for it. */
export class FunctionReads {
  private readonly lists = new Map<string, Promise<readonly PackageFacts[]>>();

  /** @internal */
  readonly session: Session;

  /** @internal */
  constructor(session: Session) {
    this.session = session;
  }

  /** The owner that is named, else the configured one, else the token's own user. */
  owner({ owner, ownerType }: OwnerArguments): Promise<Owner> {
    return this.session.owner(owner ?? this.session.defaultOwner(), ownerType);
  }

  /** The arguments with the owner that they stand for, as far as it is known without a request. */
  withOwner(given: PropertyMap): PropertyMap {
    const owner = given.owner ?? this.session.defaultOwner();
    return { ...given, ...(owner !== undefined && { owner }) };
  }

  async refer(args: OwnerArguments, packageType: PackageType, name: string): Promise<PackageRef> {
    return { owner: await this.owner(args), packageType, name: canonicalPackageName(packageType, name) };
  }

  /** The filter is GitHub's own: in repository-scoped registries it takes `internal` for `private`, whatever the packages say of themselves. */
  packages(owner: Owner, type: PackageType, visibility: Visibility | undefined): Promise<readonly PackageFacts[]> {
    if (visibility === undefined) return this.session.packages.list(owner, type);
    return this.once(`${visibility} ${type} ${owner.kind} ${owner.login}`, async () =>
      (await this.session.api()).listPackages(owner, type, { visibility }),
    );
  }

  conflicts(owner: Owner): Promise<readonly ConflictFacts[]> {
    return this.once(`conflicts ${owner.kind} ${owner.login}`, async () =>
      (await this.session.api()).listDockerMigrationConflicts(owner),
    );
  }

  /**
   * Packages of several types.
   * @throws when one type can't be listed: a part is never given for the whole.
   */
  async packagesOfTypes(
    owner: Owner,
    types: readonly PackageType[],
    visibility: Visibility | undefined,
  ): Promise<readonly PackageFacts[]> {
    const lists = await Promise.allSettled(types.map((type) => this.packages(owner, type, visibility)));
    return lists.flatMap((list) => (list.status === "fulfilled" ? list.value : refuseType(list.reason, types)));
  }

  private once(key: string, read: () => Promise<readonly PackageFacts[]>): Promise<readonly PackageFacts[]> {
    let list = this.lists.get(key);
    if (!list) {
      list = read();
      list.catch(() => this.lists.delete(key));
      this.lists.set(key, list);
    }
    return list;
  }
}

function refuseType(error: unknown, types: readonly PackageType[]): never {
  if (!isProviderError(error) || error.code !== "access_denied" || types.length < PACKAGE_TYPES.length) throw error;
  const { code, status, githubMessage } = error;
  throw new ProviderError(`${error.message} (To leave a type out, name the others in packageType.)`, {
    code,
    ...(status !== undefined && { status }),
    ...(githubMessage !== undefined && { githubMessage }),
  });
}
