import { connect } from "../../provider/connect";
import { ApplyLog } from "../../provider/resources/retention-policy/apply/apply-log";
import { noAuditLog } from "../../provider/resources/retention-policy/apply/audit-log";
import { Declarations } from "../../provider/run/declarations";
import { privateJournal } from "../../provider/run/journal";
import { noPhaseNotes } from "../../provider/run/phase-notes";
import { Session } from "../../provider/session";
import { resolveSettings } from "../../provider/settings";

const ref = { owner: { kind: "organization", login: "acme" }, packageType: "npm", name: "lib" } as const;

/** A client to which no request is made: it estimates by the limits alone. */
function sessionThatTells(told: string[], now = () => 0): Session {
  const logger = { debug() {}, info() {}, warn() {}, progress: (message: string) => void told.push(message) };
  const clock = { now, sleep: async () => {} };
  const env = { GITHUB_BASE_URL: "http://127.0.0.1:9", GITHUB_TOKEN: "token" };
  const api = connect(resolveSettings({ config: () => undefined, env }), {
    clock,
    logger,
    guard: { assertAlive: async () => {} },
  });
  return new Session({
    host: "localhost",
    imageHosts: [],
    api: () => api,
    clock,
    logger,
    declarations: new Declarations(privateJournal),
    manifests: () => Promise.reject(new Error("a manifest was read")),
    defaultOwner: () => undefined,
    notes: noPhaseNotes,
  });
}

const restored = (id: number) => ({ id, name: `1.${id}.0`, tags: [], text: "it stays" });

describe("the progress of an update", () => {
  it("says nothing of the time that is left before it has measured any", () => {
    const told: string[] = [];
    const record = new ApplyLog(
      sessionThatTells(told),
      noAuditLog,
      {},
      { deletions: 2, restorations: 243, maxRestorations: 500 },
    );
    record.restoration(ref, restored(1));
    expect(told).toEqual(["deleted or restored 1 of 245 versions"]);
  });

  it.each([
    ["by the pace so far, though the limits would allow more", 20_000, 2, "about 41 minutes left"],
    [
      "by GitHub's limits, 80 restorations a minute, where the pace so far was faster",
      4_000,
      40,
      "about 2 minutes left",
    ],
  ])("says how long is left %s", async (_, elapsed, done, words) => {
    const told: string[] = [];
    let now = 0;
    const session = sessionThatTells(told, () => now);
    const record = new ApplyLog(session, noAuditLog, {}, { deletions: 2, restorations: 243, maxRestorations: 500 });
    record.restoration(ref, restored(1));
    await new Promise((resolve) => setImmediate(resolve));
    now = elapsed;
    for (let id = 2; id <= done; id += 1) record.restoration(ref, restored(id));
    expect(told.at(-1)).toBe(`deleted or restored ${done} of 245 versions, ${words}`);
  });

  it("counts what more was needed than was known", () => {
    const told: string[] = [];
    const record = new ApplyLog(
      sessionThatTells(told),
      noAuditLog,
      {},
      { deletions: 0, restorations: 1, maxRestorations: 500 },
    );
    record.restoration(ref, restored(1));
    record.restoration(ref, restored(2));
    expect(told.at(-1)).toBe("deleted or restored 2 of 2 versions");
  });
});
