import type { Emulator } from "../../emulator";

export interface Requests {
  /** "METHOD /path" of the requests since the last call, without the emulator's own. */
  requests(): string[];
  /** Those of `requests` that change something. */
  mutations(): string[];
}

export function requestsTo(emulator: Emulator): Requests {
  const requests = () => {
    const lines = emulator.requests.map(({ method, path }) => `${method} ${path}`);
    emulator.clearRequests();
    return lines;
  };
  return { requests, mutations: () => requests().filter((line) => !line.startsWith("GET ")) };
}
