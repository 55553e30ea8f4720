import type { Note } from "../../provider/notes";
import { PackageResource } from "../../provider/resources/package/resource";
import { PackageVersionResource } from "../../provider/resources/package-version/resource";
import type { PropertyMap, Resource } from "../../provider/resources/resource";
import type { Session } from "../../provider/session";
import type { Phase } from "./in-process/phase";
import type { Driver } from "./run-driver";

export type Make = (session: () => Session) => Resource;

export const apiPackage: Make = (session) => new PackageResource(session);
export const apiVersion: Make = (session) => new PackageVersionResource(session);

/** What a state holds of one resource. */
export interface Known {
  readonly make: Make;
  readonly inputs: PropertyMap;
  readonly id: string;
  readonly state: PropertyMap;
}

/** A resource of the program: a new one, or with what the state holds of it. */
export interface Declared {
  readonly make: Make;
  readonly inputs: PropertyMap;
  readonly known?: Known;
}

export interface WholeRun {
  /** What the state holds afterwards, in the program's order. */
  readonly state: readonly Known[];
  /** Why deletions failed. */
  readonly errors: readonly string[];
  /** "METHOD /path" of what the deletions asked for. */
  readonly requests: readonly string[];
  /** Those of them that change something. */
  readonly changes: readonly string[];
  readonly said: { readonly preview: readonly string[]; readonly update: readonly string[] };
  /** What the preview has noted for a report. */
  readonly notes: readonly Note[];
}

/** Both phases of `pulumi up` for a whole program, in the engine's order: what is new is created, then what was replaced or removed is deleted. */
export async function upWhole(
  driver: Driver,
  program: readonly Declared[],
  removed: readonly Known[] = [],
): Promise<WholeRun> {
  const run = driver.startRun();
  for (const declared of program) await decide(run.preview, declared);
  const update = run.update();
  const decided = [];
  for (const declared of program) decided.push(await decide(update, declared));
  const state: Known[] = [];
  for (const { resource, make, inputs, kept } of decided) {
    state.push(kept ?? { make, inputs, ...(await resource.create(inputs)) });
  }
  driver.requests();
  const errors: string[] = [];
  for (const { make, id, state: old } of [...decided.flatMap(({ replaced }) => replaced ?? []), ...removed]) {
    await make(() => update.session)
      .delete(id, old)
      .catch((error: Error) => errors.push(error.message));
  }
  const requests = driver.requests();
  const changes = requests.filter((line) => !line.startsWith("GET "));
  return {
    state,
    errors,
    requests,
    changes,
    said: { preview: run.preview.said, update: update.said },
    notes: run.preview.notes,
  };
}

/** What the state holds of a resource that a run of its own has adopted. */
export async function adoptOne(driver: Driver, make: Make, inputs: PropertyMap): Promise<Known> {
  const [known] = (await upWhole(driver, [{ make, inputs }])).state;
  return known as Known;
}

async function decide(phase: Phase, { make, inputs, known }: Declared) {
  const resource = make(() => phase.session);
  const checked = await resource.check(known?.inputs, inputs);
  expect(checked.failures).toEqual([]);
  const diff = known && (await resource.diff(known.id, known.state, checked.inputs));
  const isReplaced = diff?.replaces !== undefined && diff.replaces.length > 0;
  if (known && !isReplaced) return { resource, make, inputs: checked.inputs, kept: known };
  return { resource, make, inputs: (await resource.check(undefined, inputs)).inputs, replaced: known };
}
