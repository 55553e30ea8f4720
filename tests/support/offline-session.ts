import { Declarations } from "../../provider/run/declarations";
import { privateJournal } from "../../provider/run/journal";
import { noPhaseNotes } from "../../provider/run/phase-notes";
import { Session } from "../../provider/session";

/** A session in which any request is a failure: for what must be decided before GitHub is asked. */
export function offlineSession(defaultOwner?: string): Session {
  return new Session({
    host: "localhost",
    imageHosts: [],
    api: () => Promise.reject(new Error("a request was made")),
    clock: { now: () => 0, sleep: async () => {} },
    logger: { debug() {}, info() {}, warn() {}, progress() {} },
    declarations: new Declarations(privateJournal),
    manifests: () => Promise.reject(new Error("a request was made")),
    defaultOwner: () => defaultOwner,
    notes: { ...noPhaseNotes, hasEarlierPhase: true },
  });
}
