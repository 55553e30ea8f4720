import { CheckFailure, CheckResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { CheckFailure as Failure, PropertyMap } from "../../resources/resource";
import { encode } from "./properties";

/** The answer to a check of a resource, or of a provider instance's settings. */
export function checkResponse(
  inputs: PropertyMap,
  secrets: ReadonlySet<string>,
  failures: readonly Failure[],
): CheckResponse {
  const response = new CheckResponse();
  response.setInputs(encode(inputs, secrets));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}
