/**
 * What is particular to a policy's inputs: its owner, undefined values, declarations of the same program.
 */
export { inUseFailures } from "./in-use";
export { keepFailures, takeOverKept } from "./kept";
export { ownerFailures, withOwner } from "./owner";
export { takeOverDeclarations } from "./program-declarations";
export { undefinedInputFailures } from "./undefined-inputs";
