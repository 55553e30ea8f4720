import { PartialFailure } from "../../errors";
import { locateVersion } from "../../lookup/absence";
import { ownerTypeOf } from "../../model/owner";
import type { VersionFacts } from "../../model/package";
import {
  canonicalPackageName,
  describePackage,
  describeVersion,
  formatPackageId,
  formatVersionId,
  type PackageRef,
  type VersionRef,
} from "../../model/reference";
import { describeSelector, formatSelector, selects, type VersionSelector } from "../../model/version-selector";
import type { Session } from "../../session";
import { assertVersionIsNotPlanned, cannotReadElsewhere, otherHost, warnOfOtherHost } from "../hand-over";
import { fillOwner } from "../inputs";
import { absenceMessage, migratedMessage, warnOfMissingScopes } from "../messages";
import {
  type CheckResult,
  type DiffResult,
  hasUnknown,
  type PropertyMap,
  type Resource,
  type Stored,
} from "../resource";
import { adoptOrRestore } from "./create";
import { deleteVersion } from "./deletion";
import { findVersion } from "./find-version";
import { asFacts, changedPackage, namedBy, namesOf, tagThatLeft } from "./identity";
import { checkPackageVersionInputs, decodePackageVersionInputs, type PackageVersionInputs } from "./inputs";
import { whatWasMeant } from "./near-versions";
import { outlookOf } from "./outlook";
import { partsThatStay } from "./parts-of-deleted";
import { completeImage, missingPartsOf, partsOutlook } from "./restore-image";
import { givenSelectors, selectorOf } from "./selector-inputs";
import {
  decodePackageVersionState,
  encodePackageVersionState,
  type PackageVersionNames,
  type PackageVersionState,
  sightOf,
  withSelector,
} from "./state";

/** One version of a package, found by one selector and pinned to its id from then on. */
export class PackageVersionResource implements Resource {
  constructor(private readonly session: () => Session) {}

  async check(prior: PropertyMap | undefined, desired: PropertyMap): Promise<CheckResult> {
    const session = this.session();
    const checked = checkPackageVersionInputs(await fillOwner(session, prior, desired));
    if (checked.failures.length > 0 || hasUnknown(checked.inputs)) return checked;
    const inputs = decodePackageVersionInputs(checked.inputs);
    const selector = selectorOf(checked.inputs) as VersionSelector;
    session.declarations.declareVersion(inputs.owner, inputs.packageType, inputs.packageName, selector);
    if (prior === undefined && session.isFirstPhase) await this.announce(inputs, selector);
    return checked;
  }

  /**
   * Another spelling or another selector of the same version replaces nothing. A tag that has moved away since it was looked up
   * is the same selector still: the resource stays with its version.
   */
  async diff(id: string, priorProperties: PropertyMap, desired: PropertyMap): Promise<DiffResult> {
    const session = this.session();
    if (session.drift.take(id)) return { changes: true };
    const prior = decodePackageVersionState(priorProperties);
    const replaces = [...changedPackage(prior, desired)];
    const selector = selectorOf(desired);
    const [given] = givenSelectors(desired);
    const isSameSelector = selector !== undefined && formatSelector(selector) === prior.__handle;
    if (!isSameSelector && given && !(selector && selects(selector, asFacts(prior)))) replaces.push(given.kind);
    const elsewhere = otherHost(session, prior);
    if (elsewhere !== undefined && replaces.length === 0) {
      warnOfOtherHost(session, describeVersion(namedBy(prior, prior.versionId)), elsewhere);
      replaces.push("__host");
    }
    if (replaces.length > 0 && elsewhere === undefined) await this.logPartsThatStay(prior);
    if (replaces.length === 0 && selector) {
      const { owner, packageType, packageName, versionId } = prior;
      await this.assertNotPlanned(prior, selector);
      session.declarations.declareVersion(owner, packageType, packageName, selector, versionId, sightOf(prior));
    }
    return { changes: replaces.length > 0 || !isSameSelector || prior.__incomplete === true, replaces };
  }

