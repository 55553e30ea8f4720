/** The process of `task-process.ts`: runs one task and tells what it cost this process. */
import { type TaskName, tasks } from "../tasks";

process.on("message", ({ name, input }: { name: TaskName; input: never }) => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  Promise.resolve(tasks[name](input)).then(
    (result) => {
      const { user, system } = process.cpuUsage(cpu);
      const value = {
        result,
        seconds: (performance.now() - start) / 1000,
        cpuSeconds: (user + system) / 1e6,
        peakMebibytes: process.resourceUsage().maxRSS / 1024,
      };
      process.send?.({ value });
    },
    (error: Error) => process.send?.({ error: error.stack ?? error.message }),
  );
});
process.on("disconnect", () => process.exit());
