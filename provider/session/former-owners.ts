import { canonical } from "../model/canonical";

type Properties = Readonly<Record<string, unknown>>;

/**
 * Whose the resources are that name no owner, by what the program says of them. What the engine replaces it checks a second time, and
 * then without what the resource was (https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/step_generator.go).
 */
export class FormerOwners {
  private readonly owners = new Map<string, Set<string>>();

  note(desired: Properties, owner: string): void {
    const key = canonical(desired);
    const owners = this.owners.get(key) ?? new Set();
    this.owners.set(key, owners.add(owner));
  }

  /** The owner, unless resources of several owners say the same. */
  find(desired: Properties): string | undefined {
    const [owner, ...others] = this.owners.get(canonical(desired)) ?? [];
    return others.length === 0 ? owner : undefined;
  }
}
