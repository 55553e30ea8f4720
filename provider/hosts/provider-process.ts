import { connect, connectToRegistry } from "../connect";
import { ProviderError } from "../errors";
import type { SpentLately } from "../github";
import type { RunGuard } from "../ports";
import { PolicyClaims } from "../run/claims";
import { Declarations } from "../run/declarations";
import { DeclaredElsewhere } from "../run/declared-elsewhere";
import { EngineGuard, noGuard } from "../run/engine-guard";
import { canFindEngine, isToldToSkipPreview } from "../run/engine-process";
import { privateJournal } from "../run/journal";
import { untiedPhaseNotes } from "../run/phase-notes";
import { PlannedDeletions } from "../run/planned-deletions";
import { RunDirectory, rootDirectory } from "../run/run-directory";
import { SpendingRecord } from "../run/spending-record";
import { Session } from "../session";
import {
  credentialIdentity,
  explicitArguments,
  ghAuthToken,
  hostIdentity,
  imageHosts,
  resolveSettings,
  serverAt,
  serverOf,
  usualServer,
} from "../settings";
import { createEngineLogger, type EngineLogger } from "./engine-logger";
import { systemClock } from "./system-clock";

/** What the engine configures a provider instance with, by full key: the stack's configuration, and what the program gives the instance. */
export type Configuration = (key: string) => string | undefined;

/** A provider instance is a process of its own, with one session, made from the configuration that the engine gave it. */
export class ProviderProcess {
  private config: Configuration = () => undefined;
  private current: Session | undefined;
  private spending: SpendingRecord<SpentLately> | undefined;
  private isCancelled = false;
  private readonly guard: RunGuard;

  constructor(
    private readonly engineAddress: string | undefined,
    private readonly logger: EngineLogger = createEngineLogger(engineAddress),
    private readonly isPlugin = false,
  ) {
    const engine = engineAddress === undefined ? noGuard : new EngineGuard(engineAddress);
    if (engine instanceof EngineGuard) engine.watch();
    this.guard = {
      assertAlive: async () => {
        if (this.isCancelled) throw cancelled();
        await engine.assertAlive();
      },
    };
  }

  /** Synchronous on purpose: the dynamic provider's server hands out the provider to other calls before an asynchronous `configure` has finished. */
  configure(config: Configuration): void {
    this.config = config;
  }

  /** What is under way ends; nothing more is changed. */
  cancel(): void {
    this.isCancelled = true;
  }

  session(): Session {
    this.current ??= this.createSession();
    return this.current;
  }

  /**
   * Runs one call: what it said reaches the engine before its result does. After the last one the engine ends the process without a word, so what
   * was spent is on record by then.
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      this.spending?.flush();
      await this.logger.flush();
    }
  }

  private createSession(): Session {
    const { logger, guard, config } = this;
    const settings = resolveSettings({ args: explicitArguments(config), config, env: process.env, ghAuthToken });
    const directory = RunDirectory.open(this.engineAddress);
    const instance = `${settings.baseUrl}\n${credentialIdentity(settings)}`;
    const server = serverAt(settings.place);
    const allowance = `${server.identity}\n${credentialIdentity(settings)}`;
    const spending = new SpendingRecord<SpentLately>(rootDirectory(), allowance);
    this.spending = spending;
    const usual = usualServer({ config, env: process.env });
    const here = {
      host: hostIdentity(settings.place),
      server: server.identity,
      ...(usual !== undefined && { usualServer: usual.identity }),
    };
    let api: ReturnType<typeof connect> | undefined;
    let manifests: ReturnType<typeof connectToRegistry> | undefined;
    return new Session({
      host: here.host,
      imageHosts: imageHosts(settings),
      server,
      serverAt: (baseUrl) => (baseUrl === undefined ? usual : serverOf(baseUrl)),
      api: () => {
        const seesOwnSettingsAlone = this.isPlugin;
        api ??= connect(settings, { clock: systemClock, logger, guard, spending, seesOwnSettingsAlone });
        return api;
      },
      clock: systemClock,
      logger,
      declarations: directory
        ? new Declarations(
            directory.declarationJournal(server.identity),
            (declaration) => logger.note?.({ kind: "declared", ...here, declaration }),
            new DeclaredElsewhere(server, directory.announcementJournal()),
          )
        : new Declarations(privateJournal),
      claims: new PolicyClaims(server, directory?.claimJournal() ?? privateJournal),
      defaultOwner: () => settings.owner,
      tellsPolicies: !this.isPlugin,
      // Policies that are told have nothing to find out later.
      ...(directory &&
        this.isPlugin && { plannedDeletions: new PlannedDeletions(directory.plannedJournal(server.identity)) }),
      notes: directory?.phaseNotes(instance) ?? untiedPhaseNotes(!canFindEngine || isToldToSkipPreview()),
      manifests: () => {
        manifests ??= connectToRegistry(settings, { clock: systemClock, logger });
        return manifests;
      },
    });
  }
}

function cancelled(): ProviderError {
  return new ProviderError(
    "stop: the command was cancelled, so nothing more is changed. Run it again: it goes on from what GitHub has.",
    { code: "engine_gone" },
  );
}
