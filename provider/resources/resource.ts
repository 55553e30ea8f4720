/**
 * What a host asks of a resource, in the host's own order of calls. Nothing in here knows Pulumi: bags are plain values, an
 * input that the engine does not know yet is `UNKNOWN`, and a secret is its plain value.
 */
export const UNKNOWN: unique symbol = Symbol("unknown until the update");

export type Bag = Record<string, unknown>;

export interface CheckFailure {
  /** The property's name, or its path: `rules["newest"].mostRecent.count`. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: Bag;
  readonly failures: readonly CheckFailure[];
}

export interface DiffResult {
  readonly changes: boolean;
  /** Names of the properties that make this a replacement. */
  readonly replaces?: readonly string[];
}

export interface Resource {
  /** `prior` is undefined for a resource that is not in the state, and for the second half of a replacement. */
  check(prior: Bag | undefined, desired: Bag): Promise<CheckResult>;
  diff(id: string, prior: Bag, desired: Bag): Promise<DiffResult>;
  create(inputs: Bag): Promise<{ id: string; state: Bag }>;
  /** Without `id`, the resource is confirmed to be gone. */
  read(id: string, state: Bag): Promise<{ id?: string; state?: Bag; inputs?: Bag }>;
  update(id: string, prior: Bag, desired: Bag): Promise<{ state: Bag }>;
  delete(id: string, state: Bag): Promise<void>;
}

/** Whether a value is unknown, or holds something that is. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
