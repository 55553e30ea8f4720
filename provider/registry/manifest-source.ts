import { ProviderError } from "../errors";
import type { Clock, Logger } from "../ports";
import { isDigest, verifiedContent } from "./digest";
import type { ServedManifest } from "./manifest-cache";
import type { ManifestFacts } from "./manifests";
import { ACCEPTED_MANIFESTS, parseManifest, UnknownManifest } from "./parse-manifest";
import { RegistryAuth, type RegistryCredentials } from "./registry-auth";
import type { RegistryAnswer, RegistryRequests } from "./registry-request";

/** One manifest of one package. */
export interface ManifestRef {
  /** The login as GitHub spells it. */
  readonly owner: string;
  readonly packageName: string;
  readonly digest: string;
}

/** What was read, and what it says. */
export interface ReadManifest {
  readonly facts: ManifestFacts;
  readonly served: ServedManifest;
}

/**
 * Registries accept manifests of at least this size, so none may be larger
 * (github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests).
 */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

const LEFT_AS_IT_IS = "What the package's images need cannot be told, so the package is left as it is.";

/** Gets single manifests from a registry: by digest, verified, understood. */
export class ManifestSource {
  readonly #base: URL;
  readonly #requests: RegistryRequests;
  readonly #auth: RegistryAuth;

  /** @throws ProviderError `invalid` when the registry's URL is none */
  constructor(
    registryUrl: string,
    requests: RegistryRequests,
    options: { readonly credentials: RegistryCredentials; readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#base = parseRegistryUrl(registryUrl);
    this.#requests = requests;
    this.#auth = new RegistryAuth(requests, this.#base, options);
  }

  /** `ghcr.io`, with a port where there is one. */
  get host(): string {
    return this.#base.host;
  }

  /**
   * @param isRegistryNeeded whether a server that is no registry is a failure, and not one that serves no manifest
   * @returns undefined when the registry answers 404
   * @throws ProviderError as `ManifestReader.read` says
   */
  async get(ref: ManifestRef, isRegistryNeeded: boolean): Promise<ReadManifest | undefined> {
    const action = actionOf(ref);
    if (!isDigest(ref.digest)) {
      const message = `${action}: this is no SHA-256 or SHA-512 digest. ${LEFT_AS_IT_IS}`;
      throw new ProviderError(message, { code: "unreadable" });
    }
    const answer = await this.#request(ref, action);
    if (answer.status === 404 || (!isRegistryNeeded && isFromNoRegistry(answer))) return undefined;
    if (answer.status !== 200) throw await this.#refused(answer, action);
    return parse(ref.digest, answer, action);
  }

  async #request(ref: ManifestRef, action: string): Promise<RegistryAnswer> {
    const repository = repositoryOf(ref);
    const path = repository.split("/").map(encodeURIComponent).join("/");
    const url = new URL(`v2/${path}/manifests/${ref.digest}`, this.#base);
    const get = (authorization: string | undefined) =>
      this.#requests.get({
        url,
        action,
        maxBytes: MAX_MANIFEST_BYTES,
        headers: { accept: ACCEPTED_MANIFESTS, ...(authorization !== undefined && { authorization }) },
        refuse: ({ body }) =>
          verifiedContent(ref.digest, body) ? undefined : "the answer is not what its digest names",
      });
    const authorization = await this.#auth.header(repository, action);
    const answer = await get(authorization);
    if (answer.status !== 401) return answer;
    const renewed = await this.#auth.renew(repository, authorization, answer, action);
    return renewed === undefined ? answer : get(renewed);
  }

  async #refused(answer: RegistryAnswer, action: string): Promise<ProviderError> {
    const { status, route } = answer;
    const words = this.#requests.words(answer) ?? "the registry refused";
    const message = (next: string) => `${action}: ${words} (${status} ${route}). ${next}`;
    if (status === 401 || status === 403) {
      const next = (await this.#auth.hasToken())
        ? "The token needs the read:packages scope and the right to read this package."
        : "Set a token with the read:packages scope: only public packages can be read without one.";
      return new ProviderError(message(next), { code: status === 401 ? "unauthenticated" : "access_denied", status });
    }
    const next = "Check that this is the registry's URL, and its status, then run again.";
    return new ProviderError(message(next), { code: "unavailable", status });
  }
}

/** A registry's 401 has a challenge (https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1); a server of the REST API alone asks for a token without one. */
function isFromNoRegistry({ status, headers }: RegistryAnswer): boolean {
  return status === 401 && headers.get("www-authenticate") === null;
}

/** A registry's repository: OCI's grammar knows lower case only, and GitHub's logins know no case. */
export function repositoryOf({ owner, packageName }: Omit<ManifestRef, "digest">): string {
  return `${owner.toLowerCase()}/${packageName}`;
}

/** What a caller says that cannot do without the manifest. */
export function manifestNotFound(ref: ManifestRef, host: string): ProviderError {
  const route = `404 GET ${host}/v2/${repositoryOf(ref)}/manifests/${ref.digest}`;
  const next =
    "It may have been deleted since the versions were listed: run again. If it stays so, nobody can pull this image: delete the version of this digest on the " +
    "package's page, or leave the package out of the retention policy (excludePackages).";
  const message = `${actionOf(ref)}: the registry has no such manifest (${route}). ${next}`;
  return new ProviderError(message, { code: "not_found", status: 404 });
}

function actionOf({ owner, packageName, digest }: ManifestRef): string {
  return `read manifest ${digest} of container package ${owner}/${packageName}`;
}

function parse(digest: string, answer: RegistryAnswer, action: string): ReadManifest {
  const content = (verifiedContent(digest, answer.body) ?? answer.body).toString("utf8");
  const contentType = answer.headers.get("content-type") ?? undefined;
  try {
    const facts = parseManifest(digest, contentType, content);
    return { facts, served: { digest, content, ...(contentType !== undefined && { contentType }) } };
  } catch (error) {
    if (!(error instanceof UnknownManifest)) throw error;
    const message = `${action}: it is of an unknown shape: ${error.message} (200 ${answer.route}). ${LEFT_AS_IT_IS}`;
    throw new ProviderError(message, { code: "unreadable", cause: error });
  }
}

function parseRegistryUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    const message = "configure the registry: its URL must be like https://ghcr.io, without user, password or query.";
    throw new ProviderError(message, { code: "invalid" });
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
