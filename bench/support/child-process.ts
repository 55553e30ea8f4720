import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const loader = join(__dirname, "typescript.cjs");

type Reply = { readonly value?: unknown; readonly error?: string };

/** A TypeScript file of the bench in a Node process of its own, which answers one message after another. */
export class BenchProcess {
  private readonly child: ChildProcess;
  private settle: ((reply: Reply) => void) | undefined;

  constructor(file: string) {
    const execArgv = ["-r", loader];
    this.child = fork(join(__dirname, file), { execArgv, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.child.on("message", (reply: Reply) => this.settle?.(reply));
    this.child.on("exit", (code) => this.settle?.({ error: `a process of the bench ended (${code})` }));
  }

  async ask<Answer>(message: object): Promise<Answer> {
    const { value, error } = await new Promise<Reply>((resolve) => {
      this.settle = resolve;
      this.child.send(message);
    });
    if (error !== undefined) throw new Error(error);
    return value as Answer;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.disconnect();
    await ended;
  }
}
