import type { Lookups } from "../lookup/lookups";
import { PackageLookup } from "../lookup/package-lookup";
import { SharedReads } from "../lookup/shared-reads";
import { VersionCounts } from "../lookup/version-counts";
import { VersionLookup } from "../lookup/version-lookup";
import { canonicalLogin, type Owner } from "../model/owner";
import type { Clock, Logger, PackagesApi } from "../ports";
import type { ManifestReader } from "../registry/manifests";
import { PolicyClaims } from "../run/claims";
import type { Declarations } from "../run/declarations";
import { privateJournal } from "../run/journal";
import { NoteKind, type PhaseNotes } from "../run/phase-notes";
import { PlannedDeletions } from "../run/planned-deletions";
import type { Server } from "../run/same-object";
import { StartOfRun } from "../run/start-of-run";
import { Announcements } from "./announcements";
import { DriftNotes } from "./drift-notes";
import { FormerOwners } from "./former-owners";

const OWNER = new NoteKind<Owner>("owner");

/** What a session needs from outside. */
export interface SessionDependencies {
  /** The host that this run speaks to, as states remember it. */
  readonly host: string;
  /** The hosts by which references name this run's images. */
  readonly imageHosts: readonly string[];
  /** Made when the first request is due: a run that asks nothing of GitHub needs no token. */
  readonly api: () => Promise<PackagesApi>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly declarations: Declarations;
  /** The owner of resources that name none (`github-packages:owner` and its like); undefined means the token's own user. */
  readonly defaultOwner: () => string | undefined;
  /** What the preview of this run has left for its update. */
  readonly notes: PhaseNotes;
  /** Made when the first manifest is to be read. */
  readonly manifests: () => Promise<ManifestReader>;
  /** The server that it is, as its address names it. Default: the host alone. */
  readonly server?: Server;
  /** The server that an instance with this `baseUrl`, or without one, speaks to. Default: those without one speak to this one. */
  readonly serverAt?: (baseUrl: string | undefined) => Server | undefined;
  /** Whether every policy is told what else its program declares, as the SDK does for the dynamic provider. Default: it is. */
  readonly tellsPolicies?: boolean;
  /** Default: those of this session alone. */
  readonly plannedDeletions?: PlannedDeletions;
  /** Default: the policies of this session alone know of each other. */
  readonly claims?: PolicyClaims;
}

/** All that the resources of one run share: one client and its rate budget, one memory of what was read, one list of what is declared. */
export class Session implements Lookups {
  readonly host: string;
  readonly imageHosts: readonly string[];
  readonly server: Server;
  readonly serverAt: (baseUrl: string | undefined) => Server | undefined;
  readonly api: () => Promise<PackagesApi>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who speaks: see `speakingFor`. Empty for the run itself. */
  readonly speaker: string = "";
  readonly declarations: Declarations;
  readonly announcements: Announcements;
  readonly packages: PackageLookup;
  readonly versions: VersionLookup;
  readonly versionCounts: VersionCounts;
  readonly defaultOwner: () => string | undefined;
  readonly notes: PhaseNotes;
  readonly manifests: () => Promise<ManifestReader>;
  readonly claims: PolicyClaims;
  /** Deletions of whole packages that this process is at or has made, by canonical package id. */
  readonly packageDeletions = new Map<string, Promise<void>>();
  readonly drift = new DriftNotes();
  readonly formerOwners = new FormerOwners();
  /** What ages are measured against. */
  readonly startOfRun: StartOfRun;
  readonly tellsPolicies: boolean;
  readonly plannedDeletions: PlannedDeletions;
  /** What a policy says → its name in the program. */
  readonly policyNames = new Map<string, string>();
  private readonly owners = new Map<string, Promise<Owner>>();

  constructor(dependencies: SessionDependencies) {
    this.host = dependencies.host;
    this.imageHosts = dependencies.imageHosts;
    this.server = dependencies.server ?? { identity: this.host, webOrigin: "" };
    this.serverAt = dependencies.serverAt ?? ((baseUrl) => (baseUrl === undefined ? this.server : undefined));
    this.api = dependencies.api;
    this.clock = dependencies.clock;
    this.logger = dependencies.logger;
    this.declarations = dependencies.declarations;
    this.defaultOwner = dependencies.defaultOwner;
    this.notes = dependencies.notes;
    this.manifests = dependencies.manifests;
    this.tellsPolicies = dependencies.tellsPolicies ?? true;
    this.plannedDeletions = dependencies.plannedDeletions ?? new PlannedDeletions();
    this.claims = dependencies.claims ?? new PolicyClaims(this.server, privateJournal);
    this.announcements = new Announcements(this.logger, this.host, this.declarations.areShared);
    this.startOfRun = new StartOfRun(this.notes, this.api);
    const shared = new SharedReads(this.notes, this.clock);
    this.packages = new PackageLookup(this.api, this.clock, shared);
    this.versions = new VersionLookup(this.api, this.clock, this.logger, shared);
    this.versionCounts = new VersionCounts(this.notes);
  }

  /**
   * Whether this is the preview, or the update of a run without one. What people are told once a run, they are told then.
   */
  get isFirstPhase(): boolean {
    return !this.notes.hasEarlierPhase;
  }

  /** This session, with messages that begin with who speaks. It shares all that this session remembers, because no property of a session is ever set anew. */
  speakingFor(who: string): Session {
    const { logger } = this;
    const speaking: Logger = {
      debug: (message) => logger.debug(message),
      info: (message) => logger.info(`${who}: ${message}`),
      warn: (message, deletions) => logger.warn(`${who}: ${message}`, deletions),
      progress: (message) => logger.progress(message),
      ...(logger.details && { details: (line) => logger.details?.(line) }),
      ...(logger.note && { note: (note) => logger.note?.(note) }),
    };
    return Object.create(this, { logger: { value: speaking }, speaker: { value: who } });
  }

  /**
   * Who an owner is, found out once a run. An organization needs no request. Of a user it is found out whether the token is theirs, because `/user` shows
   * what `/users/{username}` does not document to show.
   * @param ownerType as the program or the state has it.
   */
  owner(login: string | undefined, ownerType?: "organization" | "user"): Promise<Owner> {
    const key = `${ownerType ?? ""}:${login === undefined ? "" : canonicalLogin(login)}`;
    let owner = this.owners.get(key);
    if (!owner) {
      owner = this.findOwner(key, login, ownerType);
      owner.catch(() => this.owners.delete(key));
      this.owners.set(key, owner);
    }
    return owner;
  }

  private async findOwner(key: string, login: string | undefined, ownerType?: "organization" | "user"): Promise<Owner> {
    const known = OWNER.earlier(this.notes, key);
    if (known) return known;
    const api = await this.api();
    const owner = await api.resolveOwner(login, ownerType === "organization" ? ownerType : undefined);
    OWNER.leave(this.notes, key, owner);
    return owner;
  }
}
