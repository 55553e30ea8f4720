import { connect, connectToRegistry } from "../connect";
import type { SpentLately } from "../github";
import { PolicyClaims } from "../run/claims";
import { Declarations } from "../run/declarations";
import { DeclaredElsewhere } from "../run/declared-elsewhere";
import { EngineGuard, noGuard } from "../run/engine-guard";
import { canFindEngine, isToldToSkipPreview } from "../run/engine-process";
import { privateJournal } from "../run/journal";
import { untiedPhaseNotes } from "../run/phase-notes";
import { RunDirectory, rootDirectory } from "../run/run-directory";
import { SpendingRecord } from "../run/spending-record";
import { Session } from "../session";
import {
  credentialIdentity,
  explicitArguments,
  ghAuthToken,
  hostIdentity,
  resolveSettings,
  serverAt,
  serverOf,
  usualServer,
} from "../settings";
import type { DynamicConfig } from "./dynamic-config";
import { createEngineLogger } from "./engine-logger";
import { dropEchoes, presentable } from "./presentable-error";
import { systemClock } from "./system-clock";

/** The one session of this process, made from the configuration that the engine gave it. */
export class DynamicRuntime {
  private config: (key: string) => string | undefined = () => undefined;
  private current: Session | undefined;
  private spending: SpendingRecord<SpentLately> | undefined;
  private readonly logger;
  private readonly guard;

  constructor(private readonly engineAddress: string | undefined) {
    this.logger = createEngineLogger(engineAddress);
    this.guard = engineAddress === undefined ? noGuard : new EngineGuard(engineAddress);
    if (this.guard instanceof EngineGuard) this.guard.watch();
    dropEchoes(console);
  }

  /** Synchronous on purpose: the server hands out the provider to other calls before an asynchronous `configure` has finished. */
  configure(config: DynamicConfig): void {
    this.config = (key) => config.get(key);
  }

  session(): Session {
    this.current ??= this.createSession();
    return this.current;
  }

  /**
   * Runs one call: what it said reaches the engine before its result does, and its failure is fit for people. After the last one the engine
   * ends the process without a word, so what was spent is on record by then.
   */
  async run<Result>(work: () => Promise<Result>, props?: object): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw presentable(error, props);
    } finally {
      this.spending?.flush();
      await this.logger.flush();
    }
  }

  private createSession(): Session {
    const { logger, guard } = this;
    const { config } = this;
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
      server,
      serverAt: (baseUrl) => (baseUrl === undefined ? usual : serverOf(baseUrl)),
      api: () => {
        api ??= connect(settings, { clock: systemClock, logger, guard, spending });
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
      notes: directory?.phaseNotes(instance) ?? untiedPhaseNotes(!canFindEngine || isToldToSkipPreview()),
      manifests: () => {
        manifests ??= connectToRegistry(settings, { clock: systemClock, logger });
        return manifests;
      },
    });
  }
}
