import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const loader = join(__dirname, "typescript.cjs");

type Reply = { readonly value?: unknown; readonly error?: string };

/** A TypeScript file of the bench in a Node process of its own, which answers one message after another. */
export class BenchProcess {
  private readonly child: ChildProcess;

  constructor(file: string) {
    this.child = fork(join(__dirname, file), {
      execArgv: ["-r", loader],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
  }

  async ask<Answer>(message: object): Promise<Answer> {
    const reply = once(this.child, "message");
    const ended = once(this.child, "exit").then(([code]) => {
      throw new Error(`a process of the bench ended (${code})`);
    });
    ended.catch(() => undefined);
    this.child.send(message);
    const [{ value, error }] = (await Promise.race([reply, ended])) as [Reply];
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
