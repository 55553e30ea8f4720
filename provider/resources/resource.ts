/**
 * What a host asks of a resource, in the host's own order of calls. Nothing in here knows Pulumi: bags are plain values, an
 * input that the engine does not know yet is `UNKNOWN`, and a secret is its plain value.
 */
export const UNKNOWN: unique symbol = Symbol("unknown until the update");

export type PropertyMap = Record<string, unknown>;

export interface CheckFailure {
  /** The property's name, or its path: `rules["newest"].mostRecent.count`. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

export interface DiffResult {
  readonly changes: boolean;
  /** Names of the properties that make this a replacement. */
  readonly replaces?: readonly string[];
}

/** What a state holds of one resource. */
export interface Stored {
  readonly id: string;
  readonly state: PropertyMap;
}

export interface Resource {
  /** `prior` is undefined for a resource that is not in the state, and for the second half of a replacement. */
  check(prior: PropertyMap | undefined, desired: PropertyMap): Promise<CheckResult>;
  diff(id: string, prior: PropertyMap, desired: PropertyMap): Promise<DiffResult>;
  create(inputs: PropertyMap): Promise<Stored>;
  /**
   * What `create` would answer, or `update` of what is stored, without changing anything; what is not known before is `UNKNOWN`. Undefined
   * when nothing is: what is to be created is not there yet.
   */
  preview(inputs: PropertyMap, stored?: Stored): Promise<Stored | undefined>;
  /** Without `id`, the resource is confirmed to be gone. */
  read(id: string, state: PropertyMap): Promise<{ id?: string; state?: PropertyMap; inputs?: PropertyMap }>;
  /** The inputs by which a program would declare what was read by its id alone. */
  inputsOf(state: PropertyMap): PropertyMap;
  update(id: string, prior: PropertyMap, desired: PropertyMap): Promise<{ state: PropertyMap }>;
  delete(id: string, state: PropertyMap): Promise<void>;
}

/** Whether a value is unknown, or holds something that is. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
