import { parseNotes } from "../../provider/notes";
import { parseDetails } from "../../provider/resources/retention-policy/plan";
import { BadInput } from "./bad-input";
import { isRecord } from "./json";
import type { Preview } from "./preview-contents";
import { readDigest } from "./preview-digest";
import { readEvents } from "./preview-events";

const STREAM_HINT = "PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json";

/**
 * Reads what `pulumi preview --json` prints: the stream of events that `PULUMI_ENABLE_STREAMING_JSON_PREVIEW` asks for, or the digest
 * that is printed without it, which knows neither what stays nor what policy packs say.
 * @throws BadInput for anything else, and for output that was cut off.
 */
export function parsePreview(text: string): Preview {
  if (text.trim() === "")
    throw new BadInput(
      `There is nothing to read: pulumi has printed nothing. Run it alone to see why; meant is: ${STREAM_HINT} | pulumi-github-packages report`,
    );
  const preview = readStream(text) ?? readDigest(parseWhole(text));
  if (!preview)
    throw new BadInput(
      `This is JSON, but not what \`pulumi preview --json\` prints. Meant is the output of: ${STREAM_HINT}`,
    );
  return preview;
}

/** Lines that are no JSON are what a program or a plugin printed in between. */
function readStream(text: string): Preview | undefined {
  const events = text.split("\n").flatMap((line) => {
    const event = line.startsWith("{") ? parseJson(line) : undefined;
    return isRecord(event) && typeof event.sequence === "number" ? [event] : [];
  });
  if (events.length === 0) return undefined;
  if (!events.some((event) => "cancelEvent" in event || "summaryEvent" in event))
    throw new BadInput("The stream of events has no end: pulumi was interrupted, or its output was cut off.");
  const { debug, ...preview } = readEvents(events);
  return {
    ...preview,
    details: debug.flatMap((message) => parseDetails(message) ?? []),
    notes: debug.flatMap(parseNotes),
  };
}

function parseWhole(text: string): unknown {
  const start = text.search(/^\{/m);
  const value = start < 0 ? undefined : parseJson(text.slice(start));
  if (value === undefined)
    throw new BadInput(
      `This is not JSON, or not all of it. Meant is what \`pulumi preview --json\` prints, and nothing else: ${STREAM_HINT}`,
    );
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
