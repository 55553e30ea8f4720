import { canonical } from "../../../model/canonical";
import type { Session } from "../../../session";
import { type PropertyMap, UNKNOWN } from "../../resource";
import { userInputsOf } from "../memory";

/**
 * Who speaks: `images (acme, container)`. Pulumi shows what a dynamic provider says at the stack, without the resource that it is about. One program can have
 * policies for several owners and types.
 */
export function policyLabel(name: string, owner: unknown, packageType: unknown): string {
  return `${name} (${owner}, ${packageType})`;
}

/**
 * Remembers the policy's name, which only its check is told. The engine tells a dynamic provider the name of no resource.
 * @param self as `identifyPolicy` of the SDK makes it: the name, and a number that tells it from others.
 */
export function notePolicyName(session: Session, inputs: PropertyMap, self: unknown): void {
  if (typeof self === "string") session.policyNames.set(keyOf(inputs), self.replace(/ \d+$/, ""));
}

/** The session, speaking for one policy. */
export function sessionOf(session: Session, inputs: PropertyMap): Session {
  const { owner = "no owner", packageType = "no type" } = inputs;
  const known = (value: unknown) => (value === UNKNOWN ? "not known yet" : value);
  const name = session.policyNames.get(keyOf(inputs)) ?? "retention policy";
  return session.speakingFor(policyLabel(name, known(owner), known(packageType)));
}

function keyOf(inputs: PropertyMap): string {
  return canonical(userInputsOf(inputs));
}
