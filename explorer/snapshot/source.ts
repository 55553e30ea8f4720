import { SnapshotError } from "./snapshot-error";

/** Called as data comes in. `total` is exact. */
export type LoadProgress = (loaded: number, total: number) => void;

/** Where the server of `explore` has the data, beside the page. */
const ROUTE = "data";

/**
 * The encoded snapshot of this page, for `decodeSnapshot` in the page and in its worker: from the page itself, or from the server that it came from.
 * @throws SnapshotError where it can't be had.
 */
export async function loadSnapshot(onProgress: LoadProgress): Promise<Uint8Array<ArrayBuffer>> {
  const inside = document.getElementById("data")?.textContent?.trim() ?? "";
  const compressed = inside === "" ? await fetchSnapshot() : ofBase64(inside);
  const counted = compressed.stream.pipeThrough(counting((loaded) => onProgress(loaded, compressed.total)));
  try {
    return new Uint8Array(await new Response(counted.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
  } catch (error) {
    throw new SnapshotError("The data of this page broke off or is broken: make it again with `explore`.", {
      cause: error,
    });
  }
}

interface Compressed {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly total: number;
}

function ofBase64(text: string): Compressed {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return { stream: new Blob([bytes]).stream(), total: bytes.length };
  } catch (error) {
    throw new SnapshotError("The data of this page is broken: make it again with `explore`.", { cause: error });
  }
}

async function fetchSnapshot(): Promise<Compressed> {
  const answer = await fetch(ROUTE).catch(() => undefined);
  if (!answer?.ok || !answer.body) {
    throw new SnapshotError("The command that serves this page has ended: start `explore` again.");
  }
  return { stream: answer.body, total: Number(answer.headers.get("content-length")) };
}

function counting(tell: (bytes: number) => void): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      tell(bytes);
      controller.enqueue(chunk);
    },
  });
}
