/**
 * Whether a text is what a pattern says, in which `*` stands for any characters. A reference has one where something could not be resolved: `v${VERSION}` is
 * `v*`. It takes the time of one length times the other at most, whoever wrote the two.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let [at, inText, star, resume] = [0, 0, -1, 0];
  while (inText < text.length) {
    if (pattern[at] === "*") {
      star = at++;
      resume = inText;
    } else if (at < pattern.length && pattern[at] === text[inText]) {
      at += 1;
      inText += 1;
    } else if (star >= 0) {
      at = star + 1;
      inText = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}

export function hasWildcard(text: string): boolean {
  return text.includes("*");
}
