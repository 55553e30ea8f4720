/**
 * Applying a plan that was shown: the deletions and restorations, in order, with the looks before them and the log of them.
 *
 * The way of a deletion: `RunOfPolicy` knows what was shown, and makes the state of what becomes of it. `Apply` works on a few packages at once.
 * `ApplyToPackage` looks at one, restores, deletes, and looks again. `PackageDeletions` sends each deletion (`PackagesApi.deleteVersion`) while what was seen
 * still holds, which `Freshness` and `PageWatch` know.
 */
export { RunOfPolicy } from "./run-of-policy";
