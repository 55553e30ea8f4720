/**
 * A failed response: what it means, by rules, the error that people read, and what must not be shown in it.
 */
export { type FailureDetails, Stopped, sentence, toProviderError, withNextStep } from "./error";
export type { Classification } from "./failure-rules";
export { redact, secretsOf } from "./redact";
