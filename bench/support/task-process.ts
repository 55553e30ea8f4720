import type { TaskInput, TaskName, TaskResult } from "../tasks";
import { BenchProcess } from "./child-process";

/** What a task gave, and what it cost its process, whose memory includes the code that it loaded. */
export interface Measured<Result> {
  readonly result: Result;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

/** Runs a task in a Node process of its own. */
export async function measureTask<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
): Promise<Measured<TaskResult<Name>>> {
  const child = new BenchProcess("task-child.ts");
  try {
    return await child.ask<Measured<TaskResult<Name>>>({ name, input });
  } finally {
    await child.close();
  }
}
