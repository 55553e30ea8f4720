/**
 * The parts of an image: which there are, and how they are restored with it.
 */
export { readImageParts } from "./image-parts";
export { assertServed, findMissingParts, type MissingParts, restoreParts } from "./image-restoration";
