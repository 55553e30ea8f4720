import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpendingRecord } from "../../../provider/run/spending-record";

interface Spent {
  readonly at: number;
  readonly points: number;
}

/** A client that spends, and notes what it is told. */
class Client {
  readonly told: Spent[] = [];
  points = 0;
  private listener = () => {};

  spentLately = (): Spent => ({ at: 1000, points: this.points });
  goOnFrom = (spent: Spent) => void this.told.push(spent);
  whenSpent = (listener: () => void) => {
    this.listener = listener;
  };

  spend(points: number): void {
    this.points += points;
    this.listener();
  }
}

describe("the record of what was spent", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "spending-record-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const recordOf = (allowance: string) => new SpendingRecord<Spent>(directory, allowance);
  /** What this process has written, as if another one had. */
  const byAnotherProcess = (other: number) => {
    const [name = ""] = readdirSync(directory).filter((file) => !/-\d\.json$/.test(file));
    renameSync(join(directory, name), join(directory, name.replace(/^(spent-[0-9a-f]{32})-.*/, `$1-${other}.json`)));
  };
  const spend = (allowance: string, points: number) => {
    const client = new Client();
    const record = recordOf(allowance);
    record.follow(client, Date.now());
    client.spend(points);
    record.flush();
    return client;
  };
  const toldOf = (allowance: string, now = Date.now()) => {
    const client = new Client();
    recordOf(allowance).follow(client, now);
    return client.told;
  };

  it("tells a process what others with the same host and token have spent, and nobody else", () => {
    spend("github.com\nghp_one", 700);
    byAnotherProcess(1);
    spend("github.com\nghp_one", 20);
    byAnotherProcess(2);
    expect(toldOf("github.com\nghp_one").map(({ points }) => points)).toEqual(expect.arrayContaining([20, 700]));
    expect(toldOf("github.com\nghp_other")).toEqual([]);
  });

  it("tells a client what another of the same process has spent, and none what it has spent itself", () => {
    const client = spend("github.com\nghp_one", 700);
    expect(client.told).toEqual([]);
    expect(toldOf("github.com\nghp_one")).toEqual([{ at: 1000, points: 700 }]);
  });

  it("is a file that only its user can read, and that names neither host nor token", () => {
    spend("github.com\nghp_secret", 5);
    const [name = "", ...others] = readdirSync(directory);
    expect(others).toEqual([]);
    expect(name).toMatch(/^spent-[0-9a-f]{32}-[0-9a-f-]{36}\.json$/);
    expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
  });

  it("forgets what is older than an hour, which no limit counts any more", () => {
    spend("github.com\nghp_one", 700);
    byAnotherProcess(1);
    const [name = ""] = readdirSync(directory);
    const old = new Date(Date.now() - 3_700_000);
    utimesSync(join(directory, name), old, old);
    expect(toldOf("github.com\nghp_one")).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("of one process that can't be read hides none of the others", () => {
    spend("github.com\nghp_one", 700);
    byAnotherProcess(2);
    for (const [pid, content] of [
      [1, "{"],
      [3, "null"],
    ] as const) {
      const [name = ""] = readdirSync(directory);
      writeFileSync(join(directory, name.replace("-2.", `-${pid}.`)), content);
    }
    const client = new Client();
    const told: Spent[] = [];
    client.goOnFrom = (spent) => void told.push({ ...spent, points: spent.points });
    recordOf("github.com\nghp_one").follow(client, Date.now());
    expect(told.map(({ points }) => points)).toEqual([700]);
  });

  it("is left alone where it can't be read or written", () => {
    spend("github.com\nghp_one", 700);
    byAnotherProcess(1);
    writeFileSync(join(directory, readdirSync(directory)[0] ?? ""), "{");
    expect(toldOf("github.com\nghp_one")).toEqual([]);
    const client = new Client();
    const record = new SpendingRecord<Spent>(join(directory, readdirSync(directory)[0] ?? "", "below-a-file"), "any");
    record.follow(client, Date.now());
    client.spend(1);
    expect(() => record.flush()).not.toThrow();
  });

  describe("in a directory that is not this user's alone", () => {
    const victim = () => join(directory, "victim");
    const root = () => join(directory, "root");
    const spendThere = () => {
      const client = new Client();
      const record = new SpendingRecord<Spent>(root(), "any");
      record.follow(client, Date.now());
      client.spend(1);
      record.flush();
      return client;
    };

    it("writes nothing through a link that somebody put there for the name that it would use", () => {
      const client = spendThere();
      expect(client.told).toEqual([]);
      const names = readdirSync(root());
      rmSync(root(), { recursive: true });
      mkdirSync(root());
      writeFileSync(victim(), "precious");
      for (const name of names.flatMap((own) => [
        own,
        `${own}.tmp`,
        own.replace(/-[^-]*\.json$/, `-${process.pid}.json.tmp`),
      ]))
        symlinkSync(victim(), join(root(), name));
      chmodSync(root(), 0o777);
      spendThere();
      expect(readFileSync(victim(), "utf8")).toBe("precious");
      expect(readdirSync(root()).length).toBe(names.length * 3);
    });

    it("writes nothing where a link to another directory stands in its place", () => {
      mkdirSync(victim());
      symlinkSync(victim(), root());
      spendThere();
      expect(readdirSync(victim())).toEqual([]);
    });

    it("believes nothing that is there, and removes nothing", () => {
      spendThere();
      const [name = ""] = readdirSync(root());
      const planted = join(root(), name.replace(/^(spent-[0-9a-f]{32})-.*/, "$1-1.json"));
      renameSync(join(root(), name), planted);
      const old = new Date(Date.now() - 3_700_000);
      chmodSync(root(), 0o777);
      expect(spendThere().told).toEqual([]);
      utimesSync(planted, old, old);
      expect(spendThere().told).toEqual([]);
      expect(readdirSync(root())).toHaveLength(1);
    });
  });
});
