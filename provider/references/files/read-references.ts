import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { ProviderError } from "../../errors";
import { inParallel } from "../../in-parallel";
import type { PackageType } from "../../model/package";
import { parseReference } from "../parse";
import { ANY_IMAGE, type Certainty, type FindingOfFormat, readFile } from "../readers";
import { matchesWildcard } from "../wildcard";
import { filesBelow } from "./walk";

/** A larger file is nobody's manifest. */
const LARGEST_FILE = 10_000_000;

const AT_ONCE = 16;

/** What is looked for, and where. */
export interface Search {
  /** Files and folders; `-` is `input`. */
  readonly paths: readonly string[];
  readonly input?: string;
  /** The hosts of GitHub's registries of images. */
  readonly hosts: readonly string[];
  /** Whose packages. None: anybody's on these hosts. */
  readonly owners: readonly string[];
  /** Default: all. */
  readonly packageTypes?: readonly PackageType[] | undefined;
  readonly onProgress?: (read: number, of: number) => void;
}

export interface FoundReference {
  /** As `inUse` of a policy takes it. */
  readonly reference: string;
  readonly packageType: PackageType;
  /** With `/` between folders; `-` for standard input. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly format: string;
  readonly certainty: Certainty;
}

export interface ReferencesOfFiles {
  /** By file and place. */
  readonly references: readonly FoundReference[];
  readonly files: number;
  /** What was not read as it should be: `deploy/big.json` `not at all: it has more than 10 MB`. */
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
  /** Paths in which nothing was found. */
  readonly empty: readonly string[];
}

type ReadFile = Pick<ReferencesOfFiles, "references" | "problems">;

/** @throws `invalid` when a path can't be read: that nothing is in use must not be taken from that. */
export async function readReferences(search: Search): Promise<ReferencesOfFiles> {
  const named = await Promise.all(
    search.paths.map(async (path) => ({ path, files: path === "-" ? ["-"] : await filesBelow(path) })),
  );
  const files = [...new Set(named.flatMap((one) => one.files))];
  let done = 0;
  const read = await inParallel(files, AT_ONCE, async (file) => {
    const found = await readOne(search, file);
    done += 1;
    search.onProgress?.(done, files.length);
    return found;
  });
  const found = new Set(files.filter((_, index) => (read[index]?.references.length ?? 0) > 0));
  return {
    references: read.flatMap(({ references }) => references),
    files: files.length,
    problems: read.flatMap(({ problems }) => problems),
    empty: named.flatMap((one) => (one.files.some((file) => found.has(file)) ? [] : one.path)),
  };
}

async function readOne(search: Search, file: string): Promise<ReadFile> {
  const path = file.split(sep).join("/");
  const text = file === "-" ? (search.input ?? "") : await textOf(file);
  if (typeof text !== "string")
    return { references: [], problems: text.reason === undefined ? [] : [{ file: path, reason: text.reason }] };
  const near = (name: string) => (file === "-" ? undefined : textNear(join(dirname(file), name)));
  const { findings, problem } = readFile({ path, text, hosts: search.hosts, near });
  const places = new Places(text);
  const references: FoundReference[] = [];
  const problems = problem === undefined ? [] : [{ file: path, reason: `as plain text: ${problem}` }];
  const seen = new Set<string>();
  for (const finding of findings) {
    const { packageType, reference, start, format, certainty } = finding;
    const place = places.of(start);
    const key = `${place.line} ${packageType} ${reference}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (reference === ANY_IMAGE)
      problems.push({ file: `${path}:${place.line}`, reason: "not for what it means: it could be any image" });
    else if (isWanted(search, finding))
      references.push({ reference, packageType, file: path, ...place, format, certainty });
  }
  return { references, problems };
}

/** The file's text; or why it has none, unless it is no text at all. */
async function textOf(path: string): Promise<string | { readonly reason?: string }> {
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    if (size > LARGEST_FILE) return { reason: `not at all: it has more than ${LARGEST_FILE / 1_000_000} MB` };
    const content = await file.readFile();
    return content.subarray(0, 8_000).includes(0) ? decodeOther(content) : content.toString("utf8");
  } catch (error) {
    throw new ProviderError(
      `look for references in ${path}: it can't be read (${(error as NodeJS.ErrnoException).code}).`,
      {
        code: "invalid",
      },
    );
  } finally {
    await file?.close();
  }
}

/** Windows writes text with two bytes a letter, after a mark. Whatever else has zeros in it is no text. */
function decodeOther(content: Buffer): string | { readonly reason?: string } {
  return content[0] === 0xff && content[1] === 0xfe ? content.toString("utf16le").slice(1) : {};
}

function textNear(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return text.length > LARGEST_FILE ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a reference can mean a package that is asked about. Those of Maven, NuGet and RubyGems name no owner. */
function isWanted(search: Search, { packageType, reference }: FindingOfFormat): boolean {
  const types = search.packageTypes ?? [packageType];
  const isOfType = types.includes(packageType) || (packageType === "container" && types.includes("docker"));
  const parsed = isOfType ? (parseReference(reference, packageType) ?? []) : [];
  const namesOwner = packageType === "container" || packageType === "npm";
  return parsed.some(({ path, hasHost }) => !namesOwner || mayBeOf(search, packageType, path, hasHost));
}

/** An image without a registry is Docker Hub's, unless a chart or a mirror puts another before it: so it counts where its owner is the one. */
function mayBeOf({ hosts, owners }: Search, packageType: PackageType, path: string, hasHost: boolean): boolean {
  const [first = "", second = ""] = path.split("/");
  const isOwner = (pattern: string) => owners.some((owner) => matchesWildcard(pattern, owner.toLowerCase()));
  if (!hasHost) return path.includes("/") && (owners.length === 0 ? packageType === "npm" : isOwner(first));
  if (!hosts.some((host) => matchesWildcard(first, host.toLowerCase()))) return false;
  return owners.length === 0 || first.includes("*") || isOwner(second);
}

/** Lines and columns, from 1, by where they are in a text. */
class Places {
  private readonly starts = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
  }

  of(offset: number): { readonly line: number; readonly column: number } {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}
