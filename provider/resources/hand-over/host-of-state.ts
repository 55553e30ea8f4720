import { ProviderError } from "../../errors";
import type { Session } from "../../session";
import type { HostOfState } from "../state-schema";

/** The host of a state, when it is known and another one than this run speaks to: what is not found here may be there. */
export function otherHost(session: Session, { __host }: HostOfState): string | undefined {
  return __host !== undefined && __host !== session.host ? __host : undefined;
}

/** For `read`: another host neither confirms that the object is gone, nor what has become of it. */
export function cannotReadElsewhere(session: Session, what: string, host: string): ProviderError {
  return new ProviderError(
    `read ${what}: it was adopted at ${host}, and this run speaks to ${session.host}, so it stays in the state as it is. ` +
      `Set baseUrl or GITHUB_BASE_URL to ${host}; or, if that server has another name now, run \`pulumi up\`, which adopts it under the new one.`,
    { code: "conflict" },
  );
}

/** For `delete`: an object of the same name or number on another host is another object. */
export function cannotDeleteElsewhere(session: Session, what: string, host: string): ProviderError {
  return new ProviderError(
    `delete ${what}: it was adopted at ${host}, and this run speaks to ${session.host}, so nothing is deleted. ` +
      `Delete it by a run with baseUrl or GITHUB_BASE_URL set to ${host}; or forget it with \`pulumi state delete\`.`,
    { code: "conflict" },
  );
}

/** Tells, in the preview, why a resource whose inputs are the same is replaced: the engine shows nothing of hidden properties. */
export function warnOfOtherHost(session: Session, what: string, host: string): void {
  if (!session.isFirstPhase) return;
  session.logger.warn(
    `${what} is replaced, because its host changes from ${host} to ${session.host}: the one at ${session.host} is adopted, ` +
      `then the one at ${host} is deleted, if its provider still speaks to ${host}.`,
  );
}
