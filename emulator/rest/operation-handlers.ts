import type { PackageHandler } from "./handlers/context";
import { listConflicts, listPackages, listVersions } from "./handlers/lists";
import { deletePackage, getPackage, restorePackage } from "./handlers/packages";
import { deleteVersion, getVersion, restoreVersion } from "./handlers/versions";
import type { PackageAction } from "./operations";

/**
 * How well an operation's success and its refusals are known: "documented" by GitHub, "observed" in published logs, or "assumed"
 * from the documentation's words.
 */
export type Evidence = "documented" | "observed" | "assumed";

export interface OperationHandler {
  readonly handle: PackageHandler;
  readonly success: Evidence;
  readonly refusals: Evidence;
}

export const operationHandlers: Readonly<Record<PackageAction, OperationHandler>> = {
  "list-packages": { handle: listPackages, success: "observed", refusals: "observed" },
  "get-package": { handle: getPackage, success: "observed", refusals: "observed" },
  "delete-package": { handle: deletePackage, success: "documented", refusals: "observed" },
  "restore-package": { handle: restorePackage, success: "documented", refusals: "assumed" },
  "list-versions": { handle: listVersions, success: "observed", refusals: "observed" },
  "get-version": { handle: getVersion, success: "documented", refusals: "observed" },
  "delete-version": { handle: deleteVersion, success: "documented", refusals: "observed" },
  "restore-version": { handle: restoreVersion, success: "documented", refusals: "assumed" },
  "list-conflicts": { handle: listConflicts, success: "documented", refusals: "assumed" },
};
