import { ProviderError } from "../../errors";
import type { GitHubClient, Read, ReadOptions } from "../client";
import { redact, secretsOf, sentence, toProviderError } from "../failures";
import { type RequestSpec, toRows } from "../requests";
import { readLinkHeader } from "./link-header";
import type { Page } from "./listing";

/** One page of a list, or undefined when `options.etag` was given and the page still is the same. */
export async function readRowsPage<Row>(
  client: GitHubClient,
  spec: RequestSpec,
  page: number | undefined,
  translate: (row: unknown) => Row,
  options: ReadOptions & { readonly etag: string },
): Promise<Page<Row> | undefined>;
export async function readRowsPage<Row>(
  client: GitHubClient,
  spec: RequestSpec,
  page: number | undefined,
  translate: (row: unknown) => Row,
  options?: { readonly fresh?: boolean },
): Promise<Page<Row>>;
export async function readRowsPage<Row>(
  client: GitHubClient,
  spec: RequestSpec,
  page: number | undefined,
  translate: (row: unknown) => Row,
  options: ReadOptions = {},
): Promise<Page<Row> | undefined> {
  const numbered = page === undefined ? spec : { ...spec, parameters: { ...spec.parameters, page } };
  const read = await client.read(numbered, options);
  if (read.notModified && options.etag !== undefined) return undefined;
  refusePart(client, read, numbered);
  return {
    rows: translated(client, numbered, () => toRows(read.data).map(translate)),
    links: readLinkHeader(read.link),
    linksAreFresh: read.linkIsFresh,
    etag: read.etag,
  };
}

/** Translates an answer's body, naming the request when the body is not what it should be. */
export function translated<Result>(client: GitHubClient, spec: RequestSpec, translate: () => Result): Result {
  try {
    return translate();
  } catch (error) {
    throw toProviderError(error, spec, client.settings);
  }
}

/** A list may lack the organizations that the token is not authorized for: https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso */
function refusePart({ settings }: GitHubClient, read: Read, spec: RequestSpec): void {
  const sso = String(read.headers["x-github-sso"] ?? "");
  if (!sso.startsWith("partial-results")) return;
  const ids = redact(sso.replace(/^partial-results;\s*(?:organizations=)?/, ""), secretsOf(spec, settings));
  const nextStep = `Authorize the token for single sign-on in the organizations with the ids ${ids}.`;
  throw new ProviderError(sentence(spec, "GitHub left out what the token is not authorized for", 200, nextStep), {
    code: "incomplete",
  });
}
