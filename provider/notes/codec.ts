import { type Note, note } from "./note";

/**
 * Begins a message of notes; the rest of it is one JSON array. They travel as debug messages in the engine's stream of events, because nothing else
 * reaches a report from a preview. Inputs would be bound by `--plan`, so that a package that is adopted instead of restored would be a violation; outputs
 * and states there are none in a preview; and of what is deleted a provider is not even asked. Sentences for people would need a grammar that no
 * name can break, and a preview of thousands cannot print one for each resource.
 */
const PREFIX = "github-packages notes 1: ";

/**
 * One message. Without a `<`, which begins the engine's color marks, and without a line break: whatever the notes hold, it arrives as it was sent, and
 * nothing within it begins a message of its own.
 */
export function encodeNotes(notes: readonly Note[]): string {
  return PREFIX + JSON.stringify(notes).replaceAll("<", "\\u003c");
}

/**
 * The notes of a message; none for any other text. Only a message that begins as one, and is one to its end, has any: a name, a tag or another's
 * words within a message never have. What is no note that this version knows is passed over.
 */
export function parseNotes(message: string): Note[] {
  if (!message.startsWith(PREFIX)) return [];
  const list = parseJson(message.slice(PREFIX.length));
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => {
    const parsed = note.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
