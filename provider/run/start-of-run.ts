import { ProviderError } from "../errors";
import type { PackagesApi, ServerTime } from "../ports";
import { formatSeconds } from "../progress";
import { NoteKind, type PhaseNotes, THE_RUN } from "./phase-notes";

/**
 * By how much, in milliseconds, the clocks of this machine and of the server may differ. Clocks that NTP keeps differ by less than a second. When they differ
 * by more than this, one of them is wrong, and nobody can tell from here which.
 */
export const CLOCKS_MAY_DIFFER_MILLISECONDS = 5 * 60_000;

const START = new NoteKind<number>("start");

/** The instant that a run measures ages against, by the server's clock: the update goes by its preview's. */
export class StartOfRun {
  private instant: Promise<number> | undefined;

  constructor(
    private readonly notes: PhaseNotes,
    private readonly api: () => Promise<PackagesApi>,
  ) {}

  /**
   * Milliseconds since the epoch. Asks for nothing once the server has answered anything.
   * @throws ProviderError `clock` when this machine's clock and the server's differ.
   */
  find(): Promise<number> {
    if (!this.instant) {
      this.instant = this.read();
      this.instant.catch(() => {
        this.instant = undefined;
      });
    }
    return this.instant;
  }

  private async read(): Promise<number> {
    const earlier = START.earlier(this.notes, THE_RUN);
    if (earlier !== undefined) return earlier;
    const api = await this.api();
    const time = await api.serverTime();
    if (Math.abs(time.clientAhead) > CLOCKS_MAY_DIFFER_MILLISECONDS) throw clocksDiffer(api.host, time);
    START.leave(this.notes, THE_RUN, time.now);
    return time.now;
  }
}

function clocksDiffer(host: string, { now, clientAhead }: ServerTime): ProviderError {
  const [here, there] = [now + clientAhead, now].map((instant) => new Date(instant).toISOString());
  const difference = formatSeconds(Math.abs(clientAhead) / 1000);
  return new ProviderError(
    `plan by the ages of versions: it is ${here} by this machine's clock and ${there} by that of ${host}, ` +
      `a difference of ${difference}. By a wrong clock young versions are old, so nothing is planned or deleted. ` +
      "Set this machine's clock, by NTP if possible, and run again. If it is right, find out what answers in place of the server, or whose clock is wrong there.",
    { code: "clock" },
  );
}
