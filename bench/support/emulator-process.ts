import type { RateLimitOptions } from "../../emulator";
import { BenchProcess } from "./child-process";
import type { Order } from "./emulator-child";
import type { Traffic } from "./traffic";
import type { WorldSize } from "./worlds";

/** A round trip to GitHub's API from a data centre; its deletions take longer. */
export const LATENCY_MS = 50;

export interface BenchEmulator {
  readonly url: string;
  /** What it saw since the last call. */
  traffic(): Promise<Traffic>;
  countVersions(packageName: string): Promise<number>;
}

/** Work against an emulator of its own, in a process of its own, with GitHub's limits enforced unless they are switched off. */
export async function withEmulator<Result>(
  size: WorldSize,
  work: (emulator: BenchEmulator) => Promise<Result>,
  rateLimits: RateLimitOptions | false = {},
): Promise<Result> {
  const child = new BenchProcess("emulator-child.ts");
  const order = <Answer>(one: Order) => child.ask<Answer>(one);
  try {
    const url = await order<string>({ kind: "start", size, options: { latencyMs: LATENCY_MS, rateLimits } });
    return await work({
      url,
      traffic: () => order<Traffic>({ kind: "traffic" }),
      countVersions: (name) => order<number>({ kind: "versions", package: name }),
    });
  } finally {
    await child.close();
  }
}
