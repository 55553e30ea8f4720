/**
 * Who else declares an object: under another name, at another address, or in another state.
 */

export { digestOfDeclared } from "./declared-digest";
export {
  isDeclaredElsewhere,
  isPackageDeclaredElsewhere,
  liveVersion,
  versionsDeclaredElsewhere,
} from "./declared-elsewhere";
export { assertPackageIsNotPlanned, assertVersionIsNotPlanned } from "./declared-late";
export { declaredVersionsOf, isPackageDeclared, versionDeclaration, whatGoesWithIt } from "./hand-over";
export {
  cannotDeleteElsewhere,
  cannotReadElsewhere,
  otherHost,
  warnOfOtherHost,
} from "./host-of-state";
export {
  declaresByAnotherName,
  isDeclaredByAnotherName,
  selectorByAnotherName,
  selectorsByAnotherName,
} from "./namesakes";
