import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { ProviderError } from "../errors";
import { makeOwnDirectory, replaceFile } from "../own-directory";
import type { Claim } from "./claims";
import type { Declaration } from "./declaration";
import type { AnnouncedDeclaration } from "./declared-elsewhere";
import { type EngineProcess, findEngineProcess, startOf } from "./engine-process";
import { FileJournal, type Journal } from "./journal";
import { type PhaseNotes, untiedPhaseNotes } from "./phase-notes";
import type { PlannedOfPackage } from "./planned-deletions";
import { processSpace } from "./process-space";

const PREFIX = "run-";

/** Marks, in the directory of a run, a process of a phase. */
const PHASE_SUFFIX = ".phase";

const KEEP_MILLISECONDS = 30 * 24 * 3_600_000;

/**
 * A directory that the provider processes of one engine process share, in the system's directory for temporary files and
 * readable by this user only. It holds names and ids, never a token. It is removed by the first run on the same machine that finds its engine gone.
 */
export class RunDirectory {
  private constructor(
    readonly path: string,
    /** Tells the phases of one run apart: the engine serves each at an address of its own. */
    private readonly phase: string,
    private readonly engine: EngineProcess,
  ) {}

  /** @returns undefined where the engine can't be told, so that nothing can be shared safely. */
  static open(engineAddress: string | undefined, parent: number = process.ppid): RunDirectory | undefined {
    if (!engineAddress) return undefined;
    const engine = findEngineProcess(parent, engineAddress);
    if (!engine) return undefined;
    const root = rootDirectory();
    requireOwn(root);
    removeStale(root, Date.now());
    const path = join(root, directoryName(engine));
    const phase = shortHash(engineAddress).slice(0, 12);
    mkdirSync(notesDirectory(path, phase), { recursive: true, mode: 0o700 });
    replaceFile(join(path, `${phase}-${process.pid}${PHASE_SUFFIX}`), "");
    return new RunDirectory(path, phase, engine);
  }

  /** What programs declare of one server's packages: the instances of a program that speak to it share it, in both phases. */
  declarationJournal(server: string): Journal<Declaration> {
    return new FileJournal<Declaration>(this.path, `${this.phase}-${process.pid}`, `declared-${shortHash(server)}`);
  }

  /** What programs declare at all servers: two addresses may mean the same one. */
  announcementJournal(): Journal<AnnouncedDeclaration> {
    return new FileJournal<AnnouncedDeclaration>(this.path, `${this.phase}-${process.pid}`, "declared-anywhere");
  }

  /** Which packages the policies of all servers cover, in this phase: the next one has policies of its own. */
  claimJournal(): Journal<Claim> {
    return new FileJournal<Claim>(this.path, `${this.phase}-${process.pid}`, `claimed-${this.phase}`);
  }

  /** What the policies of one server have planned to delete in this phase. */
  plannedJournal(server: string): Journal<PlannedOfPackage> {
    const topic = `planned-${this.phase}-${shortHash(server)}`;
    return new FileJournal<PlannedOfPackage>(this.path, `${this.phase}-${process.pid}`, topic);
  }

  /**
   * Notes go from one phase to the next: what is written here is read by the update that follows this preview. `instance` is what
   * tells the provider instances of one program apart, the host and the token: each may see another world. A preview over thousands of packages
   * leaves thousands of notes, so that they lie where nobody lists them.
   */
  phaseNotes(instance: string): PhaseNotes {
    if (this.engine.watches) return untiedPhaseNotes(this.engine.skipsPreview);
    const earlierPhases = this.earlierPhases();
    const file = (phase: string, topic: string) =>
      join(notesDirectory(this.path, phase), `${shortHash(`${instance}\n${topic}`)}.note`);
    return {
      hasEarlierPhase: earlierPhases.length > 0,
      skipsPreview: this.engine.skipsPreview,
      previewsOnly: this.engine.previewsOnly,
      showsDiff: this.engine.showsDiff,
      leave: (topic, note) => replaceFile(file(this.phase, topic), JSON.stringify(note)),
      earlier: (topic) => {
        const notes = earlierPhases.map((phase) => readIfThere(file(phase, topic)));
        const found = notes.find((text) => text !== undefined);
        return found === undefined ? undefined : JSON.parse(found);
      },
    };
  }

  private earlierPhases(): string[] {
    const marks = readdirSync(this.path).filter((name) => name.endsWith(PHASE_SUFFIX));
    const phases = marks.map((name) => name.slice(0, name.indexOf("-")));
    return [...new Set(phases)].filter((phase) => phase !== this.phase);
  }
}

function notesDirectory(path: string, phase: string): string {
  return join(path, `notes-${phase}`);
}

/** The directory of this user's runs on this machine, in the system's for temporary files. A container's user may have an id and no name. */
export function rootDirectory(): string {
  return join(tmpdir(), `pulumi-github-packages-${process.getuid?.() ?? userInfo().username}`);
}

/** An engine by its id and start says nothing outside of where such ids are given: containers can share a directory for temporary files. */
function directoryName(engine: Pick<EngineProcess, "pid" | "startedAt">): string {
  return `${ownPrefix()}${engine.pid}-${engine.startedAt.replace(/\W+/g, "_")}`;
}

function ownPrefix(): string {
  return `${PREFIX}${shortHash(processSpace()).slice(0, 12)}-`;
}

/** What another user may write there must not decide what is deleted. */
function requireOwn(root: string): void {
  if (makeOwnDirectory(root)) return;
  throw new ProviderError(
    `share between preview and update: ${root} belongs to somebody else. Remove it, or set TMPDIR.`,
    {
      code: "invalid",
    },
  );
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Of engines elsewhere nobody here knows whether they live: theirs goes when nothing has been written for longer than any run takes. */
function removeStale(root: string, now: number): void {
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(root, name);
    const isGone = name.startsWith(ownPrefix()) ? !isOfLivingEngine(name) : isOlderThan(path, now - KEEP_MILLISECONDS);
    if (isGone) rmSync(path, { recursive: true, force: true });
  }
}

function isOfLivingEngine(name: string): boolean {
  const pid = Number(name.slice(ownPrefix().length).split("-", 1)[0]);
  const startedAt = pid > 0 ? startOf(pid) : undefined;
  return startedAt !== undefined && directoryName({ pid, startedAt }) === name;
}

function isOlderThan(path: string, instant: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.mtimeMs < instant;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
