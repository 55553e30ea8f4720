import { formatBytes, formatFreed, formatSize } from "../../../provider/sizes";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [1234, "1.2 kB"],
  [99_949, "99.9 kB"],
  [99_950, "100 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [3_140_000_000, "3.1 GB"],
  [2_500_000_000_000, "2.5 TB"],
  [Number.MAX_SAFE_INTEGER, "9.0 PB"],
])("%d bytes are told as %s", (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

it("tells what is not known beside what is, and never as nothing", () => {
  expect(formatSize({ bytes: 3_100_000_000, unknown: 2 })).toBe("3.1 GB + 2 versions of unknown size");
  expect(formatSize({ bytes: 0, unknown: 1 })).toBe("an unknown size (1 version)");
  expect(formatSize({ bytes: 0, unknown: 0 })).toBe("0 B");
  expect(formatFreed({ bytes: 3_100_000_000, unknown: 0, isAtMost: true })).toBe("at most 3.1 GB");
  expect(formatFreed({ bytes: 812_000, unknown: 1, isAtMost: false })).toBe("812 kB + 1 version of unknown size");
});
