import type { Session } from "../../../session";
import type { CheckFailure, PropertyMap } from "../../resource";

/**
 * Fills in the configured owner where the program names none. The token's own user is never filled in: that is whoever runs the program.
 */
export function withOwner(session: Session, desired: PropertyMap): PropertyMap {
  if (desired.owner !== undefined && desired.owner !== null) return desired;
  const { owner: _, ...rest } = desired;
  const configured = session.defaultOwner();
  return configured === undefined ? rest : { ...rest, owner: configured };
}

export function ownerFailures(inputs: PropertyMap, prior: PropertyMap | undefined): CheckFailure[] {
  if (inputs.owner !== undefined) return [];
  const known = typeof prior?.owner === "string" ? prior.owner : undefined;
  const before = known === undefined ? "" : ` Until now it was ${known}.`;
  const reason =
    `nothing says whose packages the policy is about.${before} Write owner: "${known ?? "acme"}", or configure it for the stack ` +
    `(\`pulumi config set github-packages:owner ${known ?? "acme"}\`, GITHUB_OWNER)`;
  return [{ property: "owner", reason }];
}
