import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Where the ids of processes mean what they mean here: the machine since its last start, and on Linux the namespace of process ids
 * (https://man7.org/linux/man-pages/man7/pid_namespaces.7.html), of which each container has its own.
 */
export function processSpace(): string {
  const boot = readOr(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(), hostname);
  const namespace = readOr(
    () => readlinkSync("/proc/self/ns/pid"),
    () => "",
  );
  return `${boot} ${namespace}`;
}

function readOr(read: () => string, otherwise: () => string): string {
  try {
    return read();
  } catch {
    return otherwise();
  }
}
