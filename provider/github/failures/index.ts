/**
 * A failed response: what it means, by rules, and the error that people read.
 */
export { type FailureDetails, Stopped, sentence, toProviderError, withNextStep } from "./error";
export type { Classification } from "./failure-rules";
export { redact, secretsOf } from "./redact";
