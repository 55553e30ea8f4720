/**
 * Rules in compiled form: which packages and versions they match.
 */
export { agesHold, type CompiledPolicy, compilePolicy } from "./compiled-policy";
export { type CompiledRule, MATCH, type MatchResult, NO_MATCH, PARTLY } from "./compiled-rule";
export { coversPackage, namedPackages, selectPackages } from "./packages";
