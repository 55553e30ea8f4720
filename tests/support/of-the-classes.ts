import { HOST } from "./scenario";

/** What the classes alone do, as the tests that run with both hosts name it, and why a plugin can't. */
const OF_THE_CLASSES = {
  "keeps what the program declares, before or after it, in the preview already":
    "no generated SDK tells a policy what the program declares: its `keep` does, and the preview fails where it does not",
} as const;

/** A test of what the classes alone do. */
export function itWithClasses(name: keyof typeof OF_THE_CLASSES, test: () => Promise<void>): void {
  if (HOST === "dynamic") it(name, test);
}
