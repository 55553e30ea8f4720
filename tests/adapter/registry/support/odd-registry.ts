import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BuiltManifest } from "../../../../emulator/images";

export interface SeenRequest {
  readonly path: string;
  readonly authorization: string | undefined;
}

type Answer = (message: IncomingMessage, response: ServerResponse, attempt: number) => void;

/** A server that answers as a test tells it, and notes what it was asked. Without an answer of its own a path is 404; `/v2/` is 200. */
export class OddRegistry {
  readonly seen: SeenRequest[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #server = createServer((message, response) => this.#serve(message, response));

  static async start(): Promise<OddRegistry> {
    const registry = new OddRegistry();
    await new Promise<void>((resolve) => registry.#server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @param path without the query */
  on(path: string, answer: Answer): this {
    this.#answers.set(path, answer);
    return this;
  }

  /** Answers for a manifest of acme/api. */
  onManifest(manifest: BuiltManifest, answer: Answer = serve(manifest)): this {
    return this.on(manifestPath(manifest), answer);
  }

  /** Wants a token from `realm`, and serves manifests to those who bring `Bearer TOKEN`. */
  guard(realm: string, manifest: BuiltManifest, token: string): this {
    const challenge = { "www-authenticate": `Bearer realm="${realm}",service="odd"` };
    this.on("/v2/", (_, response) => response.writeHead(401, challenge).end());
    return this.onManifest(manifest, (message, response, attempt) => {
      if (message.headers.authorization === `Bearer ${token}`) serve(manifest)(message, response, attempt);
      else response.writeHead(401, challenge).end();
    });
  }

  /** How often a manifest was asked for. */
  requestsOf(manifest: BuiltManifest): number {
    return this.seen.filter(({ path }) => path === manifestPath(manifest)).length;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  #serve(message: IncomingMessage, response: ServerResponse): void {
    const path = (message.url ?? "").split("?", 1)[0] as string;
    this.seen.push({ path: message.url ?? "", authorization: message.headers.authorization });
    const answer = this.#answers.get(path);
    const attempt = this.seen.filter((one) => one.path.split("?", 1)[0] === path).length;
    if (answer) answer(message, response, attempt);
    else response.writeHead(path === "/v2/" ? 200 : 404).end();
  }
}

export function serve({ mediaType, content }: Pick<BuiltManifest, "mediaType" | "content">): Answer {
  return (_, response) => response.writeHead(200, { "content-type": mediaType }).end(content);
}

export function refuse(status: number, headers: Record<string, string> = {}, body = ""): Answer {
  return (_, response) => response.writeHead(status, headers).end(body);
}

/** One answer after the other; the last one stays. */
export function inTurn(...answers: Answer[]): Answer {
  return (message, response, attempt) => (answers[attempt - 1] ?? answers.at(-1))?.(message, response, attempt);
}

function manifestPath({ digest }: BuiltManifest): string {
  return `/v2/acme/api/manifests/${digest}`;
}
