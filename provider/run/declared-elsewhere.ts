import type { Declaration } from "./declarations";
import type { Journal } from "./journal";

/** A server, as an address names it. Two addresses can mean one server: by a tunnel, by another port, by a second name. */
export interface Server {
  /** What two spellings of one address have in common. */
  readonly identity: string;
  /** Where the web pages of that address would be: `https://github.com`. */
  readonly webOrigin: string;
}

/** What a server says of a live object beside its number. */
export interface Sight {
  readonly createdAt: string;
  /** The web address of the package. */
  readonly page: string;
}

/** What is declared at one of this run's servers, for those who speak to the others. */
export interface AnnouncedDeclaration {
  readonly server: Server;
  readonly declaration: Declaration;
  readonly sight?: Sight;
}

/** A live object that one server has, held against what is declared at others. */
export interface LiveObject extends Sight {
  readonly type: Declaration["type"];
  readonly id: number;
}

/** Pages of these are on one server and no other, whatever address it was asked by. */
const NAMED_FOR_ALL = /^https:\/\/(?:github\.com|[a-z0-9-]+\.ghe\.com)$/;

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

  /** The server at which the program declares this very object, as far as anybody can tell; undefined when it does nowhere. */
  serverWith(live: LiveObject): string | undefined {
    this.readOn();
    return this.declaring(live)?.server.identity;
  }

  /** Those of many live objects that the program declares at other servers. */
  declaredAmong(live: readonly LiveObject[]): number[] {
    this.readOn();
    return this.byNumber.size === 0 ? [] : live.filter((one) => this.declaring(one)).map(({ id }) => id);
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

  /** The numbers of the versions of one name of a package that are declared at other servers. */
  versionIds(packageId: string): number[] {
    this.readOn();
    const versions = this.entries.filter(({ declaration }) => isVersionOf(declaration, packageId));
    return [...new Set(versions.flatMap(({ declaration }) => declaration.liveId ?? []))];
  }

  private declaring(live: LiveObject): AnnouncedDeclaration | undefined {
    return this.byNumber.get(`${live.type} ${live.id}`)?.find((entry) => this.meansSame(entry, live));
  }

  /** An object has one number and one instant of creation on its server; those of another server need not differ, so that its pages decide. */
  private meansSame({ server, sight }: AnnouncedDeclaration, live: LiveObject): boolean {
    if (!sight) return true;
    if (Date.parse(sight.createdAt) !== Date.parse(live.createdAt)) return false;
    const [there, here] = [originOf(sight.page), originOf(live.page)];
    if (there === undefined || here === undefined || there === here) return true;
    return isEcho(there, server) && isEcho(here, this.server);
  }

  private readOn(): void {
    for (const entry of this.journal.read()) {
      if (entry.server.identity === this.server.identity) continue;
      this.entries.push(entry);
      const key = `${entry.declaration.type} ${entry.declaration.liveId}`;
      this.byNumber.set(key, [...(this.byNumber.get(key) ?? []), entry]);
    }
  }
}

export function isVersionOf(declaration: Declaration, packageId: string): boolean {
  return declaration.type === "version" && declaration.package === packageId;
}

/** Some servers name their pages by whatever address they were asked by, which says nothing of who they are. */
function isEcho(origin: string, { webOrigin }: Server): boolean {
  return origin === webOrigin && !NAMED_FOR_ALL.test(origin);
}

function originOf(page: string): string | undefined {
  return URL.canParse(page) ? new URL(page).origin : undefined;
}
