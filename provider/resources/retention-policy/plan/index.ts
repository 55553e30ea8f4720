/**
 * Reading what a policy is about, and planning: nothing here changes anything.
 */

export { awaitedAlone, notActive } from "./awaited";
export { missingTags, withoutMissingTags } from "./missing-tags";
export { ownPageSuffices } from "./own-page";
export { DELETIONS_A_MINUTE, LOOK_AGAIN_AFTER_MILLISECONDS } from "./pace";
export { concernsTheRun, problemOf } from "./package-problems";
export { PackageReader, type ReaderOptions } from "./package-reader";
export { type PackageDetails, type PlanDetails, parseDetails, policyKey } from "./plan-details";
export { notShown, planRun } from "./planning";
export { readerOptions } from "./reader-options";
export { announceSkipped, maySkip } from "./skipped-packages";
