/**
 * Readers: what a file refers to, format by format, each in its own file. In here is no input or output: a reader is given the text. A file that its
 * reader does not understand is searched as any other text.
 */
import { foreignWords } from "../../model/foreign-words";
import { anyYaml } from "./any-yaml";
import { charts } from "./charts";
import { compose } from "./compose";
import { devcontainer } from "./devcontainer";
import { dockerfile } from "./dockerfile";
import { gradle } from "./gradle";
import { helmTemplate } from "./helm-template";
import { helmValues } from "./helm-values";
import { kubernetes } from "./kubernetes";
import { kustomize } from "./kustomize";
import { maven } from "./maven";
import { npmLock, packageJson, pnpmLock, yarnLock } from "./npm";
import { nugetLock, nugetProject } from "./nuget";
import type { Finding, Reader, Reading, TextFile } from "./reader";
import { gemfile, gemfileLock } from "./rubygems";
import { terraform } from "./terraform";
import { textSearch } from "./text-search";
import { workflow } from "./workflow";

export { ANY_IMAGE } from "./image-finding";
export type { Certainty, TextFile } from "./reader";

/** The first that reads a file has it. */
const READERS: readonly Reader[] = [
  dockerfile,
  workflow,
  charts,
  helmTemplate,
  helmValues,
  kustomize,
  compose,
  pnpmLock,
  kubernetes,
  anyYaml,
  devcontainer,
  packageJson,
  npmLock,
  yarnLock,
  terraform,
  maven,
  gradle,
  nugetProject,
  nugetLock,
  gemfile,
  gemfileLock,
];

export interface FindingOfFormat extends Finding {
  readonly format: string;
}

export interface FileReading {
  readonly findings: readonly FindingOfFormat[];
  /** Why the file's own reader could not read it. */
  readonly problem?: string;
}

/** What a file refers to, in the order of its text. */
export function readFile(file: TextFile): FileReading {
  const reader = READERS.find((one) => one.reads(file));
  const { reading, problem } = attempt(reader, file);
  const covered = [...reading.findings, ...(reading.understood ?? [])];
  const searched = textSearch
    .read(file)
    .findings.filter(({ start, end }) => !covered.some((one) => one.start <= start && end <= one.end));
  const all = [
    ...reading.findings.map((one) => ({ ...one, format: reader?.format ?? textSearch.format })),
    ...searched.map((one) => ({ ...one, format: textSearch.format })),
  ];
  return { findings: all.sort((a, b) => a.start - b.start), ...(problem !== undefined && { problem }) };
}

const NOTHING: Reading = { findings: [] };

/** Whatever a parser fails with, a file of a repository is no reason to fail. */
function attempt(reader: Reader | undefined, file: TextFile): { reading: Reading; problem?: string } {
  if (!reader) return { reading: NOTHING };
  try {
    return { reading: reader.read(file) };
  } catch (error) {
    return { reading: NOTHING, problem: foreignWords(String((error as Error).message), 200) };
  }
}
