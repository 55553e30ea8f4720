/**
 * What is asked of GitHub: the operations of the API, one request to one of them, its context, and the translation of what comes
 * back into the model.
 */
export { RequestContext } from "./request-context";
export {
  ownerRequest,
  packageRequest,
  type RequestSpec,
  requestMethod,
  requestPath,
  requestTarget,
  versionRequest,
} from "./request-spec";
export {
  toAccount,
  toDetailedPackageFacts,
  toPackageFacts,
  toRows,
  toVersionFacts,
  UnexpectedResponse,
} from "./translate";
