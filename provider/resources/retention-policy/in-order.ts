/** What has to be done in an order: by key, and after what. */
export interface OrderedStep {
  readonly key: string;
  /** Keys of earlier steps that have to be done first; others than those of this list don't count. */
  readonly after: readonly string[];
}

export type StepResult = "done" | "skipped";

/**
 * Does steps in their order, a few at a time, each after what it has to come after; a step whose predecessor was skipped is skipped as well.
 * The first failure ends it: nothing new is begun, what is under way is finished, and then the failure is thrown.
 */
export async function doInOrder<Step extends OrderedStep>(
  steps: readonly Step[],
  atOnce: number,
  doStep: (step: Step) => Promise<StepResult>,
  skipStep: (step: Step, because: string) => void,
): Promise<void> {
  const results = new Map<string, Promise<StepResult>>();
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const run = async (step: Step): Promise<StepResult> => {
    for (const key of step.after) {
      if ((await results.get(key)) !== "skipped") continue;
      skipStep(step, key);
      return "skipped";
    }
    return failure ? "skipped" : doStep(step);
  };
  const worker = async (): Promise<void> => {
    while (!failure && next < steps.length) {
      const step = steps[next] as Step;
      next += 1;
      const result = run(step);
      results.set(step.key, result);
      try {
        await result;
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, steps.length) }, worker));
  if (failure) throw failure.error;
}
