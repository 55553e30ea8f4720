import type { Emulator, WorldChange } from "../../emulator";
import type { BuiltManifest } from "../../emulator/images";
import { type OciRegistry, startOciRegistry } from "./oci-registry";
import { pushImage } from "./push-image";

const REPOSITORY = "acme/api";

/**
 * A registry that is not ours, which holds what the emulator's `acme/api` holds: what becomes of a version through the REST API happens
 * to its manifest here, as it does on GitHub.
 */
export class MirroredRegistry {
  private readonly pushed = new Map<string, BuiltManifest>();
  private readonly present = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

  private constructor(readonly registry: OciRegistry) {}

  static async start(): Promise<MirroredRegistry> {
    return new MirroredRegistry(await startOciRegistry());
  }

  get url(): string {
    return this.registry.url;
  }

  /** Pushes children first, the last manifest under the tags and by its digest, to this registry alone. */
  async push(manifests: readonly BuiltManifest[], tags: readonly string[] = []): Promise<void> {
    const target = { registryUrl: this.url, repository: REPOSITORY };
    for (const manifest of manifests) {
      this.pushed.set(manifest.digest, manifest);
      this.present.add(manifest.digest);
    }
    await pushImage(target, manifests);
    if (tags.length > 0) await pushImage(target, manifests, tags);
  }

  follow(emulator: Emulator): void {
    emulator.world.onChange((change) => {
      this.last = this.last.then(() => this.mirror(change));
    });
    // Whoever looks at a version finds its manifest as far as the version is.
    emulator.faults.add({ method: "GET", times: Number.POSITIVE_INFINITY, run: () => this.settled() });
  }

  /** Resolves when what has happened to versions has happened here. */
  async settled(): Promise<void> {
    await this.last;
  }

  async close(): Promise<void> {
    await this.registry.close();
  }

  private async mirror({ kind, version }: WorldChange): Promise<void> {
    const manifest = version && this.pushed.get(version.name);
    if (kind === "version-deleted" && manifest) {
      this.present.delete(manifest.digest);
      await this.remove([manifest.digest, ...version.tags]);
    } else if (kind === "version-restored" && manifest) {
      this.present.add(manifest.digest);
      await this.restore(manifest, version.tags);
    }
  }

  /** This registry takes no index whose parts it lacks, so they are there while it is pushed. */
  private async restore(manifest: BuiltManifest, tags: readonly string[]): Promise<void> {
    const lacking = this.partsOf(manifest).filter(({ digest }) => !this.present.has(digest));
    for (const part of lacking) await this.put(part, []);
    await this.put(manifest, tags);
    await this.remove(lacking.map(({ digest }) => digest));
  }

  /** Everything below an index, children first. */
  private partsOf({ content }: BuiltManifest): BuiltManifest[] {
    const { manifests = [] } = JSON.parse(content) as { manifests?: { digest: string }[] };
    return manifests.flatMap(({ digest }) => {
      const part = this.pushed.get(digest);
      return part ? [...this.partsOf(part), part] : [];
    });
  }

  private async remove(references: readonly string[]): Promise<void> {
    for (const reference of new Set(references)) {
      const response = await fetch(`${this.url}/v2/${REPOSITORY}/manifests/${reference}`, { method: "DELETE" });
      await response.arrayBuffer();
      if (response.status !== 202) throw new Error(`remove ${reference} from the registry: ${response.status}`);
    }
  }

  private async put({ digest, mediaType, content }: BuiltManifest, tags: readonly string[]): Promise<void> {
    for (const reference of [digest, ...tags]) {
      const response = await fetch(`${this.url}/v2/${REPOSITORY}/manifests/${reference}`, {
        method: "PUT",
        headers: { "content-type": mediaType },
        body: content,
      });
      const text = await response.text();
      if (response.status !== 201) throw new Error(`put ${reference} into the registry: ${response.status} ${text}`);
    }
  }
}
