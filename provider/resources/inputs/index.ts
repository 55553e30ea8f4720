/**
 * What the inputs of packages and versions have in common: checks, defaults, and names that nearly exist.
 */
export { checkInputs } from "./checked-inputs";
export { fillOwner } from "./default-owner";
export { nameHint } from "./near-packages";
export { didYouMean, meantName, nearestNames } from "./nearest-names";
export { npmScopeFailures, ownerShape, packageName, whenDeleted } from "./package-inputs";