  async preview(properties: PropertyMap, stored?: Stored): Promise<Stored | undefined> {
    if (stored || hasUnknown(properties)) return stored;
    const session = this.session();
    const inputs = decodePackageVersionInputs(properties);
    const selector = selectorOf(properties) as VersionSelector;
    const ref = await this.refer(inputs);
    const found = await findVersion(session, ref, selector);
    return found.where === "active" ? stateOf(session, inputs, ref, found.facts, selector) : undefined;
  }

  async create(properties: PropertyMap): Promise<Stored> {
    const session = this.session();
    const inputs = decodePackageVersionInputs(properties);
    const selector = selectorOf(properties) as VersionSelector;
    const ref = await this.refer(inputs);
    const { owner, packageType, packageName } = inputs;
    session.declarations.declareVersion(owner, packageType, packageName, selector);
    const { facts, incomplete } = await adoptOrRestore(session, ref, selector, inputs.whenDeleted);
    session.declarations.declareVersion(owner, packageType, packageName, selector, facts.id, sightOf(facts));
    const { id, state } = stateOf(session, inputs, ref, facts, selector);
    if (incomplete) throw new PartialFailure(id, { ...state, __incomplete: true }, incomplete.message, incomplete);
    return { id, state };
  }

  async read(id: string, properties: PropertyMap): Promise<{ id?: string; state?: PropertyMap }> {
    const session = this.session();
    const { names: declared, versionId } = namesOf(id, properties);
    const prior = decodePackageVersionState(properties);
    const elsewhere = otherHost(session, prior);
    if (elsewhere !== undefined)
      throw cannotReadElsewhere(session, describeVersion(namedBy(declared, versionId)), elsewhere);
    const ref: VersionRef = { ...(await this.refer(declared)), versionId };
    const known = await session.versions.get(ref, versionId);
    const located = known ? { ref, facts: known } : await locateVersion(session, ref);
    if (!located) {
      const isDeleted = await session.versions.isListedAsDeleted(ref, versionId);
      const why = isDeleted ? "GitHub lists it as deleted" : "it is deleted, or GitHub does not list it";
      session.logger.warn(absenceMessage(describeVersion(ref), why, properties, isDeleted));
      return {};
    }
    const { facts } = located;
    if (located.ref.packageType !== ref.packageType)
      session.logger.warn(migratedMessage(describeVersion(ref), located.ref));
    const movedTag = tagThatLeft(prior, facts.tags);
    if (movedTag !== undefined) {
      session.logger.warn(
        `the tag ${movedTag} has left ${describeVersion(ref)}. The resource stays with this version, and nothing is deleted because of it.`,
      );
    }
    const state = encodePackageVersionState(
      session.host,
      { ...declared, ownerType: ownerTypeOf(ref.owner) },
      facts,
      properties.versionId === undefined ? formatSelector(nameOf(facts)) : prior.__handle,
    );
    if (prior.__incomplete) await this.lookAtPartsAgain(located.ref, facts, state);
    session.drift.compare(id, properties, state);
    return { id, state };
  }

  inputsOf(state: PropertyMap): PropertyMap {
    const { owner, packageType, packageName, version, digest } = decodePackageVersionState(state);
    return { owner, packageType, packageName, ...(digest === undefined ? { version } : { digest }) };
  }

  async update(id: string, priorProperties: PropertyMap, desired: PropertyMap): Promise<{ state: PropertyMap }> {
    const selector = selectorOf(desired);
    const { __incomplete, ...prior } = decodePackageVersionState(priorProperties);
    const state: PropertyMap = { ...(selector ? withSelector(prior, selector) : prior), __host: this.session().host };
    if (!__incomplete) return { state };
    const what = describeVersion(namedBy(prior, prior.versionId));
    const incomplete = await completeImage(this.session(), await this.refer(prior), prior.version, what);
    if (incomplete) throw new PartialFailure(id, { ...state, __incomplete }, incomplete.message, incomplete);
    return { state };
  }

  async delete(_id: string, properties: PropertyMap): Promise<void> {
    const prior = decodePackageVersionState(properties);
    await deleteVersion(this.session(), () => this.refer(prior), prior);
  }

  /** What the last update could not bring back may be there by now; until it is, the state remembers that it is not. */
  private async lookAtPartsAgain(ref: VersionRef, facts: VersionFacts, state: PropertyMap): Promise<void> {
    const missing = await missingPartsOf(this.session(), ref, facts);
    if (!missing || missing.deleted.length + missing.lost.length + missing.unread.length === 0) return;
    state.__incomplete = true;
    this.session().logger.warn(
      `${describeVersion(ref)} still lacks parts that it needs. The next update tries again to restore them, and fails unless that succeeds.`,
    );
  }

