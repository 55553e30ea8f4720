import { appendFileSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ProviderError } from "../../../errors";

/** One line of the audit log. */
export interface AuditEntry {
  /** ISO 8601, UTC: when GitHub answered. */
  readonly time: string;
  readonly action: "delete" | "restore" | "deletePackage";
  readonly owner: string;
  readonly packageType: string;
  readonly package: string;
  readonly versionId?: number;
  /** The version's name; of images the digest. */
  readonly version?: string;
  readonly tags?: readonly string[];
  readonly rule?: string;
}

/** Where each deletion and restoration is written down, right after GitHub has done it. */
export interface AuditLog {
  record(entry: AuditEntry): void;
}

export const noAuditLog: AuditLog = { record: () => {} };

/**
 * Appends JSON lines to a file. Each line is one write, so that a killed run has lost nothing, and two runs can share the file.
 * @throws `invalid` when nothing can be written there. That is before anything is deleted that could not be written down.
 */
export function fileAuditLog(path: string): AuditLog {
  const file = resolve(path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, "a"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ProviderError(
      `open the audit log ${file}: ${code ?? message}. Nothing was deleted. Choose a file that this run may write to as auditLog.`,
      { code: "invalid", cause: error },
    );
  }
  return { record: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`) };
}
