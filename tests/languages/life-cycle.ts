import { cp } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { createWorkspace, type Workspace } from "../support/engine";
import { repositoryRoot } from "../support/imports";
import { ADMIN_TOKEN } from "../support/small-world";

/** What a program is run with; `preview` saves a plan, which `apply` applies. */
export type Command = "preview" | "apply" | "up" | "refresh" | "destroy";

export interface Outcome {
  /** The exit code. */
  readonly code: number | null;
  readonly output: string;
  /** How many resources, the stack included, by what became of them: `{ create: 4 }`. */
  readonly changes: Readonly<Record<string, number>>;
}

/** One of examples/languages as somebody copies it, with the plugin on the PATH, and an emulated GitHub that has what it is about. */
export interface Example {
  readonly workspace: Workspace;
  readonly emulator: Emulator;
  close(): Promise<void>;
}

/** @param executables directories for the PATH */
export async function startExample(language: string, executables: readonly string[] = []): Promise<Example> {
  const emulator = await startEmulator({ seed: "demo" });
  const workspace = await createWorkspace({
    program: "",
    stack: "unused",
    emulatorUrl: emulator.url,
    token: ADMIN_TOKEN,
    usesPlugin: true,
  }).catch(async (error) => {
    await emulator.close();
    throw error;
  });
  const close = async () => {
    await workspace.close();
    await emulator.close();
  };
  workspace.env.PATH = [...executables, join(workspace.dir, "..", "bin"), workspace.env.PATH].join(delimiter);
  await cp(join(repositoryRoot, "examples", "languages", language), workspace.dir, { recursive: true });
  await workspace.addStack("test");
  return { workspace, emulator, close };
}

/** The README's first program, from its preview to its end. */
export async function livesTheWholeLifeCycle(
  { workspace, emulator }: Example,
  run: (command: Command) => Promise<Outcome>,
): Promise<void> {
  const succeeds = async (command: Command) => {
    const { code, output, changes } = await run(command);
    expect({ code, said: code === 0 ? "" : output }).toEqual({ code: 0, said: "" });
    return { output, changes };
  };
  const containers = () => emulator.world.packages("acme", "container").map(({ facts }) => facts.name);
  const ids = () =>
    containers().flatMap((name) => emulator.world.versions("acme", "container", name).map(({ id }) => id));
  const before = ids();

  const preview = await succeeds("preview");
  expect(preview.changes).toEqual({ create: 4 });
  const shown = [...preview.output.matchAll(/^\s+(\d+): "\[/gm)].map(([, id]) => Number(id));
  expect(shown.length).toBeGreaterThan(0);
  expect(ids()).toEqual(before);

  expect((await succeeds("apply")).changes).toEqual({ create: 4 });
  const left = before.filter((id) => !shown.includes(id));
  expect(ids()).toEqual(left);
  expect((await succeeds("refresh")).changes).toEqual({ same: 4 });

  emulator.world.deletePackage("acme", "container", "api");
  expect((await succeeds("refresh")).changes).toEqual({ delete: 2, same: 2 });
  expect((await succeeds("up")).changes).toEqual({ create: 2, same: 2 });
  expect(ids()).toEqual(left);

  await workspace.pulumi(["state", "unprotect", "--all", "--yes"]);
  expect((await succeeds("destroy")).changes).toEqual({ delete: 4 });
  expect(containers()).not.toContain("api");
}

/** A package and a policy over it: what the preview shows is what the update does. */
export async function showsWhatItDoes(run: (command: Command) => Promise<Outcome>): Promise<void> {
  for (const command of ["preview", "apply"] as const) {
    const { code, output, changes } = await run(command);
    expect({ code, said: code === 0 ? "" : output, changes }).toEqual({ code: 0, said: "", changes: { create: 3 } });
  }
}
