import { connect } from "node:net";
import { ProviderError } from "../errors";
import type { RunGuard } from "../ports";

/** Loopback answers at once; an engine that takes this long is not there to record anything. */
const ANSWER_MILLISECONDS = 2000;

/** How often an idle provider looks whether its engine is still there. */
const WATCH_MILLISECONDS = 1000;

/** No engine to ask about: a command of ours, or a test of the core. */
export const noGuard: RunGuard = { assertAlive: async () => {} };

/**
 * Asks the engine's own port whether it is still there. A provider process outlives an engine that is killed, and would go on
 * deleting with nobody left to record what it did.
 * @param address `127.0.0.1:PORT`, as the engine passes it to its providers.
 */
export class EngineGuard implements RunGuard {
  constructor(private readonly address: string) {}

  async assertAlive(): Promise<void> {
    if (await answers(this.address)) return;
    throw new ProviderError(
      "stop: the Pulumi engine that started this run is gone, so nothing more is changed. Run `pulumi up` again: it goes on from what GitHub has.",
      { code: "engine_gone" },
    );
  }

  /**
   * Ends the process when its engine is gone: when the engine's port no longer answers, or nobody reads what the process prints. The
   * latter must not wait for the former: the dynamic provider's server prints what it can't print, which fails again, for ever.
   */
  watch(): void {
    const end = () => process.exit(1);
    for (const stream of [process.stdout, process.stderr]) stream.on("error", end);
    const timer = setInterval(() => {
      void answers(this.address).then((alive) => {
        if (!alive) end();
      });
    }, WATCH_MILLISECONDS);
    timer.unref();
  }
}

function answers(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: ANSWER_MILLISECONDS });
    const answer = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once("connect", () => answer(true));
    socket.once("timeout", () => answer(false));
    socket.once("error", () => answer(false));
  });
}
