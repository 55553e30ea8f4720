import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Claim, PolicyClaims } from "../../../provider/run/claims";
import { FileJournal, type Journal } from "../../../provider/run/journal";
import { temporaryDirectory } from "../../support/temporary-directory";

const base = temporaryDirectory("claims-");
const claim = (policy: string): Claim => ({ policy, packages: ["acme/container/api"] });

/** support/claim-at-once.ts as a process of its own. */
function startClaiming(policy: string) {
  const program = join(__dirname, "support/claim-at-once.ts");
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, ["-r", "ts-node/register", program, policy], {
    env: { ...process.env, TS_NODE_TRANSPILE_ONLY: "1" },
  });
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
  it("are seen by one at least of two processes that claim the same package at once", async () => {
    const both = [startClaiming("one"), startClaiming("other")];
    const unnoticed: number[] = [];
    const rounds = 300;
    for (let round = -1; round < rounds; round++) {
      const directory = join(base, `round${round}`);
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
    expect(new PolicyClaims(journal).claim(claim("one"))).toEqual([]);
    expect(done).toEqual(["append", "read"]);
  });

  it("may be made again by the same policy, and by no other", () => {
    const directory = join(base, "again");
    mkdirSync(directory);
    const [one, other] = ["1", "2"].map(
      (writer) => new PolicyClaims(new FileJournal<Claim>(directory, writer, "claimed")),
    );
    expect(one?.claim(claim("one"))).toEqual([]);
    expect(one?.claim(claim("one"))).toEqual([]);
    expect(other?.claim(claim("other"))).toEqual(["acme/container/api"]);
    expect(other?.claim(claim("one"))).toEqual([]);
  });
});
