/** Stand-ins for where Pulumi's archives and their checksums are, over real HTTP on this machine; the archives are small ones of scripts. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ArchiveServer {
  readonly origin: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Answers every request with these bytes, with a status, or with a redirection. */
export async function serveArchive(answer: Buffer | string | number | { location: string }): Promise<ArchiveServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (typeof answer === "number") return response.writeHead(answer).end("no");
    if (typeof answer === "object" && "location" in answer) return response.writeHead(302, answer).end();
    return response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** As Pulumi's archives are built: one folder `pulumi` of executables. */
export function packArchive(commands: Record<string, string>): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "github-packages-archive-"));
  try {
    mkdirSync(join(directory, "pulumi"));
    for (const [name, script] of Object.entries(commands)) {
      writeFileSync(join(directory, "pulumi", name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(directory, "pulumi", name), 0o755);
    }
    execFileSync("tar", ["-czf", join(directory, "archive"), "-C", directory, "pulumi"]);
    return readFileSync(join(directory, "archive"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
