import { ProviderError } from "../../errors";
import { locatePackage } from "../../lookup/absence";
import { canonicalLogin, ownerTypeOf } from "../../model/owner";
import type { PackageFacts } from "../../model/package";
import {
  canonicalPackageName,
  describePackage,
  formatPackageId,
  type NamedPackage,
  PACKAGE_ID_RULE,
  type PackageRef,
  parsePackageId,
} from "../../model/reference";
import type { Session } from "../../session";
import {
  assertPackageIsNotPlanned,
  cannotDeleteElsewhere,
  cannotReadElsewhere,
  isPackageDeclared,
  otherHost,
  warnOfOtherHost,
} from "../hand-over";
import { fillOwner, nameHint } from "../inputs";
import { absenceMessage, migratedMessage, warnOfMissingScopes } from "../messages";
import {
  type CheckResult,
  type DiffResult,
  hasUnknown,
  type PropertyMap,
  type Resource,
  type Stored,
} from "../resource";
import { restorePackage } from "./create";
import { deletePackage, STILL_DECLARED } from "./deletion";
import { warnOfReplaced } from "./farewell";
import { checkPackageInputs, decodePackageInputs, type PackageInputs } from "./inputs";
import { decodePackageState, encodePackageState, type PackageNames, sightOf } from "./state";

/** One package of one owner: `create` makes sure that it is there, `delete` deletes it, `read` finds drift. */
export class PackageResource implements Resource {
  constructor(private readonly session: () => Session) {}

  async check(prior: PropertyMap | undefined, desired: PropertyMap): Promise<CheckResult> {
    const session = this.session();
    const checked = checkPackageInputs(await fillOwner(session, prior, desired));
    if (checked.failures.length > 0 || hasUnknown({ ...checked.inputs, restoreToken: undefined })) return checked;
    const inputs = decodePackageInputs(checked.inputs);
    assertPackageIsNotPlanned(
      session,
      [inputs.owner, inputs.packageType, inputs.name],
      `the package ${inputs.owner}/${inputs.name}`,
    );
    session.declarations.declarePackage(inputs.owner, inputs.packageType, inputs.name);
    if (prior === undefined && session.isFirstPhase) await this.announce(inputs);
    return checked;
  }

  async diff(id: string, priorProperties: PropertyMap, desired: PropertyMap): Promise<DiffResult> {
    const session = this.session();
    if (session.drift.take(id)) return { changes: true };
    const prior = decodePackageState(priorProperties);
    const changed = (name: "owner" | "packageType" | "name") => hasUnknown(desired[name]);
    const inputs = decodePackageInputs(desired);
    const replaces: string[] = [];
    if (changed("owner") || canonicalLogin(inputs.owner) !== canonicalLogin(prior.owner)) replaces.push("owner");
    if (changed("packageType") || inputs.packageType !== prior.packageType) replaces.push("packageType");
    if (changed("name") || !sameName(inputs, prior)) replaces.push("name");
    const elsewhere = otherHost(session, prior);
    if (elsewhere !== undefined && replaces.length === 0) {
      warnOfOtherHost(session, describePackage(namedBy(prior)), elsewhere);
      replaces.push("__host");
    } else if (replaces.length > 0 && elsewhere === undefined) {
      await warnOfReplaced(session, () => this.refer(prior));
    }
    if (replaces.length === 0) {
      session.declarations.declarePackage(prior.owner, prior.packageType, prior.name, prior.packageId, sightOf(prior));
    }
    return { changes: replaces.length > 0, replaces };
  }

  async preview(properties: PropertyMap, stored?: Stored): Promise<Stored | undefined> {
    if (stored || hasUnknown(properties)) return stored;
    const session = this.session();
    const inputs = decodePackageInputs(properties);
    const ref = await this.refer(inputs);
    const facts = await session.packages.get(ref);
    return facts && stateOf(session, inputs, ref, facts);
  }

  async create(properties: PropertyMap): Promise<Stored> {
    const session = this.session();
    const inputs = decodePackageInputs(properties);
    const ref = await this.refer(inputs);
    session.declarations.declarePackage(inputs.owner, inputs.packageType, inputs.name);
    const active = await session.packages.get(ref);
    const facts = active ?? (await restorePackage(session, ref, inputs));
    session.declarations.declarePackage(inputs.owner, inputs.packageType, inputs.name, facts.id, sightOf(facts));
    return stateOf(session, inputs, ref, facts);
  }

