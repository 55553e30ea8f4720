/** Which packages the policies of one run cover. Two policies over one package would undo and hide each other's work. */
export class PolicyClaims {
  private readonly claims = new Map<string, Claim>();

  /**
   * Claims packages for a policy. The engine checks a policy that is replaced twice, the second time as if it were new: that is told
   * from a second policy by what it says and by not being new the first time.
   * @returns the packages that another policy of this run covers already.
   */
  claim(packageIds: readonly string[], policy: string, isNew: boolean): string[] {
    const taken: string[] = [];
    for (const id of packageIds) {
      const first = this.claims.get(id);
      const isSamePolicyAgain = first?.policy === policy && isNew && !first.isNew;
      if (first && !isSamePolicyAgain) taken.push(id);
      else this.claims.set(id, { policy, isNew: first ? true : isNew });
    }
    return taken;
  }
}

interface Claim {
  readonly policy: string;
  readonly isNew: boolean;
}
