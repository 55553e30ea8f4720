import { isProviderError, ProviderError } from "../../errors";
import { findVersionOrConfirmAbsence } from "../../lookup/absence";
import { canonicalLogin, ownerTypeOf } from "../../model/owner";
import {
  canonicalPackageName,
  describePackage,
  describeVersion,
  formatPackageId,
  formatVersionId,
  type NamedPackage,
  PACKAGE_ID_RULE,
  type PackageRef,
  parseVersionId,
  type VersionRef,
} from "../../model/reference";
import type { OutlookNote } from "../../notes";
import type { VersionHandle } from "../../run/declarations";
import type { Session } from "../../session";
import { absenceMessage } from "../absence-message";
import { fillOwner } from "../default-owner";
import { cannotDeleteElsewhere, cannotReadElsewhere, otherHost, tellOtherHost } from "../host-of-state";
import { type Bag, type CheckResult, type DiffResult, hasUnknown, type Resource } from "../resource";
import { tellMissingScopes } from "../token-scopes";
import { adoptOrRestore, type Found, findVersion } from "./create";
import { describeHandle, formatHandle, givenHandles, handleOf, names } from "./handle";
import { checkPackageVersionInputs, decodePackageVersionInputs, type PackageVersionInputs } from "./inputs";
import { whatWasMeant } from "./near-versions";
import {
  decodePackageVersionState,
  encodePackageVersionState,
  type PackageVersionNames,
  type PackageVersionState,
  withHandle,
} from "./state";

/** One version of a package, found by one handle and pinned to its id from then on. */
export class PackageVersionResource implements Resource {
  constructor(private readonly session: () => Session) {}

  async check(prior: Bag | undefined, desired: Bag): Promise<CheckResult> {
    const session = this.session();
    const checked = checkPackageVersionInputs(await fillOwner(session, prior, desired));
    if (checked.failures.length > 0 || hasUnknown(checked.inputs)) return checked;
    const inputs = decodePackageVersionInputs(checked.inputs);
    const handle = handleOf(checked.inputs) as VersionHandle;
    session.declarations.declareVersion(inputs.owner, inputs.packageType, inputs.packageName, handle);
    if (prior === undefined && !session.notes.hasEarlierPhase) await this.announce(inputs, handle);
    return checked;
  }

  /**
   * Another spelling or another handle of the same version replaces nothing. A tag that has moved away since it was looked up
   * is the same handle still: the resource stays with its version.
   */
  async diff(id: string, priorBag: Bag, desired: Bag): Promise<DiffResult> {
    const session = this.session();
    if (session.drift.take(id)) return { changes: true };
    const prior = decodePackageVersionState(priorBag);
    const replaces = [...changedPackage(prior, desired)];
    const handle = handleOf(desired);
    const [given] = givenHandles(desired);
    const sameHandle = handle !== undefined && formatHandle(handle) === prior.__handle;
    if (!sameHandle && given && !(handle && names(handle, asFacts(prior)))) replaces.push(given.kind);
    const elsewhere = otherHost(session, prior);
    if (elsewhere !== undefined && replaces.length === 0) {
      tellOtherHost(session, describeVersion(namedBy(prior, prior.versionId)), elsewhere);
      replaces.push("__host");
    }
    if (replaces.length === 0 && handle) {
      const { owner, packageType, packageName, versionId } = prior;
      session.declarations.declareVersion(owner, packageType, packageName, handle, versionId);
    }
    return { changes: replaces.length > 0 || !sameHandle, replaces };
  }

  async create(bag: Bag): Promise<{ id: string; state: Bag }> {
    const session = this.session();
    const inputs = decodePackageVersionInputs(bag);
    const handle = handleOf(bag) as VersionHandle;
    const ref = await this.refer(inputs);
    const { owner, packageType, packageName } = inputs;
    session.declarations.declareVersion(owner, packageType, packageName, handle);
    const facts = await adoptOrRestore(session, ref, handle, inputs.whenDeleted);
    session.declarations.declareVersion(owner, packageType, packageName, handle, facts.id);
    const state = encodePackageVersionState(
      session.host,
      { ...inputs, ownerType: ownerTypeOf(ref.owner) },
      facts,
      formatHandle(handle),
    );
    return { id: formatVersionId(owner, packageType, packageName, facts.id), state };
  }