  /** Tells, in the preview, what the deletion of a replaced version leaves. Of what is removed, an engine asks nothing. */
  private async logPartsThatStay(prior: PackageVersionState): Promise<void> {
    const session = this.session();
    if (!session.isFirstPhase || prior.packageType !== "container") return;
    const stay = await partsThatStay(session, await this.refer(prior), prior.version);
    if (stay === undefined) return;
    const what = describeVersion(namedBy(prior, prior.versionId));
    session.logger.info(`${what} is replaced, and deleted unless the program still declares it; ${stay}.`);
  }

  private async announce(inputs: PackageVersionInputs, selector: VersionSelector): Promise<void> {
    const session = this.session();
    const ref = await this.refer(inputs);
    const what = `${describeSelector(selector)} of ${describePackage(ref)}`;
    const found = await findVersion(session, ref, selector);
    if ("facts" in found) {
      const { owner, packageType, packageName } = inputs;
      session.declarations.declareVersion(
        owner,
        packageType,
        packageName,
        selector,
        found.facts.id,
        sightOf(found.facts),
      );
    }
    assertVersionIsNotPlanned(
      session,
      {
        package: [inputs.owner, inputs.packageType, inputs.packageName],
        selector,
        ...("facts" in found && { versionId: found.facts.id }),
        isThere: found.where === "active",
      },
      what,
    );
    const subject = {
      package: formatPackageId(inputs.owner, inputs.packageType, inputs.packageName),
      handle: selector,
    };
    const restores = found.where === "deleted" && inputs.whenDeleted === "restore";
    const parts = restores
      ? partsOutlook(await missingPartsOf(session, ref, found.facts), found.facts.name)
      : { says: "", isWhole: true };
    const restoresPackage = found.where === "no package" && session.declarations.declaresPackage(subject.package);
    const outlook = outlookOf(found, inputs, what, parts);
    if (restores) await warnOfMissingScopes(session, { ...ref, deletes: false, restores: true });
    const hint = restoresPackage ? "" : await whatWasMeant(session, ref, selector, found);
    session.announcements.outlook({
      subject,
      ...outlook,
      says: outlook.says + hint,
      ...(hint !== "" && { looksWrong: true }),
      ...(restoresPackage && { expects: "restoreOrFail" }),
    });
  }

  /** What the policy has read tells whether the version is there, and costs nothing. */
  private async assertNotPlanned(prior: PackageVersionState, selector: VersionSelector): Promise<void> {
    const session = this.session();
    const { owner, packageType, packageName, versionId } = prior;
    if (!session.plannedDeletions.of(formatPackageId(owner, packageType, packageName))) return;
    const isThere = (await session.versions.get(await this.refer(prior), versionId)) !== undefined;
    assertVersionIsNotPlanned(
      session,
      { package: [owner, packageType, packageName], selector, versionId, isThere },
      describeVersion(namedBy(prior, versionId)),
    );
  }

  private async refer(
    declared: Omit<PackageVersionNames, "ownerType"> & { ownerType?: "organization" | "user" },
  ): Promise<PackageRef> {
    const owner = await this.session().owner(declared.owner, declared.ownerType);
    return {
      owner,
      packageType: declared.packageType,
      name: canonicalPackageName(declared.packageType, declared.packageName),
    };
  }
}

/** The selector by which a version is named that was read by its id alone. */
function nameOf({ name }: VersionFacts): VersionSelector {
  return { kind: name.startsWith("sha256:") ? "digest" : "version", value: name };
}

function stateOf(
  session: Session,
  inputs: PackageVersionInputs,
  ref: PackageRef,
  facts: VersionFacts,
  selector: VersionSelector,
): Stored {
  const { owner, packageType, packageName } = inputs;
  const names = { ...inputs, ownerType: ownerTypeOf(ref.owner) };
  return {
    id: formatVersionId(owner, packageType, packageName, facts.id),
    state: encodePackageVersionState(session.host, names, facts, formatSelector(selector)),
  };
}
