import type { PackageType } from "../../provider/model/package";
import type { DeclaredNote, Note } from "../../provider/notes";
import { declaredVersionsOf, isPackageDeclared, versionDeclaration } from "../../provider/resources/hand-over";
import { Declarations } from "../../provider/run/declarations";
import { type Json, textOf } from "./json";
import type { ResourceChange } from "./model";
import type { PreviewStep } from "./preview-contents";
import { serverOfStep } from "./server-of-step";

/**
 * What the provider has noted to be declared, server by server. It is asked as a deletion asks in the update, by the same code: a report says "handed over" where the
 * provider will, and nowhere else. A state of before hosts were recorded does not tell of which host it is, so nothing is known of it. A state tells of a
 * server on this machine no more than that, whose port the next run may find changed: which one it is tells the instance that is to delete it.
 */
export class NotedDeclarations {
  private readonly notes: readonly DeclaredNote[];

  constructor(
    notes: readonly Note[],
    private readonly steps: readonly PreviewStep[],
  ) {
    this.notes = notes.filter((note) => note.kind === "declared");
  }

  /** How the program still declares what this step deletes: `it, as tag v1`. */
  declarationOf(kind: ResourceChange["kind"], step: PreviewStep): string | undefined {
    const state = stateOf(step);
    const declarations = this.of(step);
    if (kind === "PackageVersion") return versionDeclaration(declarations, asVersion(state), true);
    return isPackageDeclared(declarations, asPackage(state), true) ? "it" : undefined;
  }

  /** Why the provider will refuse to delete this package, though it is declared no more. */
  versionsOf(step: PreviewStep): string | undefined {
    return declaredVersionsOf(this.of(step), asPackage(stateOf(step)));
  }

  private of(step: PreviewStep): Declarations {
    const host = textOf(stateOf(step).__host);
    const server = serverOfStep(step, this.steps, this.notes);
    const isThere = (note: DeclaredNote) =>
      note.host === host && (note.server === undefined || server === undefined || note.server === server);
    const declared = this.notes.filter(isThere).map(({ declaration }) => declaration);
    return new Declarations({ append: () => {}, read: () => declared });
  }
}

/** What the state has of it, as far as a preview shows it. */
export function stateOf({ oldOutputs, oldInputs }: PreviewStep): Json {
  return oldOutputs ?? oldInputs ?? {};
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
