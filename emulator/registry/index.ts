/**
 * The container registry beside the REST API: what ghcr.io answers below /v2/ and at /token, as far as it is known
 * (github.com/opencontainers/distribution-spec, and what others have published about ghcr.io, named where it matters).
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { World } from "../world/world";
import { defaultRegistryBehaviors, type RegistryBehaviors } from "./behaviors";
import { BlobStore } from "./blob-store";
import { handleBlob, handleUpload } from "./blobs";
import { challenge, identifyBearer } from "./identity";
import { handleManifest } from "./manifests";
import type { RegistryAnswer, RegistryCall } from "./registry-call";
import { manifestUnknown, RegistryError, unsupported } from "./registry-error";
import { matchRegistryRoute, type RegistryRoute } from "./routes";
import { listTags } from "./tags";
import { issueToken } from "./token-service";

export { defaultRegistryBehaviors, type RegistryBehaviors } from "./behaviors";

export interface RegistryOptions {
  readonly behaviors?: Partial<RegistryBehaviors>;
  /** Whether requests without a token are refused, as ghcr.io does; true when absent. */
  readonly requireToken?: boolean;
  /** Awaited before each answer, so that a change is on record before it is confirmed. */
  readonly save?: () => Promise<void>;
}

/** Blobs belong to the world that their manifests are in. */
const stores = new WeakMap<World, BlobStore>();

/** Answers a request to the registry. False when the path is none of the registry's, and nothing was done. */
export async function handleRegistry(
  message: IncomingMessage,
  response: ServerResponse,
  world: World,
  options: RegistryOptions = {},
): Promise<boolean> {
  const { method = "GET", url = "/" } = message;
  const [path = "", query = ""] = url.split(/\?(.*)/s, 2);
  if (path !== "/token" && path !== "/v2" && !path.startsWith("/v2/")) return false;
  const answer = await answerOf({ method, message, path, query: new URLSearchParams(query) }, world, options);
  await options.save?.();
  response.setHeader("date", new Date(world.now()).toUTCString());
  write(response, method, answer);
  // A body that was refused unread would otherwise keep the connection waiting.
  message.resume();
  return true;
}

interface Parsed extends Pick<RegistryCall, "method" | "message" | "query"> {
  readonly path: string;
}

async function answerOf(request: Parsed, world: World, options: RegistryOptions): Promise<RegistryAnswer> {
  try {
    const route = matchRegistryRoute(request.path);
    if (!route) throw unsupported();
    return await answerRoute(request, route, world, options);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const body = JSON.stringify({ errors: [{ code: error.code, message: error.message }] });
    return { status: error.status, headers: { "content-type": "application/json", ...error.headers }, body };
  }
}

async function answerRoute(
  request: Parsed,
  route: RegistryRoute,
  world: World,
  options: RegistryOptions,
): Promise<RegistryAnswer> {
  const { method, message, query } = request;
  const { authorization, host = "127.0.0.1" } = message.headers;
  const behaviors = { ...defaultRegistryBehaviors, ...options.behaviors };
  const requireToken = options.requireToken ?? true;
  if (route.kind === "token") {
    if (method !== "GET" && method !== "HEAD") throw unsupported();
    return json(issueToken({ authorization, query, requireToken }, world, behaviors));
  }
  const identity = identifyBearer(authorization, world, requireToken);
  if (identity.kind === "none") throw challenge(`http://${host}`, host, scopeOf(route, method));
  const blobs = stores.get(world) ?? new BlobStore();
  stores.set(world, blobs);
  return dispatch({ method, message, query, identity, world, blobs, behaviors }, route);
}

function dispatch(
  call: RegistryCall,
  route: Exclude<RegistryRoute, { kind: "token" }>,
): RegistryAnswer | Promise<RegistryAnswer> {
  switch (route.kind) {
    case "ping":
      return json({});
    case "blob":
      return handleBlob(call, route.repository, route.digest);
    case "upload":
      return handleUpload(call, route.repository, route.upload);
    case "manifest":
      return handleManifest(call, route.repository, route.reference);
    case "tags":
      return listTags(call, route.repository);
    case "referrers":
      return referrers(call);
  }
}

/** There is no referrers API, so clients fall back to tags (NVIDIA/aicr#1957, artifacthub/hub#4785). */
function referrers(call: RegistryCall): RegistryAnswer {
  if (call.behaviors.referrers === 404) throw manifestUnknown();
  return { status: 303, headers: { location: "https://github.com/features/packages" } };
}

/** ghcr.io's challenge at /v2/ names this scope, whoever asks. */
function scopeOf(route: RegistryRoute, method: string): string {
  if (!("repository" in route)) return "repository:user/image:pull";
  const { owner, name } = route.repository;
  const pulls = (method === "GET" || method === "HEAD") && route.kind !== "upload";
  return `repository:${owner}/${name}:${pulls ? "pull" : "pull,push"}`;
}

function json(body: unknown): RegistryAnswer {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function write(response: ServerResponse, method: string, answer: RegistryAnswer): void {
  const body = Buffer.from(answer.body ?? "");
  response.writeHead(answer.status, {
    "docker-distribution-api-version": "registry/2.0",
    ...(answer.status !== 204 && answer.status !== 304 && { "content-length": body.length }),
    ...answer.headers,
  });
  response.end(method === "HEAD" ? undefined : body);
}
