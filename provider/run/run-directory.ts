import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Declaration, DeclarationJournal } from "./declarations";
import { type EngineProcess, findEngineProcess, isRunning } from "./engine-process";

const PREFIX = "run-";

/**
 * A directory that the provider processes of one engine process share, in the system's directory for temporary files and
 * readable by this user only. It holds names and ids, never a token. It is removed by the first run that finds its engine gone.
 */
export class RunDirectory {
  private constructor(
    readonly path: string,
    /** Tells the phases of one run apart: the engine serves each at an address of its own. */
    private readonly phase: string,
  ) {}

  /** @returns undefined where the engine can't be told, so that nothing can be shared safely. */
  static open(engineAddress: string | undefined): RunDirectory | undefined {
    const engine = findEngineProcess();
    if (!engine || !engineAddress) return undefined;
    const root = rootDirectory();
    removeStale(root);
    const path = join(root, directoryName(engine));
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return new RunDirectory(path, createHash("sha256").update(engineAddress).digest("hex").slice(0, 12));
  }

  /** Whether another phase of this run has been here before: this one is then the update that follows a preview. */
  hasEarlierPhase(): boolean {
    return this.journals().some((name) => !name.startsWith(`${this.phase}-`));
  }

  declarationJournal(): DeclarationJournal {
    const own = join(this.path, `${this.phase}-${process.pid}.declared`);
    return {
      append: (declaration) => appendFileSync(own, `${JSON.stringify(declaration)}\n`, { mode: 0o600 }),
      read: () => this.journals().flatMap((name) => readDeclarations(join(this.path, name))),
    };
  }

  private journals(): string[] {
    return readdirSync(this.path).filter((name) => name.endsWith(".declared"));
  }
}

/** For a process that belongs to no engine that can be told: what it declares is known to itself alone. */
export const privateJournal: DeclarationJournal = { append: () => {}, read: () => [] };

function rootDirectory(): string {
  return join(tmpdir(), `pulumi-github-packages-${userInfo().username}`);
}

function directoryName(engine: EngineProcess): string {
  return `${PREFIX}${engine.pid}-${engine.startedAt.replace(/\W+/g, "_")}`;
}

function removeStale(root: string): void {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(root)) {
    const [, pid, startedAt] = /^run-(\d+)-(.+)$/.exec(name) ?? [];
    if (!pid || !startedAt) continue;
    const engine = findEngineProcess(Number(pid));
    const alive = engine !== undefined && directoryName(engine) === name && isRunning(engine);
    if (!alive) rmSync(join(root, name), { recursive: true, force: true });
  }
}

/** The last line can be half-written when its process was killed; what it would have declared was then not acted upon either. */
function readDeclarations(path: string): Declaration[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Declaration);
}
