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
import { GitHubClient } from "./client";
import { deletePackage } from "./delete-package";
import { sentence } from "./failures";
import { type Fetch, fetchFor } from "./http";
import { listPackages } from "./list-packages";
import { listVersions, readVersionsPage } from "./list-versions";
import { applyMutation, type Mutation } from "./mutation";
import { readRowsPage, translated } from "./pagination";
import type { RateBudget } from "./rate-limits";
import { ownerRequest, packageRequest, type RequestSpec, toVersionFacts, versionRequest } from "./requests";
import { readServerTime } from "./server-time";
import { reportToken, type TokenReport } from "./token-report";

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
    const spec = ownerRequest("listPackages", "list", `${type} packages of ${owner.login}`, owner);
    return this.about(spec, () => listPackages(this.client, owner, type, options));
  }

  async getPackage(ref: PackageRef): Promise<PackageFacts> {
    return this.readOne(packageRequest("getPackage", "read", ref), this.client.toPackageFacts);
  }

  async deletePackage(ref: PackageRef, isStill: () => Promise<boolean>): Promise<void> {
    const spec = packageRequest("deletePackage", "delete", ref, { kind: "write" });
    return this.about(spec, () => deletePackage(this.client, spec, isStill));
  }

  async restorePackage(ref: PackageRef, { token }: { readonly token?: string } = {}): Promise<void> {
    const query = token === undefined ? {} : { token };
    const spec = packageRequest("restorePackage", "restore", ref, { kind: "restore", query });
    return this.apply({ spec, look: packageRequest("getPackage", "look at", ref) });
  }

  async listVersions(ref: PackageRef, options?: ListVersionsOptions): Promise<VersionFacts[]> {
    return this.about(packageRequest("listVersions", "list", ref), () => listVersions(this.client, ref, options));
  }

  async readVersionsPage(ref: PackageRef, page: number, etag?: string): Promise<VersionsPage | undefined> {
    return this.about(packageRequest("listVersions", "list", ref), () =>
      readVersionsPage(this.client, ref, page, etag),
    );
  }

  async getVersion(ref: VersionRef): Promise<VersionFacts> {
    return this.readOne(versionRequest("getVersion", "read", ref), toVersionFacts);
  }

  async deleteVersion(ref: VersionRef, abortReason?: () => ProviderError | undefined): Promise<void> {
    const spec = versionRequest("deleteVersion", "delete", ref, "write");
    return this.apply({
      spec,
      look: versionRequest("getVersion", "look at", ref),
      ...(abortReason && { abortReason }),
    });
  }

  async restoreVersion(ref: VersionRef): Promise<void> {
    const spec = versionRequest("restoreVersion", "restore", ref, "restore");
    return this.apply({ spec, look: versionRequest("getVersion", "look at", ref) });
  }

  async listDockerMigrationConflicts(owner: Owner): Promise<ConflictFacts[]> {
    const what = `Docker migration conflicts of ${owner.login}`;
    const spec = ownerRequest("listDockerMigrationConflicts", "list", what, owner);
    return this.about(spec, () => listConflicts(this.client, spec));
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

  private readOne<Facts>(spec: RequestSpec, translate: (data: unknown) => Facts): Promise<Facts> {
    return this.about(spec, async () => {
      const { data } = await this.client.read(spec);
      return translated(this.client, spec, () => translate(data));
    });
  }

  private apply(request: Mutation): Promise<void> {
    return this.about(request.spec, () => applyMutation(this.client, request));
  }

  /** Around every operation: the token must be the one whose `/user` this is, and a bare "Not Found" gets its reason. */
  private async about<Result>(spec: RequestSpec, work: () => Promise<Result>): Promise<Result> {
    await this.accounts.requireOwn(spec);
    try {
      return await work();
    } catch (error) {
      throw isProviderError(error) ? await this.accounts.explain(error, spec) : error;
    }
  }
}

/** GitHub documents no pages for these lists. Should a `Link` speak of more, what was read is not the whole. */
async function listConflicts(client: GitHubClient, spec: RequestSpec): Promise<ConflictFacts[]> {
  const { rows, links } = await readRowsPage(client, spec, undefined, client.toPackageFacts);
  if (!links?.hasNext) return [...rows];
  const nextStep = "This provider reads one page of this list, as documented: please report it.";
  throw new ProviderError(sentence(spec, "the list goes on after its first page", 200, nextStep), {
    code: "incomplete",
  });
}
