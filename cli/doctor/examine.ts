import { isProviderError } from "../../provider/errors";
import type { GitHubPackagesApi } from "../../provider/github";
import { npmScopeMistake } from "../../provider/model/npm-scope";
import type { Owner } from "../../provider/model/owner";
import type { PackageType } from "../../provider/model/package";
import { describePackage, type PackageRef } from "../../provider/model/reference";
import { ABILITIES, type Ability, type Answer, type OwnerReport, type Problem, type TypeReport } from "./report";
import { documentedRight, type RightsContext } from "./rights";

/** A package to try reading on, where the token can't list. */
export interface NamedPackage {
  readonly packageType: PackageType;
  readonly name: string;
}

type Found = Omit<Problem, "owner" | "types"> & { readonly type: PackageType };

/** Tries to list and to read, with one page or object each; the rest is looked up. Sends nothing but GET. */
export class Examination {
  constructor(
    private readonly api: GitHubPackagesApi,
    private readonly context: RightsContext,
    private readonly named: readonly NamedPackage[],
  ) {}

  async owner(login: string | undefined, types: readonly PackageType[]): Promise<OwnerReport> {
    let owner: Owner;
    try {
      owner = await this.api.resolveOwner(login);
    } catch (error) {
      const message = messageOf(error);
      const name = login ?? "the token's own user";
      return { login: name, types: [], problems: [{ owner: name, types, abilities: ["list", "read"], message }] };
    }
    const examined = await Promise.all(types.map((type) => this.type(owner, type)));
    return {
      login: owner.login,
      kind: owner.kind,
      types: examined.map(({ report }) => report),
      problems: grouped(
        owner.login,
        examined.flatMap(({ found }) => found),
      ),
    };
  }

  private async type(owner: Owner, type: PackageType): Promise<{ report: TypeReport; found: Found[] }> {
    const found: Found[] = [];
    const note = (ability: Ability, message: string) => void found.push({ type, abilities: [ability], message });
    const listed = await this.list(owner, type, (message) => note("list", message));
    const named = this.named.filter(({ packageType }) => packageType === type).map(({ name }) => name);
    const names = named.length === 0 && listed.sample !== undefined ? [listed.sample] : named;
    const read = await this.read(owner, type, names, listed.answer, (message) => note("read", message));
    const right = (ability: "delete" | "restore"): Answer => {
      if (read === "no") return "no";
      const { answer, problem } = documentedRight(ability, type, owner, this.context);
      if (problem !== undefined) note(ability, problem);
      return answer;
    };
    return {
      report: { type, can: { list: listed.answer, read, delete: right("delete"), restore: right("restore") } },
      found,
    };
  }

  private async list(
    owner: Owner,
    type: PackageType,
    note: (message: string) => void,
  ): Promise<{ answer: Answer; sample?: string }> {
    try {
      const [first] = await this.api.listPackages(owner, type, { suffices: () => true });
      return { answer: "yes", ...(first && { sample: first.name }) };
    } catch (error) {
      note(messageOf(error));
      return { answer: "no" };
    }
  }

  /** Whether all of these packages can be read. Without any to try it on, whoever may list may read, and whoever may not is taken not to. */
  private async read(
    owner: Owner,
    packageType: PackageType,
    names: readonly string[],
    listed: Answer,
    note: (message: string) => void,
  ): Promise<Answer> {
    if (names.length === 0) return listed === "yes" ? "untried" : "no";
    const failures = await Promise.all(names.map((name) => this.readFailure({ owner, packageType, name })));
    const messages = failures.filter((message) => message !== undefined);
    messages.forEach(note);
    return messages.length === 0 ? "yes" : "no";
  }

  private async readFailure(ref: PackageRef): Promise<string | undefined> {
    const mistake = npmScopeMistake(ref.packageType, ref.name, ref.owner.login);
    if (mistake !== undefined) return `read ${describePackage(ref)}: ${mistake}.`;
    try {
      await this.api.getPackage(ref);
      await this.api.listVersions(ref, { suffices: () => true });
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }
}

/** By what they keep from working; the same reason is given once, for all that it stops: GitHub's words and the way out, without what was being looked at. */
function grouped(owner: string, found: readonly Found[]): Problem[] {
  const problems = new Map<string, { owner: string; types: PackageType[]; abilities: Ability[]; message: string }>();
  for (const { type, abilities, message } of found) {
    const reason = message.replaceAll(`${type} package`, "package").replaceAll(`/packages/${type}/`, "/packages/");
    const known = problems.get(reason) ?? { owner, types: [], abilities: [], message };
    problems.set(reason, known);
    if (!known.types.includes(type)) known.types.push(type);
    for (const ability of abilities) if (!known.abilities.includes(ability)) known.abilities.push(ability);
  }
  const rank = ({ abilities: [first] }: Problem) => ABILITIES.indexOf(first as Ability);
  return [...problems.values()].sort((a, b) => rank(a) - rank(b));
}

function messageOf(error: unknown): string {
  if (isProviderError(error)) return error.message;
  throw error;
}
