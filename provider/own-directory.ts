import { randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Makes a directory that this user alone may write to, and says whether it is one: the directory for temporary files is everybody's, and
 * whoever comes first may have put something else in its place, such as a link to one of ours.
 */
export function makeOwnDirectory(path: string): boolean {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return isOwnDirectory(path);
}

/** Whether nobody else may write to what is there. On Windows the directories that are used are the user's own. */
export function isOwnDirectory(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return false;
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
}

/** Replaces a file as a whole, for this user's eyes: by one of a name that nobody can have put there before. */
export function replaceFile(path: string, text: string): void {
  const fresh = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(fresh, text, { mode: 0o600, flag: "wx" });
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
