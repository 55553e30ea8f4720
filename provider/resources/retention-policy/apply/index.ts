/**
 * Applying a plan that was shown: the deletions and restorations, in order, with the looks before them and the log of them.
 */
export { RunOfPolicy } from "./run-of-policy";
