/**
 * One request on the wire and one response off it: transport, proxies, headers and stored responses. Nothing here knows an endpoint.
 */
export { ConditionalCache, type StoredResponse } from "./conditional-cache";
export { fetchFor } from "./proxy";
export {
  type FailedResponse,
  isNotModified,
  isPrimaryRefusal,
  isSecondaryRefusal,
  readFailedResponse,
} from "./response";
export { type RateObservation, type ResponseHeaders, readDate, readRateHeaders } from "./response-headers";
export { ServerClock } from "./server-clock";
export { readScopes, TokenScopes } from "./token-scopes";
export { createTransport, type Fetch, TransportError } from "./transport";
export { USER_AGENT } from "./user-agent";
