import { isProviderError, ProviderError } from "../errors";
import type { Owner, OwnerKind } from "../model/owner";
import type { PackageFacts, PackageType, VersionFacts } from "../model/package";
import type { PackageRef, VersionRef } from "../model/reference";
import type {
  Clock,
  ConflictFacts,
  ListPackagesOptions,
  ListVersionsOptions,
  Logger,
  PackagesApi,
  RunGuard,
  ServerTime,
  VersionsPage,
  Work,
  WorkEstimate,
} from "../ports";
import type { Settings } from "../settings";
import { Accounts } from "./accounts";
import { type Call, ownerCall, packageCall, versionCall } from "./call";
import { applyChange, type ChangeRequest } from "./change";
import { GitHubClient } from "./client";
import { deletePackage } from "./delete-package";
import { sentence } from "./failures";
import { listPackages } from "./list-packages";
import { listVersions, readVersionsPage } from "./list-versions";
import { fetchFor } from "./proxy";
import type { RateBudget } from "./rate-budget";
import { readRowsPage, translated } from "./read-page";
import { readServerTime } from "./server-time";
import { reportToken, type TokenReport } from "./token-report";
import { toVersionFacts } from "./translate";
import type { Fetch } from "./transport";

export interface PackagesApiParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly guard: RunGuard;
  /** Default: Node's own, through the proxy that the environment names. */
  readonly fetch?: Fetch;
  /** Whether packages come with all that GitHub says of their owners and repositories. */
  readonly details?: boolean;
  /** Called before each attempt of a request, for a token that does not last; with the token when GitHub no longer accepts it. */
  readonly renewToken?: (refused?: string) => Promise<void>;
}

/** The port, and the pace that everything sent through it shares. */
export interface GitHubPackagesApi extends PackagesApi {
  readonly budget: RateBudget;
  /** What the host tells of the token. Asks for nothing that counts against the hour's limit. */
  reportToken(): Promise<TokenReport>;
}

/** A client of one GitHub with one token. To be made once a run: the budget holds for what goes through the same client. */
export function createPackagesApi(settings: Settings, parts: PackagesApiParts): GitHubPackagesApi {
  return new OctokitPackagesApi(new GitHubClient(settings, { ...parts, fetch: parts.fetch ?? fetchFor(process.env) }));
}

class OctokitPackagesApi implements GitHubPackagesApi {
  readonly host: string;
  readonly budget: RateBudget;
  readonly pageSize: number;
  readonly comparesVersionCount: boolean;
  private readonly accounts: Accounts;

  constructor(private readonly client: GitHubClient) {
    this.host = client.settings.place.host;
    this.budget = client.budget;
    this.pageSize = client.settings.maxPerPage;
    this.comparesVersionCount = client.settings.undocumentedVersionCount;
    this.accounts = new Accounts(client);
  }

  resolveOwner(login: string | undefined, kind?: OwnerKind): Promise<Owner> {
    return this.accounts.resolve(login, kind);
  }

  reportToken(): Promise<TokenReport> {
    return reportToken(this.client);
  }

  listPackages(owner: Owner, type: PackageType, options?: ListPackagesOptions): Promise<PackageFacts[]> {
    const call = ownerCall("listPackages", "list", `${type} packages of ${owner.login}`, owner);
    return this.about(call, () => listPackages(this.client, owner, type, options));
  }

  async getPackage(ref: PackageRef): Promise<PackageFacts> {
    return this.readOne(packageCall("getPackage", "read", ref), this.client.toPackageFacts);
  }

  async deletePackage(ref: PackageRef, isStill: () => Promise<boolean>): Promise<void> {
    const call = packageCall("deletePackage", "delete", ref, { kind: "write" });
    return this.about(call, () => deletePackage(this.client, call, isStill));
  }

  async restorePackage(ref: PackageRef, { token }: { readonly token?: string } = {}): Promise<void> {
    const query = token === undefined ? {} : { token };
    const call = packageCall("restorePackage", "restore", ref, { kind: "restore", query });
    return this.apply({ call, look: packageCall("getPackage", "look at", ref) });
  }

  async listVersions(ref: PackageRef, options?: ListVersionsOptions): Promise<VersionFacts[]> {
    return this.about(packageCall("listVersions", "list", ref), () => listVersions(this.client, ref, options));
  }

  async readVersionsPage(ref: PackageRef, page: number, etag?: string): Promise<VersionsPage | undefined> {
    return this.about(packageCall("listVersions", "list", ref), () => readVersionsPage(this.client, ref, page, etag));
  }

  async getVersion(ref: VersionRef): Promise<VersionFacts> {
    return this.readOne(versionCall("getVersion", "read", ref), toVersionFacts);
  }

  async deleteVersion(ref: VersionRef, objection?: () => ProviderError | undefined): Promise<void> {
    const call = versionCall("deleteVersion", "delete", ref, "write");
    return this.apply({ call, look: versionCall("getVersion", "look at", ref), ...(objection && { objection }) });
  }

  async restoreVersion(ref: VersionRef): Promise<void> {
    const call = versionCall("restoreVersion", "restore", ref, "restore");
    return this.apply({ call, look: versionCall("getVersion", "look at", ref) });
  }

  async listDockerMigrationConflicts(owner: Owner): Promise<ConflictFacts[]> {
    const what = `Docker migration conflicts of ${owner.login}`;
    const call = ownerCall("listDockerMigrationConflicts", "list", what, owner);
    return this.about(call, () => listConflicts(this.client, call));
  }

  get tokenScopes(): readonly string[] | undefined {
    return this.client.scopes.known;
  }

  serverTime(): Promise<ServerTime> {
    return readServerTime(this.client);
  }

  estimate(work: Work): WorkEstimate {
    return this.budget.estimate(work);
  }

  private readOne<Facts>(call: Call, translate: (data: unknown) => Facts): Promise<Facts> {
    return this.about(call, async () => {
      const { data } = await this.client.read(call);
      return translated(this.client, call, () => translate(data));
    });
  }

  private apply(request: ChangeRequest): Promise<void> {
    return this.about(request.call, () => applyChange(this.client, request));
  }

  /** Around every operation: the token must be the one whose `/user` this is, and a bare "Not Found" gets its reason. */
  private async about<Result>(call: Call, work: () => Promise<Result>): Promise<Result> {
    await this.accounts.requireOwn(call);
    try {
      return await work();
    } catch (error) {
      throw isProviderError(error) ? await this.accounts.explain(error, call) : error;
    }
  }
}

/** GitHub documents no pages for these lists. Should a `Link` speak of more, what was read is not the whole. */
async function listConflicts(client: GitHubClient, call: Call): Promise<ConflictFacts[]> {
  const { rows, links } = await readRowsPage(client, call, undefined, client.toPackageFacts);
  if (!links?.hasNext) return [...rows];
  const nextStep = "This provider reads one page of this list, as documented: please report it.";
  throw new ProviderError(sentence(call, "the list goes on after its first page", 200, nextStep), {
    code: "incomplete",
  });
}
