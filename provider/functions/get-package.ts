import { ProviderError } from "../errors";
import { describePackage } from "../model/reference";
import { nameHint, npmScopeFailures, ownerShape, packageName } from "../resources/inputs";
import type { PropertyMap } from "../resources/resource";
import { parseArguments, refuse } from "./arguments";
import type { PackageArguments } from "./owner-arguments";
import { type PackageResult, packageResult } from "./package-result";
import type { FunctionReads } from "./reads";

interface Arguments extends PackageArguments {
  readonly name: string;
}

/** One package. Many calls of one type cost one listing. */
export async function getPackage(reads: FunctionReads, given: PropertyMap): Promise<PackageResult> {
  const shape = { ...ownerShape, name: packageName };
  const scopeFailures = (properties: PropertyMap) => npmScopeFailures("name", properties);
  const args = parseArguments<Arguments>("getPackage", shape, reads.withOwner(given), scopeFailures);
  const ref = await reads.refer(args, args.packageType, args.name);
  refuse("getPackage", scopeFailures({ ...args, owner: ref.owner.login }));
  const facts = await reads.session.packages.get(ref);
  if (facts) return packageResult(ref.owner, facts);
  throw new ProviderError(
    `read ${describePackage(ref)}: GitHub knows no such package, or the token may not see it. Check the owner, the type and the name; ` +
      `deleted packages can't be read.${(await nameHint(reads.session, ref)).says}`,
    { code: "not_found" },
  );
}
