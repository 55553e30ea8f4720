import type { OwnerKind } from "../../provider/model/owner";
import type { PackageType } from "../../provider/model/package";

/** What can be done with packages, in the order in which it needs more rights. */
export const ABILITIES = ["list", "read", "delete", "restore"] as const;
export type Ability = (typeof ABILITIES)[number];

/**
 * `yes` was tried, or is the owner's own right. `role`: as far as the token goes; GitHub also asks for the Admin role for the package, which
 * it tells only whoever tries. `untried`: there is no package to try it on, or the host does not tell.
 */
export type Answer = "yes" | "role" | "no" | "untried";

export interface TypeReport {
  readonly type: PackageType;
  readonly can: Readonly<Record<Ability, Answer>>;
}

/** Something that does not work, and what to change. */
export interface Problem {
  readonly owner: string;
  readonly types: readonly PackageType[];
  readonly abilities: readonly Ability[];
  /** What GitHub said or documents, and the way out. */
  readonly message: string;
}

export interface OwnerReport {
  readonly login: string;
  /** Absent when the owner could not be found. */
  readonly kind?: OwnerKind;
  readonly types: readonly TypeReport[];
  readonly problems: readonly Problem[];
}

export interface DoctorReport {
  readonly host: {
    readonly name: string;
    readonly api: string;
    readonly source: string;
    readonly registry: string;
    readonly apiVersion: string;
    readonly enterpriseVersion?: string;
    readonly proxy?: string;
  };
  readonly token: {
    readonly kind: string;
    readonly source: string;
    readonly login?: string;
    readonly scopes?: readonly string[];
    readonly expiresAt?: string;
  };
  readonly rate?: { readonly limit: number; readonly remaining: number; readonly resetAt?: string };
  readonly owners: readonly OwnerReport[];
  /** Nothing is wrong yet, but people should know. */
  readonly warnings: readonly string[];
  /** What was asked to work for every owner and type. */
  readonly needs: readonly Ability[];
  /** Whether all that is needed works. */
  readonly ok: boolean;
}
