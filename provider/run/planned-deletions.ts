import { type Journal, privateJournal } from "./journal";

/** What a policy has planned to delete of one package. Plain JSON. */
export interface PlannedOfPackage {
  /** The canonical id of the package. */
  readonly package: string;
  /** The policy, as messages name it. */
  readonly policy: string;
  readonly versions: readonly number[];
  /** What of the package was known to be declared, by selectors (`formatSelector`). */
  readonly declared: readonly string[];
  /** The package goes with all that is in it. */
  readonly isWhole: boolean;
}

/** What the policies of one phase have planned to delete: what is declared afterwards must not be among it. */
export class PlannedDeletions {
  private readonly byPackage = new Map<string, PlannedOfPackage>();

  /** @param journal where the processes of all provider instances of one server keep it. */
  constructor(private readonly journal: Journal<PlannedOfPackage> = privateJournal) {}

  note(planned: PlannedOfPackage): void {
    this.byPackage.set(planned.package, planned);
    this.journal.append(planned);
  }

  /** @param packageId the canonical one. */
  of(packageId: string): PlannedOfPackage | undefined {
    for (const planned of this.journal.read()) this.byPackage.set(planned.package, planned);
    return this.byPackage.get(packageId);
  }
}
