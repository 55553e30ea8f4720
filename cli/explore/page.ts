import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeSnapshot, type Snapshot } from "../../explorer/snapshot";
import { packageRoot } from "../own-package";

const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;
const PLACE_FOR_DATA = '<script type="text/plain" id="data">';

/** The page's own policy; of a page whose data come from a server, with the leave to ask it for them. */
const NO_CONNECTION = "connect-src 'none'";
const OWN_CONNECTION = "connect-src 'self'";

/** A page that gets its data from the server that it comes from. */
export interface ServedPage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
  /** Compressed by gzip. */
  readonly data: Uint8Array;
}

export function servedPage(snapshot: Snapshot): ServedPage {
  const html = builtPage().replace(NO_CONNECTION, OWN_CONNECTION);
  const [, contentSecurityPolicy = ""] = POLICY.exec(html) ?? [];
  return { html, contentSecurityPolicy, data: compressed(snapshot) };
}

/** A page that has its data inside. */
export function wholePage(snapshot: Snapshot): string {
  const data = Buffer.from(compressed(snapshot)).toString("base64");
  return builtPage().replace(PLACE_FOR_DATA, (start) => start + data);
}

function compressed(snapshot: Snapshot): Uint8Array {
  return gzipSync(encodeSnapshot(snapshot));
}

/** As `scripts/setup/bundle-explorer.mjs` writes it. */
function builtPage(): string {
  return readFileSync(join(packageRoot(), "dist", "explorer", "index.html"), "utf8");
}
