import * as z from "zod";
import { PACKAGE_TYPES } from "../model/package";

/**
 * What a preview says for a program to read: `pulumi-github-packages report` believes nothing else about hand-overs, adoptions, restorations and
 * failures. A note has fields to decide by, and where people are to be told as well, the sentence that they are told (`says`): foreign words in a
 * sentence stay words, because nothing is ever read out of it.
 *
 * To add one: give it a schema here, with a `kind` of its own and the fields that a reader decides by; emit it where the preview finds it out, by
 * `session.announcements` (which tells people too) or `session.logger.note`; read it in `cli/report/`; and add it to `tests/support/arbitrary-note.ts`,
 * with which `tests/unit/notes/codec.test.ts` takes it there and back. A reader passes over kinds and fields that it does not know, so an older
 * report reads a newer provider: a field may be added, and none may change its meaning.
 */

const handle = z.union([
  z.object({ kind: z.enum(["version", "tag", "digest"]), value: z.string() }),
  z.object({ kind: z.literal("versionId"), value: z.number() }),
]);

/** What a resource is about: `acme/container/repo%2Fapi` (see `formatPackageId`), and for a version the selector that names it. */
const subject = z.object({ package: z.string(), handle: handle.exactOptional() });

/** See `hostIdentity`: the same name on another host is another object. */
const host = z.string();

/**
 * The program declares this, and every provider process of the run that speaks to this host knows: deleting it is a hand-over. One for each
 * declaration, which is all that a provider can say of hand-overs: an engine asks it nothing of what a preview deletes.
 */
const declared = z.object({
  kind: z.literal("declared"),
  host,
  /** Which server, of those on this machine too: see `serverIdentity`. */
  server: z.string().exactOptional(),
  /** The server of instances that are given no address: that of the stack's configuration and the environment. */
  usualServer: z.string().exactOptional(),
  declaration: z.discriminatedUnion("type", [
    z.object({ type: z.literal("package"), package: z.string(), liveId: z.number().exactOptional() }),
    z.object({ type: z.literal("version"), package: z.string(), handle, liveId: z.number().exactOptional() }),
  ]),
});

/** What the update will do about a resource that is not in the state yet. */
const outlook = z.object({
  kind: z.literal("outlook"),
  host,
  subject,
  /**
   * `adopt`: it is there. `restore`: it is deleted, and can come back. `restoreOrFail`: it is not there, and nobody can know before whether GitHub
   * restores it. `fail`: the update fails unless the world changes before.
   */
  expects: z.enum(["adopt", "restore", "restoreOrFail", "fail"]),
  /** Of what is not there: its name looks like a mistake. It is near to one that is there, or holds an address or a tag. */
  looksWrong: z.boolean().optional(),
  says: z.string(),
});

/** A retention policy leaves a package alone that it was to judge, and goes on with the others: what becomes of that package is not known. */
const skipped = z.object({
  kind: z.literal("skipped"),
  host,
  owner: z.string(),
  packageType: z.enum(PACKAGE_TYPES),
  package: z.string(),
  says: z.string(),
});

/** The token of this preview lacks scopes for what the preview shows: the update is refused, unless it has another token. */
const lacking = z.object({
  kind: z.literal("lacking"),
  host,
  scopes: z.array(z.enum(["delete:packages", "write:packages"])),
  says: z.string(),
});

export const note = z.discriminatedUnion("kind", [declared, outlook, skipped, lacking]);

export type Note = z.infer<typeof note>;
export type DeclaredNote = z.infer<typeof declared>;
export type OutlookNote = z.infer<typeof outlook>;
export type LackingNote = z.infer<typeof lacking>;
export type SkippedNote = z.infer<typeof skipped>;
