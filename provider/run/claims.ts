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
   * Claims packages for a policy, which may do so again: the engine checks one that is replaced twice.
   * @returns the packages that another policy covers already.
   */
  claim(claim: Claim): string[] {
    for (const earlier of this.journal.read()) this.remember(earlier);
    this.remember(claim);
    this.journal.append(claim);
    return claim.packages.filter((id) => this.policies.get(id) !== claim.policy);
  }

  private remember({ policy, packages }: Claim): void {
    for (const id of packages) if (!this.policies.has(id)) this.policies.set(id, policy);
  }
}
