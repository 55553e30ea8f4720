import * as z from "zod";
import { packageTypes, type Seed } from "./seed";

const whole = z.number({ error: "must be a number" }).int("must be a whole number").min(0, "must be 0 or more");
const words = z.string({ error: "must be a text" });
const text = words.min(1, "must not be empty");
const flag = z.boolean({ error: "must be true or false" });
const time = z
  .string({ error: "must be an ISO 8601 time" })
  .refine((given) => !Number.isNaN(Date.parse(given)), "must be an ISO 8601 time");
const texts = z.array(words, { error: "must be a list of texts" });

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` });
}

function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: "must be a list" });
}

/** Every property has its documentation in seed.ts. */
function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === "unrecognized_keys"
        ? `has no property ${(keys as string[]).join(", ")}; there are ${Object.keys(shape).join(", ")}`
        : "must be an object",
  });
}

const account = object({
  login: text,
  id: whole,
  type: oneOf(["User", "Organization"]),
  name: text.optional(),
  forbidsClassicTokens: flag.optional(),
});

const grant = z.union([z.boolean(), texts], { error: 'must be true, false or a list of "owner/type/name"' }).optional();

const token = object({
  token: text,
  kind: oneOf(["classic", "github-actions", "fine-grained", "app", "expired"]),
  login: text,
  scopes: texts,
  sso: oneOf(["authorized", "pending"]).optional(),
  admin: grant,
  read: grant,
});

const version = object({
  id: whole.optional(),
  name: text,
  tags: texts.optional(),
  createdAt: time,
  updatedAt: time.optional(),
  deletedAt: time.optional(),
  downloads: whole.optional(),
  description: words.optional(),
  license: words.optional(),
  manifest: object({ mediaType: text, content: text }).optional(),
});

const seedPackage = object({
  id: whole.optional(),
  owner: text,
  packageType: oneOf(packageTypes as [string, ...string[]]),
  name: text,
  visibility: oneOf(["public", "private", "internal"]),
  repository: object({ id: whole, name: text, private: flag.optional(), description: words.optional() }).optional(),
  createdAt: time,
  updatedAt: time.optional(),
  deletedAt: time.optional(),
  dockerMigrationConflict: flag.optional(),
  versions: list(version),
});

const seedSchema = object({
  accounts: list(account),
  tokens: list(token),
  packages: list(seedPackage),
  nextId: whole,
  now: time.optional(),
  clockOffsetMs: z.number({ error: "must be a number" }).optional(),
});

/** Enough to see what is wrong with a file that is about something else. */
const MOST_MISTAKES = 5;

/** What was read as a seed. Throws with each mistake's path in it. */
export function checkedSeed(given: unknown): Seed {
  const { success, error } = seedSchema.safeParse(given);
  const mistakes = success ? strangers(given as Seed) : error.issues.map(({ path, message }) => mistake(path, message));
  if (mistakes.length === 0) return given as Seed;
  const rest = mistakes.length > MOST_MISTAKES ? ` (and ${mistakes.length - MOST_MISTAKES} more)` : "";
  throw new Error(`${mistakes.slice(0, MOST_MISTAKES).join("; ")}${rest}`);
}

/** Whose login is no account's. */
function strangers({ accounts, tokens, packages }: Seed): string[] {
  const known = new Set(accounts.map(({ login }) => login.toLowerCase()));
  const check = (login: string, path: readonly PropertyKey[]) =>
    known.has(login.toLowerCase()) ? [] : [mistake(path, `${login} is not among the accounts`)];
  return [
    ...tokens.flatMap(({ login }, index) => check(login, ["tokens", index, "login"])),
    ...packages.flatMap(({ owner }, index) => check(owner, ["packages", index, "owner"])),
  ];
}

/** `packages[0].versions[2].createdAt must be an ISO 8601 time` */
function mistake(path: readonly PropertyKey[], message: string): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return `${text === "" ? "it" : text.replace(/^\./, "")} ${message}`;
}
