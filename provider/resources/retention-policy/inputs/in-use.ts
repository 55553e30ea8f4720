import { foreignWords } from "../../../model/foreign-words";
import type { PackageType } from "../../../model/package";
import { parseReference } from "../../../references";
import type { PolicyInputs } from "../../../retention";
import type { CheckFailure } from "../../resource";

const EXAMPLES: Readonly<Record<PackageType, string>> = {
  container: "ghcr.io/acme/api:v1.4.2, acme/api@sha256:…",
  docker: "docker.pkg.github.com/acme/shop/api:1.4.2",
  npm: "@acme/lib@1.4.2",
  maven: "com.acme.lib:1.4.2, com.acme:lib:1.4.2",
  nuget: "Acme.Lib@1.4.2",
  rubygems: "acme-lib@1.4.2",
};

/** A reference that nobody can read could be to what the policy deletes. */
export function inUseFailures({ inUse = [], packageType }: PolicyInputs): CheckFailure[] {
  return inUse.flatMap(({ reference, packageType: own = packageType }, index) =>
    parseReference(reference, own)
      ? []
      : [
          {
            property: `inUse[${index}]`,
            reason: `is no reference to a version: "${foreignWords(reference, 200)}". Write it as those who use it do: ${EXAMPLES[own]}`,
          },
        ],
  );
}
