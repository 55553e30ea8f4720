import type { SnapshotPolicy } from "../../explorer/snapshot";
import type { PackageType } from "../../provider/model/package";
import { type ResourceKind, resourceKind } from "../../provider/model/resource-kind";
import { selectorOf } from "../../provider/resources/package-version/selector-inputs";
import {
  decodePolicyState,
  effectivePolicy,
  type PolicyMemory,
  rememberedBy,
  userInputsOf,
} from "../../provider/resources/retention-policy/memory";
import { Declarations } from "../../provider/run/declarations";
import { privateJournal } from "../../provider/run/journal";
import { BadInput } from "../report/bad-input";
import { isRecord, type Json, recordOf, textOf } from "../report/json";
import { parsePreview } from "../report/preview";
import { nameOf } from "../report/urn";

/** A retention policy of a program, and what is remembered of its updates. */
export interface ProgramPolicy extends SnapshotPolicy {
  readonly memory: PolicyMemory;
}

/** What a program says about packages. */
export interface Program {
  /** In the order of their names. */
  readonly policies: readonly ProgramPolicy[];
  readonly declarations: Declarations;
}

interface Resource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly inputs: Json;
  readonly state: Json | undefined;
}

export const NO_PROGRAM: Program = { policies: [], declarations: new Declarations(privateJournal) };

/** By what `pulumi preview --json` prints. @throws BadInput for anything else. */
export function programOfPreview(text: string): Program {
  const remaining = parsePreview(text).steps.filter(({ op }) => !op.startsWith("delete"));
  const resources = remaining.flatMap(({ urn, type, newInputs, oldOutputs }) =>
    resourceOf(urn, type, newInputs, oldOutputs),
  );
  return programOf(resources);
}

/** By what `pulumi stack export` prints. @throws BadInput for anything else. */
export function programOfState(text: string): Program {
  const resources = recordOf(recordOf(parseJson(text))?.deployment)?.resources;
  if (!Array.isArray(resources)) {
    throw new BadInput("This is not what `pulumi stack export` prints: it has no deployment with resources.");
  }
  const remaining = resources.filter((one): one is Json => isRecord(one) && one.delete !== true);
  return programOf(
    remaining.flatMap(({ urn, type, inputs, outputs }) =>
      resourceOf(textOf(urn) ?? "", textOf(type) ?? "", recordOf(inputs), recordOf(outputs)),
    ),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function resourceOf(urn: string, type: string, inputs: Json | undefined, state: Json | undefined): Resource[] {
  const kind = resourceKind(type);
  return kind && inputs ? [{ kind, name: nameOf(urn), inputs, state }] : [];
}

/** Of a resource that is replaced there are two steps, and the last one counts. */
function programOf(resources: readonly Resource[]): Program {
  const policies = new Map<string, ProgramPolicy>();
  const declarations = new Declarations(privateJournal);
  for (const { kind, name, inputs, state } of resources) {
    if (kind === "RetentionPolicy") policies.set(name, policyOf(name, inputs, state));
    else declare(declarations, kind, inputs, state);
  }
  return { policies: [...policies.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), declarations };
}

function policyOf(name: string, inputs: Json, state: Json | undefined): ProgramPolicy {
  const memory = rememberedBy(state?.__policy === undefined ? undefined : decodePolicyState(state));
  const effective = effectivePolicy(memory);
  return { name, inputs: userInputsOf(inputs), ...(effective && { effective: userInputsOf(effective) }), memory };
}

/** The provider has filled in the owner by then. What lacks anything else is declared by nothing. */
function declare(declarations: Declarations, kind: ResourceKind, inputs: Json, state: Json | undefined): void {
  const [owner, packageType, name] = [inputs.owner, inputs.packageType, inputs.packageName ?? inputs.name].map(textOf);
  if (owner === undefined || name === undefined) return;
  const named = [owner, packageType as PackageType, name] as const;
  if (kind === "Package") declarations.declarePackage(...named);
  const selector = kind === "PackageVersion" ? selectorOf(inputs) : undefined;
  const liveId = state?.versionId;
  if (selector) declarations.declareVersion(...named, selector, typeof liveId === "number" ? liveId : undefined);
}
