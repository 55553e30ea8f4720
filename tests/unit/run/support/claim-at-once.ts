import { createInterface } from "node:readline";
import { PolicyClaims } from "../../../../provider/run/claims";
import { FileJournal } from "../../../../provider/run/journal";

/**
 * A process of its own that claims the same package, by some address of its server, in one directory after another, at the instants that it is told: one line of input for each
 * (`DIRECTORY INSTANT`), one of output with what it found claimed already.
 */
const [, , policy = "", address = ""] = process.argv;
const server = { identity: address, webOrigin: `https://${address}` };
const page = "https://github.com/orgs/acme/packages/container/package/api";
const version = { type: "version", id: 7, createdAt: "2026-01-01T00:00:00Z", page } as const;
const covered = [{ id: "acme/container/api", versions: [version] }];

createInterface({ input: process.stdin }).on("line", (line) => {
  const [directory = "", instant] = line.split(" ");
  const claims = new PolicyClaims(server, new FileJournal(directory, policy, "claimed"));
  while (Date.now() < Number(instant));
  console.log(
    claims
      .claim(policy, covered)
      .map(({ id }) => id)
      .join(" "),
  );
});
