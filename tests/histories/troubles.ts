import { type Emulator, type FaultSpec, secondaryLimitFault } from "../../emulator";
import type { Trouble } from "./story";

/** Which requests, below the base path; those of the registry have theirs whole. */
const TARGETS: Readonly<Record<Trouble["with"], Pick<FaultSpec, "method" | "route">>> = {
  deletions: { method: "DELETE", route: /^\/(?:orgs|users?)\// },
  restorations: { method: "POST", route: /\/restore$/ },
  lists: { method: "GET", route: /\/(?:versions|packages)$/ },
  reads: { method: "GET", route: /\/(?:versions\/\d+|packages\/\w+\/[^/]+)$/ },
  manifests: { method: "GET", route: /^\/v2\/.*manifests/ },
  anything: { route: /^\/(?:orgs|users?|v2)\// },
};

/** What a server may say that no terminal, log or comment should take literally. */
const FOREIGN_WORDS = `\u001b[31mred\u202e\n::set-output name=x::y\n<script>${"x".repeat(100_000)}`;

const WAYS: Readonly<Record<Trouble["how"], FaultSpec>> = {
  "500": { status: 500, body: { message: "Server Error" } },
  "502 after it took effect": { status: 502, takesEffect: true },
  dropped: { drop: true },
  "dropped after it took effect": { drop: true, takesEffect: true },
  "403": { status: 403, body: { message: "Forbidden", status: "403" } },
  "404": { status: 404, body: { message: "Not Found", status: "404" } },
  "secondary limit": secondaryLimitFault({ retryAfter: 30 }),
  html: { html: "<html><body>Please log in</body></html>", status: 200 },
  truncated: { truncate: true },
  "foreign words": { status: 400, body: { message: FOREIGN_WORDS } },
};

export function arm(emulator: Emulator, trouble: Trouble): void {
  const { skip, times } = trouble;
  emulator.faults.add({ ...WAYS[trouble.how], ...TARGETS[trouble.with], skip, times });
}
