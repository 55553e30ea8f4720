import { decodeSnapshot } from "../snapshot";

addEventListener("message", ({ data }: MessageEvent<Uint8Array>) => postMessage(decodeSnapshot(data).packages.length));
