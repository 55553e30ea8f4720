import type { Command, Example, Outcome } from "./life-cycle";

const ARGUMENTS: Readonly<Record<Command, readonly string[]>> = {
  preview: ["preview", "--diff", "--save-plan", "plan.json"],
  apply: ["up", "--yes", "--skip-preview", "--plan", "plan.json"],
  up: ["up", "--yes", "--skip-preview"],
  refresh: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};

/** Runs a program by its language host. */
export async function runByHost({ workspace }: Example, command: Command): Promise<Outcome> {
  const { code, stdout, stderr, events } = await workspace.pulumi([...ARGUMENTS[command]]);
  const changes = events.flatMap(({ summaryEvent }) => summaryEvent?.resourceChanges ?? []);
  return { code, output: stdout + stderr, changes: changes.at(-1) ?? {} };
}
