import type { Declaration } from "./declaration";

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

/** A live object that one server has, held against those of others. */
export interface LiveObject extends Sight {
  readonly type: Declaration["type"];
  readonly id: number;
}

/** What was seen of an object, and by which address. */
export interface Sighting {
  readonly server: Server;
  readonly sight: Sight;
}

type SightedPage = Pick<Sighting, "server"> & { readonly sight: Pick<Sight, "page"> };

/** Pages of these are on one server and no other, whatever address it was asked by. */
const NAMED_FOR_ALL = /^https:\/\/(?:github\.com|[a-z0-9-]+\.ghe\.com)$/;

/**
 * Whether two sightings of one number are of one object. An object has one number and one instant of creation on its server; those of another server
 * need not differ, so that its pages decide.
 */
export function areOneObject(one: Sighting, other: Sighting): boolean {
  return Date.parse(one.sight.createdAt) === Date.parse(other.sight.createdAt) && mayBeOneServer(one, other);
}

/** What pages alone tell: whether their servers can be one. */
export function mayBeOneServer(one: SightedPage, other: SightedPage): boolean {
  const [there, here] = [originOf(one.sight.page), originOf(other.sight.page)];
  if (there === undefined || here === undefined || there === here) return true;
  return isEcho(there, one.server) && isEcho(here, other.server);
}

/** Some servers name their pages by whatever address they were asked by, which says nothing of who they are. */
function isEcho(origin: string, { webOrigin }: Server): boolean {
  return origin === webOrigin && !NAMED_FOR_ALL.test(origin);
}

function originOf(page: string): string | undefined {
  return URL.canParse(page) ? new URL(page).origin : undefined;
}
