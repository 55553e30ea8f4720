import { createInterface } from "node:readline";
import { PolicyClaims } from "../../../../provider/run/claims";
import { FileJournal } from "../../../../provider/run/journal";

/**
 * A process of its own that claims the same package in one directory after another, at the instants that it is told: one line of input for each
 * (`DIRECTORY INSTANT`), one of output with what it found claimed already.
 */
const [, , policy = ""] = process.argv;

createInterface({ input: process.stdin }).on("line", (line) => {
  const [directory = "", instant] = line.split(" ");
  const claims = new PolicyClaims(new FileJournal(directory, policy, "claimed"));
  while (Date.now() < Number(instant));
  console.log(claims.claim({ policy, packages: ["acme/container/api"] }).join(" "));
});
