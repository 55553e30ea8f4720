import * as z from "zod";
import type { PackageType } from "../model/package";
import type { PropertyMap } from "../resources/resource";
import { optionalTypes, ownerArguments, parseArguments } from "./arguments";
import type { FunctionReads } from "./reads";

interface Arguments {
  readonly paths: readonly string[];
  readonly owner?: string;
  readonly packageType?: PackageType | readonly PackageType[];
}

const shape = {
  paths: z
    .array(z.string().min(1, { error: "a path must not be empty" }), { error: "paths is a list of files and folders" })
    .min(1, { error: "paths must not be empty: nothing would be in use" }),
  owner: ownerArguments.owner,
  packageType: optionalTypes,
};

/** What files refer to. Nothing is asked of GitHub. */
export async function getReferences(reads: FunctionReads, given: PropertyMap) {
  const { paths, owner, packageType } = parseArguments<Arguments>("getReferences", shape, reads.withOwner(given));
  // The parsers are many, and most programs need none of them.
  const { readReferences } = await import("../references/files");
  const { imageHosts: hosts, logger } = reads.session;
  const owners = owner === undefined ? [] : [owner];
  const packageTypes = packageType === undefined ? undefined : [packageType].flat();
  const { references, problems, empty } = await readReferences({ paths, hosts, owners, packageTypes });
  for (const { file, reason } of problems) logger.warn(`getReferences: ${file} was read ${reason}.`);
  for (const path of empty) logger.warn(`getReferences: nothing was found in ${path}.`);
  return {
    references: references.map(({ reference, packageType: type, file, line, format, certainty }) => ({
      reference,
      packageType: type,
      foundAt: `${file}:${line}`,
      format,
      certainty,
    })),
  };
}
