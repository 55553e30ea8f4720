import type { PropertyMap } from "../../provider/resources/resource";
import type { Declared, State, Step } from "../support/in-process/program";
import { naivePlan } from "../support/naive-planner";
import type { NaivePolicy } from "../support/naive-world";
import { type HostObserved, isOn, isPlannedTooEarly, newRuns, type Observed } from "./observed";
import type { PackagePicture } from "./witness";

/** A policy shows no deletion that its rules, read slowly and by GitHub's own clock, don't ask for. */
export function unfounded({ result, command, before, program }: Observed, host: HostObserved): string[] {
  if (isPlannedTooEarly(result)) return [];
  if (command.lag) return [];
  return result.preview
    .filter(({ declared }) => declared.type === "RetentionPolicy" && isOn(host, declared))
    .flatMap((step) =>
      newRuns(step.inputs ?? {}, step.operation === "replace" ? undefined : step.old).flatMap(
        ({ delete: entries = {} }) =>
          Object.entries(entries).flatMap(([name, ids]) => {
            const type = String(step.declared.inputs.packageType);
            const picture = host.atStart.find((one) => one.isActive && one.type === type && one.name === name);
            if (!picture) return [`plans to delete from ${name}, which is not there`];
            const founded = expected(step, picture, program, before, host);
            return Object.keys(ids)
              .filter((id) => !founded.has(Number(id)))
              .map((id) => `plans to delete ${name} ${id} (${ids[id]}), which the rules don't ask for`);
          }),
      ),
    );
}

function expected(
  { declared, old }: Step,
  picture: PackagePicture,
  program: readonly Declared[],
  state: State,
  host: HostObserved,
): ReadonlySet<number> {
  const entries = (kind: string) =>
    ((old?.outputs[kind] ?? {}) as Record<string, Record<string, string>>)[picture.name] ?? {};
  const world = {
    ...picture,
    declaredIds: declaredIds(picture, program, state, host),
    unfinished: new Map(Object.entries(entries("unfinished")).map(([id, rule]) => [Number(id), rule])),
  };
  const policy = declared.inputs as unknown as NaivePolicy;
  const earlier = (old?.outputs.__before ?? old?.outputs.__policy) as PropertyMap | undefined;
  const previous = [undefined, ...(earlier?.rules ? [earlier as unknown as NaivePolicy] : [])];
  // What GitHub refuses is planned again until a refresh, whether or not the state knows of it.
  const blocked = [new Set<number>(), new Set(Object.keys(entries("blocked")).map(Number))];
  return new Set(
    blocked.flatMap((blockedIds) =>
      previous.flatMap((one) => [...naivePlan(policy, one, { ...world, blockedIds }, host.startedAt).deleted.keys()]),
    ),
  );
}

function declaredIds(
  picture: PackagePicture,
  program: readonly Declared[],
  state: State,
  host: HostObserved,
): Set<number> {
  const versions = program.filter(
    ({ type, inputs, ...one }) =>
      type === "PackageVersion" &&
      isOn(host, { type, inputs, ...one }) &&
      inputs.packageName === picture.name &&
      inputs.packageType === picture.type,
  );
  return new Set(
    versions.flatMap(({ name, inputs: { tag, digest, version, versionId } }) => [
      Number(state.get(`PackageVersion::${name}`)?.outputs.versionId),
      ...picture.versions
        .filter((one) => one.id === versionId || one.name === (digest ?? version) || one.tags?.includes(String(tag)))
        .map(({ id }) => id),
    ]),
  );
}
