import { isLiteral } from "../../../retention/policy";
import type { Session } from "../../../session";
import { nameHint } from "../../inputs";
import type { ReaderOptions } from "./package-reader";

/** Warns of names and patterns that match no package, and says what may have been meant by a name. */
export async function warnOfUnmatched(
  session: Session,
  { owner, policy }: ReaderOptions,
  unmatched: readonly string[],
): Promise<void> {
  for (const name of unmatched) {
    const ref = { owner, packageType: policy.packageType, name };
    const hint = isLiteral(name) ? (await nameHint(session, ref)).says : "";
    session.logger.warn(`"${name}" matches no package of this owner and type that this token can see.${hint}`);
  }
}
