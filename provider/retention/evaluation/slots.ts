import { type CompiledRule, MATCH } from "../matching";
import type { Place } from "./graph";
import { type MatchTable, type PackageGraph, sortPlaces } from "./package-graph";

/** The newest-first orders of a package, by creation and by update. Each is made once, when a rule asks for it. */
export class NewestFirst {
  private byCreation: readonly Place[] | undefined;
  private byUpdate: readonly Place[] | undefined;

  constructor(private readonly packageGraph: PackageGraph) {}

  for(rule: CompiledRule): readonly Place[] {
    const { versions, createdAt, updatedAt, oldestFirst } = this.packageGraph;
    if (rule.byUpdate) {
      this.byUpdate ??= sortPlaces(versions, updatedAt, createdAt).reverse();
      return this.byUpdate;
    }
    this.byCreation ??= [...oldestFirst].reverse();
    return this.byCreation;
  }
}

/**
 * Step 7. Which versions hold a slot of a rule's newest N. All roots that match compete, also those that stay anyway. They compete before the rule's
 * ages are looked at. Versions that become roots by the plan compete too, and take slots away from others. They get nothing by it, because they stay
 * as it is.
 */
export function slotHolders(
  packageGraph: PackageGraph,
  rule: CompiledRule,
  table: MatchTable,
  order: NewestFirst,
  isRoot: Uint8Array,
  competes: Uint8Array,
): Uint8Array {
  const held = new Uint8Array(packageGraph.versions.length);
  const count = rule.mostRecent?.count ?? 0;
  rank(packageGraph, rule, table, order, competes, (place, _, before) => {
    if (before < count && isRoot[place] === 1) held[place] = 1;
  });
  return held;
}

/** Where a version stands among those that compete for the slots of a group. */
export interface Standing {
  readonly group: string;
  /** So many newer ones are before it. */
  readonly before: number;
}

/** Where one version stands, in each of its groups. */
export function standings(
  packageGraph: PackageGraph,
  rule: CompiledRule,
  table: MatchTable,
  competes: Uint8Array,
  wanted: Place,
): Standing[] {
  const found: Standing[] = [];
  rank(packageGraph, rule, table, new NewestFirst(packageGraph), competes, (place, group, before) => {
    if (place === wanted) found.push({ group, before });
  });
  return found;
}

function rank(
  packageGraph: PackageGraph,
  rule: CompiledRule,
  table: MatchTable,
  order: NewestFirst,
  competes: Uint8Array,
  onRanked: (place: Place, group: string, before: number) => void,
): void {
  const matches = table.get(rule);
  const taken = new Map<string, number>();
  for (const place of order.for(rule)) {
    if (matches?.[place] !== MATCH || competes[place] === 0) continue;
    for (const group of rule.mostRecent?.groupsOf(packageGraph.labels[place] ?? []) ?? []) {
      const before = taken.get(group) ?? 0;
      taken.set(group, before + 1);
      onRanked(place, group, before);
    }
  }
}
