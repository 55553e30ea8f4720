import type { PackageType } from "../../model/package";

/** A file as its readers see it. */
export interface TextFile {
  /** With `/` between folders. */
  readonly path: string;
  readonly text: string;
  /** The hosts of GitHub's registries of images. */
  readonly hosts: readonly string[];
  /** Another file of the same folder, or of a folder near it: `Chart.yaml`, `../values.yaml`. */
  readonly near: (path: string) => string | undefined;
}

/** Something that a reader has found, by its place in the text. */
export interface Finding {
  readonly packageType: PackageType;
  /** As `parseReference` reads it, with `*` for what is not known. */
  readonly reference: string;
  readonly start: number;
  readonly end: number;
  readonly certainty: Certainty;
}

/**
 * `exact`: as it is written. `default`: with the default of a variable that can be set to something else. `partial`: with `*` for what could not be resolved.
 * `text`: found by a search of the text, whatever that part of it means.
 */
export type Certainty = "exact" | "default" | "partial" | "text";

export interface Reading {
  readonly findings: readonly Finding[];
  /** What needs no search of its text any more, because it is understood: places where something is published, and not used. */
  readonly understood?: readonly { readonly start: number; readonly end: number }[];
}

/** One format. */
export interface Reader {
  /** As results name it. */
  readonly format: string;
  /** Whether a file is of this format, as its path and a glance at it tell. */
  readonly reads: (file: TextFile) => boolean;
  /** @throws when the text is not what it looked like; it is searched as any other then. */
  readonly read: (file: TextFile) => Reading;
}

/** The file's name, without its folders. */
export function nameOf({ path }: Pick<TextFile, "path">): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
