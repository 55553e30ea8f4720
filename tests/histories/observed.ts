import type { PropertyMap } from "../../provider/resources/resource";
import type { CommandResult } from "../support/in-process/engine";
import type { Declared, Kept, State, Step } from "../support/in-process/program";
import type { Command } from "./story";
import type { Change, PackagePicture, Tagging } from "./witness";

/** What one GitHub did while a command ran. */
export interface HostObserved {
  /** As states remember it. */
  readonly name: string;
  /** The provider instances that speak to it. */
  readonly providers: readonly string[];
  readonly changes: readonly Change[];
  /** Since the beginning of the history. */
  readonly taggings: readonly Tagging[];
  readonly atStart: readonly PackagePicture[];
  readonly atUpdate: readonly PackagePicture[];
  readonly atEnd: readonly PackagePicture[];
  /** Milliseconds by its clock. */
  readonly startedAt: number;
  readonly updateBeganAt: number | undefined;
  /** "METHOD /path" → the status of the last one; 0 for a dropped connection. */
  readonly lastStatus: ReadonlyMap<string, number>;
}

/** What the bookkeeper knows of one command: what was shown and said, what the states hold, and what GitHub did. */
export interface Observed {
  readonly command: Command;
  readonly program: readonly Declared[];
  readonly plan: readonly Step[] | undefined;
  readonly before: State;
  readonly after: State;
  readonly result: CommandResult;
  readonly hosts: readonly HostObserved[];
}

export function isOn(host: HostObserved, { provider = "" }: Declared): boolean {
  return host.providers.includes(provider);
}

export function deletedByProvider(host: HostObserved): Change[] {
  return host.changes.filter(({ by, kind }) => by === "the provider" && kind === "deleted");
}

/** The numbers of what a preview shows as going. */
export interface Shown {
  readonly versions: ReadonlySet<number>;
  readonly packages: ReadonlySet<number>;
  /** Of policies, that delete a package as a whole: "type/name". */
  readonly wholePackages: ReadonlySet<string>;
  /** Of them, those that a resource stands for. */
  readonly asResources: ReadonlySet<number>;
}

export function shownBy(steps: readonly Step[], host: HostObserved): Shown {
  const versions = new Set<number>();
  const packages = new Set<number>();
  const wholePackages = new Set<string>();
  const asResources = new Set<number>();
  for (const { operation, declared, old, inputs } of steps) {
    if (old && isOn(host, old) && (operation === "delete" || operation === "replace")) {
      if (old.type === "PackageVersion") versions.add(Number(old.outputs.versionId));
      if (old.type === "PackageVersion") asResources.add(Number(old.outputs.versionId));
      if (old.type === "Package") packages.add(Number(old.outputs.packageId));
    }
    if (declared.type !== "RetentionPolicy" || !inputs || !isOn(host, declared)) continue;
    for (const { delete: entries = {}, deletePackages = {} } of newRuns(
      inputs,
      operation === "replace" ? undefined : old,
    )) {
      for (const ids of Object.values(entries)) for (const id of Object.keys(ids)) versions.add(Number(id));
      for (const name of Object.keys(deletePackages)) wholePackages.add(`${inputs.packageType}/${name}`);
    }
  }
  return { versions, packages, wholePackages, asResources };
}

export interface ShownRun {
  readonly delete?: Record<string, Record<string, string>>;
  readonly restore?: Record<string, Record<string, string>>;
  readonly deletePackages?: Record<string, string>;
}

/** The `+` lines: runs in the new inputs that the old ones lack. */
export function newRuns(inputs: PropertyMap, old: Kept | undefined): ShownRun[] {
  const earlier = (old?.inputs.runs ?? {}) as Record<string, ShownRun>;
  return Object.entries((inputs.runs ?? {}) as Record<string, ShownRun>)
    .filter(([number, run]) => JSON.stringify(earlier[number]) !== JSON.stringify(run))
    .map(([, run]) => run);
}

export function everythingSaid({ result }: Observed): string[] {
  return [...result.said.preview, ...result.said.update, ...result.errors];
}

export function hasLostAnswers({ troubles = [], lag }: Command): boolean {
  return lag !== undefined || troubles.some(({ how }) => /took effect|dropped|truncated|html/.test(how));
}

/** A policy that nobody tells what is declared shows it when that comes later: the command then fails, and nothing is done. */
export function isPlannedTooEarly({ errors }: Observed["result"]): boolean {
  return errors.some((error) => error.includes("was planned before it could know of this resource"));
}
