/**
 * What a policy says: its shape, its mistakes, and the language of its patterns and durations.
 */
export { compileGlobs, globMistake, isLiteral } from "./globs";
export {
  asksAboutTags,
  type DecidingInputs,
  decidesAlike,
  type GroupBy,
  judgesEachAlone,
  type Match,
  type OnAllMatched,
  ORPHAN_REFERRERS,
  type PolicyInputs,
  type Rule,
} from "./policy";
export { propertyPath } from "./property-path";
export { type InputFailure, parsePolicy } from "./schema";