  async read(id: string, properties: PropertyMap): Promise<{ id?: string; state?: PropertyMap }> {
    const session = this.session();
    const names = namesOf(id, properties);
    const prior = decodePackageState(properties);
    const elsewhere = otherHost(session, prior);
    if (elsewhere !== undefined) throw cannotReadElsewhere(session, describePackage(namedBy(names)), elsewhere);
    const ref = await this.refer(names);
    const known = await session.packages.get(ref);
    const isSame = known && (prior.packageId === undefined || prior.packageId === known.id);
    const located = isSame ? { ref, facts: known } : await locatePackage(session, ref, prior);
    if (!located) {
      session.logger.warn(absenceMessage(describePackage(ref), "GitHub neither has it nor lists it", properties));
      return {};
    }
    const { facts } = located;
    if (prior.packageId !== undefined && prior.packageId !== facts.id) {
      session.logger.warn(
        `${describePackage(ref)} is another package now: id ${facts.id} instead of ${prior.packageId}, created ${facts.createdAt}. ` +
          "Somebody deleted it and published the name again. It leaves the state; the next update adopts the new one.",
      );
      return {};
    }
    if (located.ref.packageType !== ref.packageType)
      session.logger.warn(migratedMessage(`${describePackage(ref)} (id ${facts.id})`, located.ref));
    const state = encodePackageState(session.host, { ...names, ownerType: ownerTypeOf(ref.owner) }, facts);
    session.drift.compare(id, properties, state);
    return { id, state };
  }

  inputsOf(state: PropertyMap): PropertyMap {
    const { owner, packageType, name } = decodePackageState(state);
    return { owner, packageType, name };
  }

  async update(_id: string, prior: PropertyMap): Promise<{ state: PropertyMap }> {
    return { state: { ...prior, __host: this.session().host } };
  }

  async delete(id: string, properties: PropertyMap): Promise<void> {
    const session = this.session();
    const prior = decodePackageState(properties);
    const named = namedBy(prior);
    const elsewhere = otherHost(session, prior);
    if (isPackageDeclared(session.declarations, prior, elsewhere === undefined)) {
      session.logger.info(`${describePackage(named)} is not deleted: ${STILL_DECLARED}`);
      return;
    }
    if (elsewhere !== undefined) throw cannotDeleteElsewhere(session, describePackage(named), elsewhere);
    const deletion = this.refer(prior).then((ref) => deletePackage(session, ref, id, prior));
    session.packageDeletions.set(formatPackageId(prior.owner, prior.packageType, prior.name), deletion);
    await deletion;
  }

  private async announce(inputs: PackageInputs): Promise<void> {
    const session = this.session();
    const ref = await this.refer(inputs);
    const facts = await session.packages.get(ref);
    if (facts)
      session.declarations.declarePackage(inputs.owner, inputs.packageType, inputs.name, facts.id, sightOf(facts));
    const hint = facts ? undefined : await nameHint(session, ref);
    if (!facts && inputs.whenDeleted === "restore")
      await warnOfMissingScopes(session, { ...ref, deletes: false, restores: true });
    const isCertain = inputs.whenDeleted === "fail" || hint?.isImpossible;
    session.announcements.outlook({
      subject: { package: formatPackageId(inputs.owner, inputs.packageType, inputs.name) },
      expects: facts ? "adopt" : isCertain ? "fail" : "restoreOrFail",
      ...(hint?.says && { looksWrong: true }),
      says: `${describePackage(ref)}: ${announcement(inputs, facts)}${hint?.says ?? ""}`,
    });
  }

  private async refer(
    names: { owner: string; ownerType?: "organization" | "user" } & Pick<PackageNames, "packageType" | "name">,
  ): Promise<PackageRef> {
    const owner = await this.session().owner(names.owner, names.ownerType);
    return { owner, packageType: names.packageType, name: canonicalPackageName(names.packageType, names.name) };
  }
}

function stateOf(session: Session, inputs: PackageInputs, ref: PackageRef, facts: PackageFacts): Stored {
  const names = { ...inputs, ownerType: ownerTypeOf(ref.owner) };
  return {
    id: formatPackageId(inputs.owner, inputs.packageType, inputs.name),
    state: encodePackageState(session.host, names, facts),
  };
}

function announcement(inputs: PackageInputs, facts: PackageFacts | undefined): string {
  if (facts) return `there (id ${facts.id}, ${facts.visibility}); the update adopts it.`;
  if (inputs.whenDeleted === "fail") {
    return 'not there, and whenDeleted is "fail": the update fails unless it is published before. What this token may not see looks the same.';
  }
  return "not there; the update tries to restore it, which GitHub allows for 30 days after a deletion (what this token may not see looks the same), and fails when it can't.";
}

/** How messages name it, before GitHub is asked who the owner is. */
function namedBy({ owner, packageType, name }: Omit<PackageNames, "ownerType">): NamedPackage {
  return { owner: { login: owner }, packageType, name: canonicalPackageName(packageType, name) };
}

function sameName(inputs: PackageInputs, prior: { packageType: PackageInputs["packageType"]; name: string }): boolean {
  return canonicalPackageName(inputs.packageType, inputs.name) === canonicalPackageName(prior.packageType, prior.name);
}

/** A resource that is looked up by its id alone (`Package.get`) has no state yet. */
function namesOf(id: string, properties: PropertyMap): PackageNames {
  if (typeof properties.name === "string") return decodePackageState(properties);
  const parsed = parsePackageId(id);
  if (!parsed) {
    throw new ProviderError(
      `read package "${id}": this is no id of a package. Write it as "owner/type/name", ${PACKAGE_ID_RULE}.`,
      { code: "invalid" },
    );
  }
  return { owner: parsed.login, packageType: parsed.packageType, name: parsed.name } as PackageNames;
}
