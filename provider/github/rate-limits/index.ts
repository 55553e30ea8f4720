/**
 * GitHub's limits: what a request costs, what is left of each limit, and when the next request may be sent.
 */
export { BudgetExhausted, type Lease, RateBudget, type Turn } from "./rate-budget";
export type { SpentLately } from "./rate-limits";
export type { RequestKind } from "./request-cost";
