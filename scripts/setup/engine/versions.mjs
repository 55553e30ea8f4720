/** `read` may return inputs, and refresh shows no differences of its own making, from this engine on: pulumi/pulumi#21315. */
export const OLDEST_ENGINE = "3.216.0";

/** The engine that set-up gets when there is none: the newest that can be had both as a download and as Go modules. */
export const PINNED_ENGINE = "3.250.0";

/** True when `version` ("3.250.0", "v3.250.0", with or without a suffix) is `OLDEST_ENGINE` or newer. */
export function isNewEnough(version) {
  const found = numbers(version);
  const oldest = numbers(OLDEST_ENGINE);
  const first = oldest.findIndex((number, index) => number !== found[index]);
  return found.length === 3 && (first === -1 || found[first] > oldest[first]);
}

function numbers(version) {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version.trim());
  return match ? match.slice(1).map(Number) : [];
}
