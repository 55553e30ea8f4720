import type { Journal } from "./journal";

/** One policy's word that it covers these packages. */
export interface Claim {
  readonly policy: string;
  readonly packages: readonly string[];
}

/** Which packages the policies of one phase cover. Two policies over one package would undo and hide each other's work. */
export class PolicyClaims {
  private readonly policies = new Map<string, string>();

  /** @param journal where claims are kept beyond this process. */
  constructor(private readonly journal: Journal<Claim>) {}

  /**
   * Claims packages for a policy, which may do so again: the engine checks one that is replaced twice. Of two processes that claim at once
   * each has appended before it reads, so that one of them at least sees the other.
   * @returns the packages that another policy covers already.
   */
  claim(claim: Claim): string[] {
    this.journal.append(claim);
    for (const other of this.journal.read()) this.remember(other);
    this.remember(claim);
    return claim.packages.filter((id) => this.policies.get(id) !== claim.policy);
  }

  private remember({ policy, packages }: Claim): void {
    for (const id of packages) if (!this.policies.has(id)) this.policies.set(id, policy);
  }
}
