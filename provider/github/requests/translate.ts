import { canBeName } from "../../model/foreign-words";
import {
  PACKAGE_TYPES,
  type PackageFacts,
  type RepositoryFacts,
  type VersionFacts,
  type Visibility,
} from "../../model/package";
import { canonicalPackageName } from "../../model/reference";

/** An answer of another shape than GitHub documents. Never to be taken for an empty one. */
export class UnexpectedResponse extends Error {
  override readonly name = "UnexpectedAnswer" as const;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * A package as https://docs.github.com/rest/packages/packages describes it. Looser than that in what reality is looser in:
 * `internal` visibility, `owner` and `repository` absent.
 */
export function toPackageFacts(value: unknown): PackageFacts {
  const row = asRow(value, "a package");
  const packageType = oneOf(row, "package_type", PACKAGE_TYPES);
  const owner = toOwner(row.owner);
  const repository = toRepository(row.repository);
  return {
    id: wholeNumber(row, "id"),
    name: canonicalPackageName(packageType, name(row, "name")),
    packageType,
    visibility: oneOf<Visibility>(row, "visibility", ["public", "private", "internal"]),
    url: optionalText(row, "url") ?? "",
    htmlUrl: optionalText(row, "html_url") ?? "",
    createdAt: instant(row, "created_at"),
    updatedAt: instant(row, "updated_at"),
    versionCount: wholeNumber(row, "version_count"),
    ...(owner ? { owner } : {}),
    ...(repository ? { repository } : {}),
  };
}

/** The same, with everything that GitHub says of the owner and the repository. */
export function toDetailedPackageFacts(value: unknown): PackageFacts {
  const { owner, repository } = asRow(value, "a package");
  const details = {
    ...(isRow(owner) ? { owner } : {}),
    ...(isRow(repository) ? { repository: withoutCredentials(repository) } : {}),
  };
  return { ...toPackageFacts(value), details };
}

/** `temp_clone_token` opens the repository for a while: it goes no further. */
function withoutCredentials({ temp_clone_token: _, ...repository }: Row): Row {
  return repository;
}

/** A version. Container and docker versions carry their tags in different places; other types have none. */
export function toVersionFacts(value: unknown): VersionFacts {
  const row = asRow(value, "a version");
  // No literal put together by spreading: lists have tens of thousands of these, which would take several times the memory.
  const facts: { -readonly [Name in keyof VersionFacts]: VersionFacts[Name] } = {
    id: wholeNumber(row, "id"),
    name: name(row, "name"),
    url: optionalText(row, "url") ?? "",
    packageHtmlUrl: optionalText(row, "package_html_url") ?? "",
    createdAt: instant(row, "created_at"),
    updatedAt: instant(row, "updated_at"),
  };
  const tags = toTags(row.metadata);
  if (tags) facts.tags = tags;
  const htmlUrl = optionalText(row, "html_url");
  if (htmlUrl !== undefined) facts.htmlUrl = htmlUrl;
  const deletedAt = optionalText(row, "deleted_at");
  if (deletedAt !== undefined) facts.deletedAt = deletedAt;
  const description = optionalText(row, "description");
  if (description !== undefined) facts.description = description;
  const license = optionalText(row, "license");
  if (license !== undefined) facts.license = license;
  return facts;
}

/** The rows of a list; anything but an array is no list. */
export function toRows(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new UnexpectedResponse("a list was asked for, and the answer is none");
}

/** Who an account is: its name as GitHub spells it, its id, `User`, `Organization` or another type. */
export function toAccount(value: unknown): { readonly login: string; readonly id: number; readonly type: string } {
  const row = asRow(value, "an account");
  return { login: name(row, "login"), id: wholeNumber(row, "id"), type: text(row, "type") };
}

/** GitHub's description of `metadata.docker` requires `tags` and defines `tag`; both are read. */
function toTags(metadata: unknown): readonly string[] | undefined {
  if (!isRow(metadata)) return undefined;
  const container = isRow(metadata.container) ? metadata.container.tags : undefined;
  const docker = isRow(metadata.docker) ? (metadata.docker.tag ?? metadata.docker.tags) : undefined;
  const tags = container ?? docker;
  if (tags === undefined || tags === null) return undefined;
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string"))
    throw new UnexpectedResponse("the tags of a version are no list of texts");
  if (tags.every(canBeName)) return tags;
  throw new UnexpectedResponse(`a tag ${NO_NAME}`);
}

function toOwner(value: unknown): PackageFacts["owner"] {
  if (!isRow(value) || typeof value.login !== "string") return undefined;
  return { login: name(value, "login"), id: wholeNumber(value, "id"), type: optionalText(value, "type") ?? "" };
}

function toRepository(value: unknown): RepositoryFacts | undefined {
  if (!isRow(value)) return undefined;
  return {
    id: wholeNumber(value, "id"),
    fullName: name(value, "full_name"),
    htmlUrl: optionalText(value, "html_url") ?? "",
    private: value.private === true,
  };
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asRow(value: unknown, what: string): Row {
  if (isRow(value)) return value;
  throw new UnexpectedResponse(`${what} was asked for, and the answer is none`);
}

/** Ids have 64 bits. None is near 2^53 yet; beyond it, JSON.parse would round, and a rounded id is another object's. */
function wholeNumber(row: Row, key: string): number {
  const value = row[key];
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new UnexpectedResponse(`${key} is not a whole number below 2^53`);
}

function text(row: Row, key: string): string {
  const value = row[key];
  if (typeof value === "string" && value !== "") return value;
  throw new UnexpectedResponse(`${key} is missing`);
}

const NO_NAME = "holds controls or direction marks, or is longer than any name";

/** A text that goes into addresses, keys and messages: what no registry would take for a name is none of GitHub's. */
function name(row: Row, key: string): string {
  const value = text(row, key);
  if (canBeName(value)) return value;
  throw new UnexpectedResponse(`${key} ${NO_NAME}`);
}

function optionalText(row: Row, key: string): string | undefined {
  const value = row[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function instant(row: Row, key: string): string {
  const value = text(row, key);
  if (Number.isNaN(Date.parse(value))) throw new UnexpectedResponse(`${key} is not a point in time`);
  return value;
}

function oneOf<Value extends string>(row: Row, key: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === row[key]);
  if (found !== undefined) return found;
  throw new UnexpectedResponse(`${key} is not one of ${values.join(", ")}`);
}
