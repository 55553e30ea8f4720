import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { handleControl } from "./control";
import { type FaultSpec, type Faults, faultAnswer } from "./faults";
import type { Admission } from "./limits/rate-limits";
import type { LoggedRequest, RequestLog } from "./request-log";
import { ApiError } from "./rest/api-error";
import type { Caller } from "./rest/caller";
import type { HttpAnswer } from "./rest/http-answer";
import { bodyTag, bodyText, isUnchanged, writeAnswer } from "./rest/respond";
import { answerRest, identify, type RestRequest, type RestService } from "./rest/rest";
import { matchRoute } from "./rest/routes";
import type { StateFile } from "./world/state-file";

export interface ServerParts extends RestService {
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly latencyMs: number;
  readonly stateFile: StateFile | undefined;
  /** Answers a request for the OCI registry. */
  readonly registry: (message: IncomingMessage, response: ServerResponse) => Promise<unknown>;
  readonly log: (line: string) => void;
  /** Aborted when the emulator closes: requests that still wait then have no effect. */
  readonly closing: AbortController;
}

/** What has been found out about one request while it is served. */
interface Exchange {
  readonly parts: ServerParts;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: LoggedRequest;
  readonly fault: FaultSpec | undefined;
}

/** Serves one request of any kind: control surface, or log, fault and latency, and then the registry or the REST API. */
export async function serve(parts: ServerParts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  if (handleControl(parts, message, response)) return;
  const { method = "GET", url = "/" } = message;
  const entry = startEntry(parts, message, response);
  if (isRegistryPath(rawPath(url))) {
    const fault = parts.faults.take({ method, path: rawPath(url), route: undefined });
    if (await disturb({ parts, message, response, entry, fault })) return;
    await parts.registry(message, response);
    return;
  }
  message.resume();
  const request = parseRest(parts, message);
  const route = request.match?.route;
  entry.route = route?.template;
  entry.operationId = route?.operationId;
  const fault = parts.faults.take({ method, path: restPath(parts, url) ?? rawPath(url), route });
  const identity = identify(parts, message);
  const caller = identity instanceof ApiError ? undefined : identity;
  entry.tokenKind = caller?.token.kind;
  const admission = parts.limits.admit(caller, method, route?.action === "get-rate-limit");
  response.on("close", () => admission.release());
  const exchange = { parts, message, response, entry, fault };
  if (!(await disturb(exchange))) await serveRest(exchange, request, identity, admission);
}

function startEntry(
  parts: ServerParts,
  { method = "GET", url = "/" }: IncomingMessage,
  response: ServerResponse,
): LoggedRequest {
  const entry = parts.requests.start(method, url, parts.world.now());
  response.on("close", () => {
    entry.status = response.headersSent ? response.statusCode : 0;
    parts.requests.end(entry);
    parts.log(`${method} ${rawPath(url)} ${entry.status || "dropped"}`);
  });
  return entry;
}

/** What happens before a request takes effect. True when a fault has answered it. */
async function disturb(exchange: Exchange): Promise<boolean> {
  const { parts, fault } = exchange;
  const wait = parts.latencyMs + (fault?.delayMs ?? 0);
  if (wait > 0) await delay(wait, undefined, { signal: parts.closing.signal });
  if (!fault) return false;
  await fault.run?.(parts.world);
  parts.closing.signal.throwIfAborted();
  return !fault.takesEffect && !fault.truncate && writeFault(exchange, fault);
}

async function serveRest(
  exchange: Exchange,
  request: RestRequest,
  identity: Caller | ApiError,
  admission: Admission,
): Promise<void> {
  const { parts, message, response, fault } = exchange;
  let answer = admission.refusal ?? answerRest(parts, request, identity);
  await parts.stateFile?.save();
  let text = bodyText(answer);
  const tag = answer.status === 200 && text !== undefined && parts.behaviors.etags ? bodyTag(text) : undefined;
  if (tag !== undefined && isUnchanged(message, tag)) {
    admission.uncount();
    answer = { status: 304 };
    text = undefined;
  }
  const headers = {
    ...commonHeaders(exchange, identity instanceof ApiError ? undefined : identity),
    ...(tag !== undefined && { etag: tag, "cache-control": "private, max-age=60, s-maxage=60" }),
    ...admission.headers(),
    ...answer.headers,
  };
  const real = { status: answer.status, headers };
  if (fault && writeFault(exchange, fault, real, text)) return;
  writeAnswer(response, message.method === "HEAD", real, text);
}

/** Writes what a fault answers; false when it lets the real answer through. */
function writeFault(exchange: Exchange, fault: FaultSpec, real?: HttpAnswer, text?: string): boolean {
  const { response, message } = exchange;
  if (fault.drop) {
    message.socket.destroy();
    return true;
  }
  const isHead = message.method === "HEAD";
  if (fault.truncate && real && text) {
    writeAnswer(response, isHead, real, text.slice(0, Math.floor(text.length / 2)));
    return true;
  }
  const answer = faultAnswer(fault);
  if (!answer) return false;
  const headers = { ...commonHeaders(exchange, undefined), ...answer.headers };
  writeAnswer(response, isHead, { status: answer.status, headers }, bodyText(answer));
  return true;
}

function commonHeaders({ parts, entry }: Exchange, caller: Caller | undefined): Record<string, string> {
  const { profile, world } = parts;
  return {
    date: new Date(world.now()).toUTCString(),
    vary: "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding",
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": entry.id,
    ...(profile.enterpriseVersion !== undefined && { "x-github-enterprise-version": profile.enterpriseVersion }),
    ...(caller?.token.kind === "classic" && { "x-oauth-scopes": caller.token.scopes.join(", ") }),
  };
}

function parseRest(parts: ServerParts, message: IncomingMessage): RestRequest {
  const { method = "GET", url = "/" } = message;
  const path = restPath(parts, url);
  const match = path === undefined ? undefined : matchRoute(method === "HEAD" ? "GET" : method, path);
  const query = new URLSearchParams(url.slice(rawPath(url).length + 1));
  return { message, match, query, origins: origins(parts, message) };
}

function isRegistryPath(path: string): boolean {
  return path === "/token" || path === "/v2" || path.startsWith("/v2/");
}

/** URLs in answers lead to the host that the client asked, so that following them stays on it. */
function origins({ profile }: ServerParts, message: IncomingMessage): RestRequest["origins"] {
  const own = `http://${message.headers.host ?? "127.0.0.1"}`;
  return { api: `${own}${profile.basePath}`, web: profile.webUrl ?? own };
}

function rawPath(url: string): string {
  return url.split("?", 1)[0] ?? url;
}

/** The path below the profile's base path; undefined when it isn't below it. */
function restPath({ profile }: ServerParts, url: string): string | undefined {
  const path = rawPath(url);
  if (!path.startsWith(`${profile.basePath}/`)) return undefined;
  return path.slice(profile.basePath.length);
}
