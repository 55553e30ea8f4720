import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Claim, PolicyClaims } from "../../../provider/run/claims";
import { FileJournal, type Journal } from "../../../provider/run/journal";
import { temporaryDirectory } from "../../support/temporary-directory";

const base = temporaryDirectory("claims-");
const server = (host: string) => ({ identity: host, webOrigin: `https://${host}` });
const here = server("github.com");
const api = { id: "acme/container/api", versions: [] };

/** support/claim-at-once.ts as a process of its own. */
function startClaiming(policy: string, address: string) {
  const program = join(__dirname, "support/claim-at-once.ts");
  const child: ChildProcessWithoutNullStreams = spawn(
    process.execPath,
    ["-r", "@swc-node/register", program, policy, address],
    {
      env: { ...process.env, TS_NODE_TRANSPILE_ONLY: "1" },
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    tell: (line: string) => void child.stdin.write(`${line}\n`),
    answer: async () => String((await lines.next()).value),
    end: async () => {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

describe("claims of packages", () => {
  it.each([
    ["by one address", "github.com"],
    ["by two addresses of its server", "proxy.example.com"],
  ])("are seen by one at least of two processes that claim the same package at once %s", async (_, address) => {
    const both = [startClaiming("one", "github.com"), startClaiming("other", address)];
    const unnoticed: number[] = [];
    const rounds = 300;
    for (let round = -1; round < rounds; round++) {
      const directory = join(base, `round${round}-${address}`);
      mkdirSync(directory);
      const instant = Date.now() + (round < 0 ? 0 : 3);
      for (const one of both) one.tell(`${directory} ${instant}`);
      const found = await Promise.all(both.map((one) => one.answer()));
      if (round >= 0 && found.every((packages) => packages === "")) unnoticed.push(round);
    }
    await Promise.all(both.map((one) => one.end()));
    expect(unnoticed).toEqual([]);
  });

  it("are written before those of others are read, whichever comes first", () => {
    const done: string[] = [];
    const journal: Journal<Claim> = {
      append: () => void done.push("append"),
      read: () => {
        done.push("read");
        return [];
      },
    };
    expect(new PolicyClaims(here, journal).claim("one", [api])).toEqual([]);
    expect(done).toEqual(["append", "read"]);
  });

  it("may be made again by the same policy, and by no other", () => {
    const directory = join(base, "again");
    mkdirSync(directory);
    const [one, other] = ["1", "2"].map(
      (writer) => new PolicyClaims(here, new FileJournal<Claim>(directory, writer, "claimed")),
    );
    expect(one?.claim("one", [api])).toEqual([]);
    expect(one?.claim("one", [api])).toEqual([]);
    expect(other?.claim("other", [api])).toEqual([{ id: "acme/container/api" }]);
    expect(other?.claim("one", [api])).toEqual([]);
  });
});
