import type { PackageType } from "../../provider/model/package";
import type { Note } from "../../provider/notes";
import { declaredVersionsOf, isPackageDeclared, versionDeclaration } from "../../provider/resources/hand-over";
import { type Declaration, Declarations } from "../../provider/run/declarations";
import { type Json, textOf } from "./json";
import type { ResourceChange } from "./model";

/**
 * What the provider has noted to be declared, host by host. It is asked as a deletion asks in the update, by the same code: a report says "handed over" where the
 * provider will, and nowhere else. A state of before hosts were recorded does not tell of which host it is, so nothing is known of it.
 */
export class NotedDeclarations {
  private readonly hosts = new Map<string, Declaration[]>();

  constructor(notes: readonly Note[]) {
    for (const note of notes) {
      if (note.kind === "declared") this.hosts.set(note.host, [...(this.hosts.get(note.host) ?? []), note.declaration]);
    }
  }

  /** How the program still declares what this state is of: `it, as tag v1`. */
  declarationOf(kind: ResourceChange["kind"], state: Json): string | undefined {
    const declarations = this.at(state);
    if (kind === "PackageVersion") return versionDeclaration(declarations, asVersion(state), true);
    return isPackageDeclared(declarations, asPackage(state), true) ? "it" : undefined;
  }

  /** Why the provider will refuse to delete this package, though it is declared no more. */
  versionsOf(state: Json): string | undefined {
    return declaredVersionsOf(this.at(state), asPackage(state));
  }

  private at({ __host }: Json): Declarations {
    const declared = this.hosts.get(textOf(__host) ?? "") ?? [];
    return new Declarations({ append: () => {}, read: () => declared });
  }
}

/** Whatever a state lacks, or has in another shape, is declared by nothing. */
function asPackage({ owner, packageType, name, packageId }: Json) {
  return { ...ownerOf(owner, packageType), name: textOf(name) ?? "", packageId: Number(packageId) };
}

function asVersion({ owner, packageType, packageName, versionId, version, tags, __handle }: Json) {
  return {
    ...ownerOf(owner, packageType),
    packageName: textOf(packageName) ?? "",
    versionId: Number(versionId),
    version: textOf(version) ?? "",
    ...(Array.isArray(tags) && { tags: tags.map(String) }),
    ...(typeof __handle === "string" && { __handle }),
  };
}

function ownerOf(owner: unknown, packageType: unknown) {
  return { owner: textOf(owner) ?? "", packageType: (textOf(packageType) ?? "") as PackageType };
}
