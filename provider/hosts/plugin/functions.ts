import { type InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ProviderError } from "../../errors";
import { FUNCTIONS, type FunctionName } from "../../functions";
import { callFunction, type ProgramInstance } from "../program";
import { decode, encode } from "./properties";

const MODULE = "github-packages:index:";

/** @param moment tells what was read before a change from what is read after it. */
export async function invoke(
  request: InvokeRequest,
  instance: ProgramInstance,
  moment: string,
): Promise<InvokeResponse> {
  const token = request.getTok();
  const name = token.slice(MODULE.length);
  if (!token.startsWith(MODULE) || !isFunction(name)) {
    const known = Object.keys(FUNCTIONS).join(", ");
    throw new ProviderError(`call ${token}: this version of github-packages has the functions ${known}.`, {
      code: "invalid",
    });
  }
  const { properties, secrets } = decode(request.getArgs());
  const result = { ...(await callFunction(name, properties, instance, moment)) };
  const response = new InvokeResponse();
  response.setReturn(encode(result, secrets.size > 0 ? new Set(Object.keys(result)) : secrets));
  return response;
}

function isFunction(name: string): name is FunctionName {
  return name in FUNCTIONS;
}
