/**
 * What all resources of one run share. It knows none of them.
 */
export { Session } from "./session";
