import type { Behaviors } from "./behaviors";
import type { RegistryBehaviors } from "./registry";

/** Behaviors with a fixed number of values, which the command line can set. */
export type ChosenBehaviors = Omit<Behaviors, "retiredApiVersions"> & RegistryBehaviors;

/** The values of each, the default first. */
export const behaviorChoices: { readonly [K in keyof ChosenBehaviors]: readonly ChosenBehaviors[K][] } = {
  invalidParameter: [422, 400, 404],
  pageOutOfRange: ["clamp", 422],
  packageListLink: [false, true],
  userVersionQuery: ["honoured", "ignored"],
  userLinks: ["by id", "by login"],
  userPrivatePackages: ["shown", "hidden"],
  organizationAsUser: ["served", "not found"],
  notRestorable: [404, 400, 409, 422],
  restoreNameTaken: [404, 400, 409, 422],
  deletedVersionTags: ["kept", "empty"],
  restoredVersionTags: ["kept", "empty"],
  packageRestoreRevives: ["versions active at its deletion", "all versions"],
  expiredVersions: ["hidden", "listed"],
  republishedDigest: ["new id", "old id"],
  versionCount: ["active", "active and deleted"],
  updatedAtFollowsDeletion: [false, true],
  internalVisibility: ["internal", "private"],
  lastVersion: ["refuse", "delete the package"],
  lastTaggedVersion: ["refuse", "delete"],
  lastTaggedMessage: ["last tagged version", "downloads"],
  packageDownloadLimit: [true, false],
  scopedNpmName: ["not found", "accepted"],
  dockerTypeOfContainers: ["not found", "accepted"],
  integrationContainerList: [400, 200],
  integrationWithoutAdmin: [403, 404],
  fineGrainedToken: [403, 404],
  appToken: [404, 403],
  etags: [true, false],
  referrers: [404, 303],
  deletedManifests: ["missing", "served"],
  anonymousDenied: [401, 403],
  manifestDownloads: ["ignored", "counted"],
  noTags: ["null", "empty list"],
};

/** Reads "NAME=VALUE" assignments. Throws, naming what there is, on an unknown name or value. */
export function parseBehaviors(assignments: readonly string[]): Partial<ChosenBehaviors> {
  return Object.fromEntries(assignments.map(parseBehavior));
}

function parseBehavior(assignment: string): [string, unknown] {
  const [name = "", text] = assignment.split(/=(.*)/s, 2);
  if (!isBehavior(name)) {
    throw new Error(
      `--behavior ${name}: there is no such behavior. There are ${Object.keys(behaviorChoices).join(", ")}.`,
    );
  }
  const choices: readonly unknown[] = behaviorChoices[name];
  const value = choices.find((choice) => String(choice) === text);
  if (value === undefined) throw new Error(`--behavior ${name} must be one of: ${choices.join(", ")}.`);
  return [name, value];
}

function isBehavior(name: string): name is keyof ChosenBehaviors {
  return Object.hasOwn(behaviorChoices, name);
}
