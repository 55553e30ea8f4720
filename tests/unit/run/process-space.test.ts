import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { processSpace } from "../../../provider/run/process-space";

it("what tells process ids apart is the machine's present run and the namespace, where there are such", () => {
  const parts =
    process.platform === "linux"
      ? [readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(), readlinkSync("/proc/self/ns/pid")]
      : [hostname(), ""];
  expect(processSpace()).toBe(parts.join(" "));
});
