import type { Journal } from "./journal";
import { areOneObject, type LiveObject, type Server } from "./same-object";

/** A package that a policy covers. */
export interface CoveredPackage {
  /** Its canonical id. */
  readonly id: string;
  /** What it has, as far as that is known: first a version that stays, because the policies of other addresses may look for it later. */
  readonly versions: readonly LiveObject[];
}

/** One policy's word that it covers these packages of a server, each with a version by which it is known at other addresses too. */
export interface Claim {
  readonly server: Server;
  readonly policy: string;
  readonly packages: readonly { readonly id: string; readonly landmark?: LiveObject }[];
}

/** A package that another policy covers already; `server` where that one speaks to another address. */
export interface TakenPackage {
  readonly id: string;
  readonly server?: string;
}

/** Which packages the policies of one phase cover. Two policies over one package would undo and hide each other's work. */
export class PolicyClaims {
  private readonly policies = new Map<string, string>();
  private readonly landmarks = new Map<
    number,
    Array<Pick<Claim, "server" | "policy"> & { readonly sight: LiveObject }>
  >();

  constructor(
    private readonly server: Server,
    /** Where claims of all servers are kept beyond this process. */
    private readonly journal: Journal<Claim>,
  ) {}

  /**
   * Claims packages for a policy, which may do so again: the engine checks one that is replaced twice. Of two processes that claim at once
   * each has appended before it reads, so that one of them at least sees the other.
   * @returns the packages that another policy covers already.
   */
  claim(policy: string, covered: readonly CoveredPackage[]): TakenPackage[] {
    const packages = covered.map(({ id, versions: [landmark] }) => ({ id, ...(landmark && { landmark }) }));
    const own: Claim = { server: this.server, policy, packages };
    this.journal.append(own);
    for (const other of this.journal.read()) this.remember(other);
    this.remember(own);
    return covered.flatMap((one) => this.taken(policy, one) ?? []);
  }

  private taken(policy: string, { id, versions }: CoveredPackage): TakenPackage | undefined {
    if (this.policies.get(id) !== policy) return { id };
    for (const sight of versions) {
      const seen = this.landmarks.get(sight.id);
      const same = seen?.find((one) => one.policy !== policy && areOneObject(one, { server: this.server, sight }));
      if (same) return { id, server: same.server.identity };
    }
    return undefined;
  }

  private remember({ server, policy, packages }: Claim): void {
    const isHere = server.identity === this.server.identity;
    for (const { id, landmark: sight } of packages) {
      if (isHere && !this.policies.has(id)) this.policies.set(id, policy);
      if (isHere || !sight) continue;
      this.landmarks.set(sight.id, [...(this.landmarks.get(sight.id) ?? []), { server, policy, sight }]);
    }
  }
}
