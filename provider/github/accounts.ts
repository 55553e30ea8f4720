import { isProviderError, ProviderError } from "../errors";
import { canonicalLogin, type Owner, type OwnerKind } from "../model/owner";
import type { GitHubClient } from "./client";
import { sentence, withNextStep } from "./failures";
import { translated } from "./pagination";
import { type RequestSpec, toAccount } from "./requests";

type Account = ReturnType<typeof toAccount>;

/** Who owners are: what their accounts are, and which of them is the token's own. */
export class Accounts {
  private self: Promise<Account> | undefined;

  constructor(private readonly client: GitHubClient) {}

  async resolve(login: string | undefined, kind: OwnerKind | undefined): Promise<Owner> {
    if (login === undefined) return this.resolveSelf(kind);
    if (kind !== undefined) return { kind, login };

    const account = await this.account(login, "find owner");
    const owner = { login: account.login, id: account.id };
    if (account.type === "Organization") return { kind: "organization", ...owner };
    const self = await this.selfIfKnown();
    return { kind: self?.id === account.id ? "authenticatedUser" : "user", ...owner };
  }

  /**
   * `/user` routes answer for whoever the token belongs to. An owner that another token's user was resolved to (in an earlier
   * run, say) must not be looked for among this one's packages, so the two are compared once a run.
   * @throws `invalid` when they differ. A token that may not ask who it is (GITHUB_TOKEN) is left to the request itself.
   */
  async requireOwn(spec: RequestSpec): Promise<void> {
    if (spec.owner?.kind !== "authenticatedUser") return;
    const self = await this.selfIfKnown();
    if (!self || canonicalLogin(self.login) === canonicalLogin(spec.owner.login)) return;
    const words = `the token from ${this.client.settings.tokenSource} belongs to ${self.login}, not to ${spec.owner.login}`;
    const nextStep = `Use a token of ${spec.owner.login}, or address the packages as those of a user.`;
    throw new ProviderError(sentence(spec, words, undefined, nextStep), { code: "invalid" });
  }

  /**
   * GitHub's bare "Not Found" is about the owner or the route, not about a package: one more request tells which it is.
   * Anything that can't be told stays as it was.
   */
  async explain(error: ProviderError, spec: RequestSpec): Promise<ProviderError> {
    const isAboutPackages = /^Package (?:version )?not found/i.test(error.githubMessage ?? "");
    if (error.code !== "not_found" || error.status !== 404 || isAboutPackages) return error;
    if (!spec.owner || spec.owner.kind === "authenticatedUser") return error;
    const { login, kind } = spec.owner;
    try {
      const account = await this.account(login, "look for");
      if (kind !== "organization" || account.type === "Organization") return error;
      const nextStep = `${account.login} is a user, not an organization: address it as a user.`;
      return withNextStep(error, spec, "invalid", nextStep);
    } catch (failure) {
      if (!isProviderError(failure, "not_found")) return error;
      return withNextStep(error, spec, "invalid", this.noAccount(login));
    }
  }

  private async resolveSelf(kind: OwnerKind | undefined): Promise<Owner> {
    if (kind === "organization" || kind === "user") {
      const nextStep = "Set github-packages:owner, or GITHUB_OWNER.";
      throw new ProviderError(`find owner: no ${kind} is named. ${nextStep}`, { code: "invalid" });
    }
    const { login, id } = await this.whoAmI();
    return { kind: "authenticatedUser", login, id };
  }

  /** Undefined when the token may not know. */
  private async selfIfKnown(): Promise<Account | undefined> {
    try {
      return await this.whoAmI();
    } catch (error) {
      if (isFinal(error)) return undefined;
      throw error;
    }
  }

  /** The token's own user, asked for once a run; a refusal is remembered, too. */
  private whoAmI(): Promise<Account> {
    if (!this.self) {
      this.self = this.askWhoAmI();
      this.self.catch((error) => {
        if (!isFinal(error)) this.self = undefined;
      });
    }
    return this.self;
  }

  private async askWhoAmI(): Promise<Account> {
    const spec: RequestSpec = {
      verb: "find",
      what: "the token's own user",
      route: "GET /user",
      parameters: {},
      kind: "read",
    };
    try {
      const { data } = await this.client.read(spec);
      return translated(this.client, spec, () => toAccount(data));
    } catch (error) {
      if (!isProviderError(error, "access_denied")) throw error;
      const nextStep = "GITHUB_TOKEN in Actions belongs to no user: set github-packages:owner, or GITHUB_OWNER.";
      throw withNextStep(error, spec, "access_denied", nextStep);
    }
  }

  /** https://docs.github.com/rest/users/users#get-a-user answers for organizations as well. */
  private async account(login: string, verb: string): Promise<Account> {
    const parameters = { username: login };
    const spec: RequestSpec = { verb, what: login, route: "GET /users/{username}", parameters, kind: "read" };
    try {
      const { data } = await this.client.read(spec);
      return translated(this.client, spec, () => toAccount(data));
    } catch (error) {
      if (!isProviderError(error, "not_found")) throw error;
      throw withNextStep(error, spec, "not_found", `${this.noAccount(login)} ${this.whatToCheck()}`);
    }
  }

  private whatToCheck(): string {
    const { place, baseUrl, baseUrlSource } = this.client.settings;
    const name = "Check the owner's name";
    if (place.kind === "github.com") return `${name}.`;
    return `${name}, and that the REST API is at ${baseUrl} (from ${baseUrlSource}).`;
  }

  private noAccount(login: string): string {
    return `There is no account ${login} on ${this.client.settings.place.host}.`;
  }
}

/** GITHUB_TOKEN may not ask who it is, and will not be allowed to later; a server of packages alone has no such route. */
function isFinal(error: unknown): boolean {
  return isProviderError(error, "access_denied") || isProviderError(error, "not_found");
}
