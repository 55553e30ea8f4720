import { connect, connectToRegistry } from "../../../provider/connect";
import type { Note } from "../../../provider/notes";
import type { Clock, Logger, PackagesApi, RunGuard } from "../../../provider/ports";
import type { ManifestReader } from "../../../provider/registry/manifests";
import { type Claim, PolicyClaims } from "../../../provider/run/claims";
import type { Declaration } from "../../../provider/run/declaration";
import { Declarations } from "../../../provider/run/declarations";
import { type AnnouncedDeclaration, DeclaredElsewhere } from "../../../provider/run/declared-elsewhere";
import type { Journal } from "../../../provider/run/journal";
import type { PhaseNotes } from "../../../provider/run/phase-notes";
import { PlannedDeletions, type PlannedOfPackage } from "../../../provider/run/planned-deletions";
import { Session } from "../../../provider/session";
import { hostIdentity, imageHosts, resolveSettings } from "../../../provider/settings";
import { ADMIN_TOKEN } from "../small-world";

/** What is asked of an emulator, or of another server in its place. */
interface Server {
  readonly url: string;
  readonly world: { now(): number };
}

/** One provider instance of a program, and whom it speaks to. */
export interface Instance {
  readonly emulator: Server;
  readonly token?: string;
  /** Stack configuration, by full key. */
  readonly config?: Readonly<Record<string, string>>;
  /** What states remember as their host; by default that of the emulator's address. */
  readonly host?: string;
  readonly guard?: RunGuard;
  /** This machine's clock; the emulator's when absent, on which waiting takes no time. */
  readonly clock?: Clock;
  /** What waits for limits and before retries go by; when absent the emulator's clock, on which waiting takes as long as it does. */
  readonly requestClock?: Clock;
  /** How far those of the two clocks that are absent are ahead of the emulator's: negative when behind. */
  readonly clientAheadMs?: number;
  /** Whether policies are told what the program declares: by the SDK of the dynamic provider they are, by a generated one they are not. */
  readonly tellsPolicies?: boolean;
  /** Whether somebody reads the preview's stream of events, to which plans tell all that they know. */
  readonly isStreamed?: boolean;
}

/** The process of one provider instance in one phase of a command. */
export interface Phase {
  readonly session: Session;
  readonly said: string[];
  /** What a report would be told. */
  readonly notes: Note[];
  /** What plans tell a report, where somebody reads it. */
  readonly details: string[];
}

/** What the provider processes of one command share: what a preview leaves for its update, and what the program declares on each host, and on all of them. */
export class SharedByPhases {
  readonly #notes = new Map<string, unknown>();
  readonly #declared = new Map<string, Declaration[]>();
  readonly #announced: AnnouncedDeclaration[] = [];

  constructor(private readonly skipsPreview = false) {}

  preview(instance: Instance, claims = new SharedClaims()): Phase {
    return this.#open(instance, claims, false, {
      leave: (topic, note) => void this.#notes.set(keyOf(instance, topic), structuredClone(note)),
      earlier: () => undefined,
    });
  }

  /** The update that follows the preview. */
  update(instance: Instance, claims = new SharedClaims()): Phase {
    return this.#open(instance, claims, true, {
      leave: () => {},
      earlier: (topic) => structuredClone(this.#notes.get(keyOf(instance, topic))),
    });
  }

  #open(
    instance: Instance,
    claims: SharedClaims,
    hasEarlierPhase: boolean,
    notes: Pick<PhaseNotes, "leave" | "earlier">,
  ): Phase {
    const { emulator, config = {} } = instance;
    const said: string[] = [];
    const say = (severity: string) => (message: string) => void said.push(`${severity}: ${message}`);
    const told: Note[] = [];
    const note = (one: Note) => void told.push(one);
    const details: string[] = [];
    const logger: Logger = {
      debug: () => {},
      info: say("info"),
      warn: (message, deletions = []) => say("warning")([message, ...deletions].join("\n")),
      progress: () => {},
      note,
      ...(instance.isStreamed && { details: (line: string) => void details.push(line) }),
    };
    const settings = resolveSettings({
      config: (key) => config[key],
      env: { GITHUB_BASE_URL: emulator.url, GITHUB_TOKEN: instance.token ?? ADMIN_TOKEN },
    });
    const host = instance.host ?? hostIdentity(settings.place);
    const server = { identity: host, webOrigin: new URL(settings.place.webUrl).origin };
    const now = () => emulator.world.now() + (instance.clientAheadMs ?? 0);
    const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
    const { requestClock: clock = { now, sleep }, guard = { assertAlive: async () => {} } } = instance;
    let api: Promise<PackagesApi> | undefined;
    let manifests: Promise<ManifestReader> | undefined;
    const session = new Session({
      host,
      imageHosts: imageHosts(settings),
      api: () => (api ??= connect(settings, { clock, logger, guard })),
      manifests: () => (manifests ??= connectToRegistry(settings, { clock, logger })),
      clock: instance.clock ?? { now, sleep: async () => {} },
      logger,
      declarations: new Declarations(
        this.#journal(host),
        (declaration) => note({ kind: "declared", host, declaration }),
        new DeclaredElsewhere(server, journalOf(this.#announced)),
      ),
      claims: new PolicyClaims(server, claims.journal()),
      defaultOwner: () => settings.owner,
      tellsPolicies: instance.tellsPolicies ?? true,
      plannedDeletions: new PlannedDeletions(claims.planned(host)),
      notes: { hasEarlierPhase, skipsPreview: this.skipsPreview, ...notes },
    });
    return { session, said, notes: told, details };
  }

  #journal(host: string): Journal<Declaration> {
    const declared = this.#declared.get(host) ?? [];
    this.#declared.set(host, declared);
    return journalOf(declared);
  }
}

/** Which packages the policies of one phase cover, on all hosts, and what they plan to delete on each. */
export class SharedClaims {
  readonly #claims: Claim[] = [];
  readonly #planned = new Map<string, PlannedOfPackage[]>();

  planned(host: string): Journal<PlannedOfPackage> {
    const planned = this.#planned.get(host) ?? [];
    this.#planned.set(host, planned);
    return journalOf(planned);
  }

  journal(): Journal<Claim> {
    return journalOf(this.#claims);
  }
}

/** One process's view of what all of them append. */
function journalOf<Entry>(entries: Entry[]): Journal<Entry> {
  let read = 0;
  return {
    append: (entry) => void entries.push(entry),
    read: () => {
      const others = entries.slice(read);
      read = entries.length;
      return others;
    },
  };
}

function keyOf({ emulator, token }: Instance, topic: string): string {
  return `${emulator.url}\n${token ?? ""}\n${topic}`;
}
