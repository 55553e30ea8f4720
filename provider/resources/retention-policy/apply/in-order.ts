import { inParallel } from "../../../in-parallel";

/** What has to be done in an order: by key, and after what. */
export interface OrderedStep {
  readonly key: string;
  /** Keys of earlier steps that have to be done first; others than those of this list don't count. */
  readonly after: readonly string[];
}

/** `stopped`: it was not its turn any more, nor is it that of those that follow. */
export type StepResult = "done" | "skipped" | "stopped";

/**
 * Does steps in their order, a few at a time, each after the steps before it that it names. A step whose predecessor was skipped is skipped as well. After
 * the first step that is stopped, and after the first failure, nothing new is begun. What is under way is finished, and then the failure is thrown.
 * @returns whether no step was stopped.
 */
export async function doInOrder<Step extends OrderedStep>(
  steps: readonly Step[],
  atOnce: number,
  doStep: (step: Step) => Promise<StepResult>,
  skipStep: (step: Step, because: string) => void,
): Promise<boolean> {
  const results = new Map<string, Promise<StepResult>>();
  let isStopped = false;
  let hasFailed = false;
  const afterOthers = async (step: Step): Promise<StepResult> => {
    for (const key of step.after) {
      const result = await results.get(key);
      if (result === "stopped") return "stopped";
      if (result !== "skipped") continue;
      skipStep(step, key);
      return "skipped";
    }
    return hasFailed ? "skipped" : doStep(step);
  };
  const work = async (step: Step): Promise<void> => {
    const result = afterOthers(step);
    results.set(step.key, result);
    result.catch(() => {
      hasFailed = true;
    });
    if ((await result) === "stopped") isStopped = true;
  };
  await inParallel(steps, atOnce, work, () => !isStopped);
  return !isStopped;
}
