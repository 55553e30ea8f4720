import type { Declaration, DeclaredVersion } from "./declaration";
import type { Journal } from "./journal";
import { areOneObject, type LiveObject, mayBeOneServer, type Server, type Sight } from "./same-object";

/** What is declared at one of this run's servers, for those who speak to the others. */
export interface AnnouncedDeclaration {
  readonly server: Server;
  readonly declaration: Declaration;
  readonly sight?: Sight;
}

/** What the program declares by other addresses than this process speaks to. Each process tells all others of the run what it declares. */
export class DeclaredElsewhere {
  private readonly entries: AnnouncedDeclaration[] = [];
  private readonly byNumber = new Map<string, AnnouncedDeclaration[]>();

  constructor(
    private readonly server: Server,
    private readonly journal: Journal<AnnouncedDeclaration>,
  ) {}

  announce(declaration: Declaration, sight?: Sight): void {
    this.journal.append({ server: this.server, declaration, ...(sight && { sight }) });
  }

  /** Takes over what others than their provider instances tell of them. */
  note(entry: AnnouncedDeclaration): void {
    this.entries.push(entry);
    const key = `${entry.declaration.type} ${entry.declaration.liveId}`;
    this.byNumber.set(key, [...(this.byNumber.get(key) ?? []), entry]);
  }

  /** The server at which the program declares this very object, as far as anybody can tell; undefined when it does nowhere. */
  serverWith(live: LiveObject): string | undefined {
    this.readOn();
    return this.declaring(live)?.server.identity;
  }

  /** Those of many live versions that the program declares at other servers. */
  versionsAmong(live: readonly LiveObject[]): DeclaredVersion[] {
    this.readOn();
    if (this.byNumber.size === 0) return [];
    return live.flatMap((one) => {
      const declaration = this.declaring(one)?.declaration;
      return declaration?.type === "version" ? [{ handle: declaration.handle, liveIds: new Set([one.id]) }] : [];
    });
  }

  /** Whether the program declares any package at another server. */
  get hasPackages(): boolean {
    this.readOn();
    return this.entries.some(({ declaration }) => declaration.type === "package");
  }

  /** The servers by which the program names it, of which it is not known yet what they have by that name. */
  serversWithUnknown(declares: (declaration: Declaration) => boolean): string[] {
    this.readOn();
    const found = new Map<string, { readonly server: string; readonly isKnown: boolean }>();
    for (const { server, declaration } of this.entries.filter((entry) => declares(entry.declaration))) {
      const { liveId, ...named } = declaration;
      const key = JSON.stringify([server.identity, named]);
      found.set(key, { server: server.identity, isKnown: found.get(key)?.isKnown || liveId !== undefined });
    }
    return [...found.values()].flatMap(({ server, isKnown }) => (isKnown ? [] : [server]));
  }

  /**
   * The numbers of the versions of one name of a package that are declared at other servers.
   * @param page the package's own, where it is known: what it shows to be of a server other than this one is left out.
   */
  versionIds(packageId: string, page = ""): number[] {
    this.readOn();
    const here = { server: this.server, sight: { page } };
    const versions = this.entries.filter(
      ({ declaration, server, sight = { page: "" } }) =>
        isVersionOf(declaration, packageId) && mayBeOneServer({ server, sight }, here),
    );
    return [...new Set(versions.flatMap(({ declaration }) => declaration.liveId ?? []))];
  }

  private declaring(live: LiveObject): AnnouncedDeclaration | undefined {
    return this.byNumber.get(`${live.type} ${live.id}`)?.find((entry) => this.meansSame(entry, live));
  }

  private meansSame({ server, sight }: AnnouncedDeclaration, live: LiveObject): boolean {
    return !sight || areOneObject({ server, sight }, { server: this.server, sight: live });
  }

  private readOn(): void {
    for (const entry of this.journal.read()) {
      if (entry.server.identity !== this.server.identity) this.note(entry);
    }
  }
}

export function isVersionOf(declaration: Declaration, packageId: string): boolean {
  return declaration.type === "version" && declaration.package === packageId;
}
