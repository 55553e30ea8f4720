import type { SeedAccount, SeedToken } from "../seed";
import type { World } from "../world/world";
import { ApiError } from "./api-error";

/** Who sent a request, by its token. */
export interface Caller {
  readonly token: SeedToken;
  readonly account: SeedAccount;
}

/** Enough for every operation; `repo` for repository-scoped registries. */
export const allScopes: readonly string[] = ["repo", "read:packages", "write:packages", "delete:packages"];

/**
 * Reads the Authorization header: `token X`, `Bearer X`, or Basic with the token as the password
 * (docs.github.com/rest/authentication/authenticating-to-the-rest-api).
 */
function readToken(header: string | undefined): string | undefined {
  const [scheme, credentials] = header?.trim().split(/\s+/, 2) ?? [];
  if (!scheme || !credentials) return undefined;
  if (/^(token|bearer)$/i.test(scheme)) return credentials;
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(credentials, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

/** No token at all, which some requests beside the packages API don't need. */
export class MissingToken extends ApiError {}

/** The caller of a request. Throws 401 as GitHub does; where no token is required, its absence is an administrator. */
export function identifyCaller(header: string | undefined, world: World, requireToken: boolean): Caller {
  const text = readToken(header);
  if (text === undefined) {
    const anyone = requireToken ? undefined : anonymousAdministrator(world);
    if (anyone) return anyone;
    throw new MissingToken(401, "Requires authentication");
  }
  const token = world.token(text);
  const account = token && world.account(token.login);
  if (!token || !account || token.kind === "expired") {
    throw new ApiError(401, "Bad credentials", { documentation: "" });
  }
  return { token, account };
}

function anonymousAdministrator(world: World): Caller | undefined {
  const account = world.accounts().find(({ type }) => type === "User");
  if (!account) return undefined;
  return { account, token: { token: "", kind: "classic", login: account.login, scopes: [...allScopes] } };
}