  async read(id: string, bag: Bag): Promise<{ id?: string; state?: Bag }> {
    const session = this.session();
    const { names: declared, versionId } = namesOf(id, bag);
    const prior = decodePackageVersionState(bag);
    const elsewhere = otherHost(session, prior);
    if (elsewhere !== undefined)
      throw cannotReadElsewhere(session, describeVersion(namedBy(declared, versionId)), elsewhere);
    const ref: VersionRef = { ...(await this.refer(declared)), versionId };
    const facts = (await session.versions.get(ref, versionId)) ?? (await findVersionOrConfirmAbsence(session, ref));
    if (!facts) {
      session.logger.warn(absenceMessage(describeVersion(ref), "it is deleted, or GitHub does not list it", bag));
      return {};
    }
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
      prior.__handle,
    );
    session.drift.compare(id, bag, state);
    return { id, state };
  }

  async update(_id: string, prior: Bag, desired: Bag): Promise<{ state: Bag }> {
    const handle = handleOf(desired);
    return { state: { ...(handle ? withHandle(prior, handle) : prior), __host: this.session().host } };
  }

  async delete(_id: string, bag: Bag): Promise<void> {
    const session = this.session();
    const prior = decodePackageVersionState(bag);
    const what = describeVersion(namedBy(prior, prior.versionId));
    const elsewhere = otherHost(session, prior);
    const declared = await this.stillDeclared(prior, elsewhere === undefined);
    if (declared !== undefined) {
      session.logger.info(`${what} is not deleted: the program still declares ${declared}.`);
      return;
    }
    if (elsewhere !== undefined) throw cannotDeleteElsewhere(session, what, elsewhere);
    const ref: VersionRef = { ...(await this.refer(prior)), versionId: prior.versionId };
    try {
      await (await session.api()).deleteVersion(ref);
    } catch (error) {
      if (!isProviderError(error, "not_found")) throw error;
      session.versions.forget(ref);
      if (await findVersionOrConfirmAbsence(session, ref)) throw error;
    } finally {
      session.versions.forget(ref);
      session.packages.forget(ref);
    }
  }

  /** How this run's program still declares this version. A tag is looked up: it may name it by now. On another host, names mean nothing. */
  private async stillDeclared(prior: PackageVersionState, isHere: boolean): Promise<string | undefined> {
    const { declarations, versions } = this.session();
    const packageId = formatPackageId(prior.owner, prior.packageType, prior.packageName);
    const handles = isHere ? declarations.versionHandles(packageId) : [];
    const known = handles.find((handle) => names(handle, asFacts(prior)));
    if (known) return `it, as ${describeHandle(known)}`;
    if (declarations.declaresLive("version", prior.versionId)) return "it, under another name of its package";
    const moved = handles.find((handle) => formatHandle(handle) === prior.__handle);
    if (moved) return `${describeHandle(moved)}, by which it was found. The tag names another version now`;
    const tags = handles.filter(({ kind }) => kind === "tag");
    if (tags.length === 0) return undefined;
    const live = await versions.fetch(await this.refer(prior), prior.versionId);
    const gained = live && tags.find((handle) => names(handle, live));
    return gained && `it, as ${describeHandle(gained)}`;
  }

  private async announce(inputs: PackageVersionInputs, handle: VersionHandle): Promise<void> {
    const session = this.session();
    const ref = await this.refer(inputs);
    const what = `${describeHandle(handle)} of ${describePackage(ref)}`;
    const found = await findVersion(session, ref, handle);
    if ("facts" in found) {
      const { owner, packageType, packageName } = inputs;
      session.declarations.declareVersion(owner, packageType, packageName, handle, found.facts.id);
    }
    const subject = { package: formatPackageId(inputs.owner, inputs.packageType, inputs.packageName), handle };
    const restoresPackage = found.where === "no package" && session.declarations.declaresPackage(subject.package);
    const outlook = outlookOf(found, inputs, what);
    if (outlook.expects === "restore") await tellMissingScopes(session, { ...ref, deletes: false, restores: true });
    const hint = restoresPackage ? "" : await whatWasMeant(session, ref, handle, found);
    session.announcements.outlook({
      subject,
      ...outlook,
      says: outlook.says + hint,
      ...(hint !== "" && { looksWrong: true }),
      ...(restoresPackage && { expects: "restoreOrFail" }),
    });
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

function outlookOf(
  found: Found,
  { whenDeleted }: PackageVersionInputs,
  what: string,
): Pick<OutlookNote, "expects" | "says"> {
  if (found.where === "active")
    return { expects: "adopt", says: `${what}: there (id ${found.facts.id}); it will be adopted.` };
  if (found.where === "deleted" && whenDeleted === "restore") {
    const { deletedAt = "an unknown time", id } = found.facts;
    return { expects: "restore", says: `${what}: deleted at ${deletedAt} (id ${id}); it will be restored.` };
  }
  const why = {
    "no package": "the package is not there",
    deleted: 'it is deleted, and whenDeleted is "fail"',
    nowhere: "neither active nor restorable",
  }[found.where];
  return {
    expects: "fail",
    says: `${what}: ${why}; the update will look again, and fail unless that has changed.`,
  };
}

function changedPackage(prior: PackageVersionState, desired: Bag): string[] {
  const inputs = decodePackageVersionInputs(desired);
  const changed: Array<keyof PackageVersionInputs> = [];
  if (hasUnknown(inputs.owner) || canonicalLogin(inputs.owner) !== canonicalLogin(prior.owner)) changed.push("owner");
  if (hasUnknown(inputs.packageType) || inputs.packageType !== prior.packageType) changed.push("packageType");
  const name = (of: { packageName: string }) => canonicalPackageName(prior.packageType, of.packageName);
  if (hasUnknown(inputs.packageName) || name(inputs) !== name(prior)) changed.push("packageName");
  return changed;
}

/** How messages name it, before GitHub is asked who the owner is. */
function namedBy(
  { owner, packageType, packageName }: Omit<PackageVersionNames, "ownerType">,
  versionId: number,
): NamedPackage & { readonly versionId: number } {
  return { owner: { login: owner }, packageType, name: canonicalPackageName(packageType, packageName), versionId };
}

function asFacts(prior: PackageVersionState): { id: number; name: string; tags?: readonly string[] } {
  return { id: prior.versionId, name: prior.version, ...(prior.tags && { tags: prior.tags }) };
}

/** The tag that the resource was found by, when its version has just lost it. */
function tagThatLeft(prior: PackageVersionState, live: readonly string[] | undefined): string | undefined {
  if (!prior.__handle?.startsWith("tag:")) return undefined;
  const tag = prior.__handle.slice("tag:".length);
  return prior.tags?.includes(tag) && !live?.includes(tag) ? tag : undefined;
}

/** A resource that is looked up by its id alone (`PackageVersion.get`) has no state yet. */
function namesOf(id: string, bag: Bag): { names: PackageVersionNames; versionId: number } {
  const prior = decodePackageVersionState(bag);
  if (typeof bag.packageName === "string" && typeof bag.versionId === "number")
    return { names: prior, versionId: bag.versionId };
  const parsed = parseVersionId(id);
  if (!parsed) {
    throw new ProviderError(
      `read package version "${id}": this is no id of a version. Write it as "owner/type/name/version-id", ${PACKAGE_ID_RULE}.`,
      { code: "invalid" },
    );
  }
  const { login, packageType, name, versionId } = parsed;
  return { names: { owner: login, packageType, packageName: name } as PackageVersionNames, versionId };
}
