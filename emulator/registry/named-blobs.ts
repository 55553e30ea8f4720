import * as z from "zod";
import { dataSetBlob } from "../data-set-blobs";
import { digestOf } from "../images";
import type { PackageRecord } from "../world/package-record";

/** What OCI and Docker manifests say of a config or layer (github.com/opencontainers/image-spec/blob/main/descriptor.md). */
const descriptor = z.object({ digest: z.string(), data: z.string().optional() });

const manifest = z.object({ config: descriptor.optional(), layers: z.array(descriptor).optional() });

type Descriptor = z.infer<typeof descriptor>;

/** The content of configs that say nothing: OCI's empty descriptor. */
const empty = Buffer.from("{}");

/**
 * A blob that was never pushed, but which a manifest of the package names and whose bytes can be told from its digest: it
 * belongs to a built-in data set, is OCI's empty blob, or is embedded in the manifest (`data`).
 * @returns "unknown bytes" where a manifest names the blob and nothing tells its bytes; undefined where none names it
 */
export function namedBlob(record: PackageRecord, digest: string): Buffer | "unknown bytes" | undefined {
  const naming = descriptorsOf(record, digest);
  if (naming.length === 0) return undefined;
  const embedded = naming.flatMap(({ data }) => (data === undefined ? [] : [Buffer.from(data, "base64")]));
  const derived = [...embedded, empty].find((content) => digestOf(content) === digest);
  return derived ?? dataSetBlob(digest) ?? "unknown bytes";
}

/** As blobs that were pushed, those of deleted versions stay. */
function descriptorsOf({ active, deleted }: PackageRecord, digest: string): Descriptor[] {
  return [...active, ...deleted].flatMap((version) => {
    const content = version.manifest?.content;
    if (!content?.includes(digest)) return [];
    return namedIn(content).filter((one) => one.digest === digest);
  });
}

/** Nothing for an index, or for what is no manifest. */
function namedIn(content: string): Descriptor[] {
  try {
    const { config, layers = [] } = manifest.parse(JSON.parse(content));
    return config ? [config, ...layers] : layers;
  } catch {
    return [];
  }
}
