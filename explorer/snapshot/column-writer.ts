import { wholeSeconds } from "./instants";
import { CONTENT, DIGEST, DIGEST_TAG, NameKind } from "./names";
import type { SnapshotBlob } from "./snapshot";

/** The largest number that a column holds, so that the difference of two still is exact. */
const LARGEST = 2 ** 52;

/** Writes columns of numbers, names and instants, each in as few bytes as it takes. Names are written once and referred to from then on. */
export class ColumnWriter {
  private readonly lists = { [NameKind.Digest]: new NameList(), [NameKind.Text]: new NameList() };
  private bytes = new Uint8Array(1 << 16);
  private length = 0;

  get digests(): readonly string[] {
    return this.lists[NameKind.Digest].names;
  }

  get texts(): readonly string[] {
    return this.lists[NameKind.Text].names;
  }

  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Seven bits to a byte, the lowest first. */
  number(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > 2 * LARGEST) throw new RangeError(`${value} fits no column`);
    if (this.length + 8 > this.bytes.length) this.grow();
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length++] = rest;
  }

  /** Of each number, what it is more or less than the one before. */
  differences(values: Iterable<number>): void {
    let before = 0;
    for (const value of values) {
      if (!Number.isInteger(value) || Math.abs(value) > LARGEST / 2) throw new RangeError(`${value} fits no column`);
      this.number(folded(value - before));
      before = value;
    }
  }

  /** Whole seconds as GitHub writes them are numbers; any other text is kept as it is. */
  instants(values: Iterable<string | undefined>): void {
    let before = 0;
    for (const value of values) {
      const seconds = value === undefined ? undefined : wholeSeconds(value);
      if (value === undefined) this.number(0);
      else if (seconds === undefined) {
        this.number(1);
        this.name(value);
      } else {
        this.number(2 + folded(seconds - before));
        before = seconds;
      }
    }
  }

  names(values: Iterable<string | undefined>): void {
    for (const value of values) {
      if (value === undefined) this.number(0);
      else this.name(value);
    }
  }

  /** Contents come up in the order of their numbers, and mostly with the size that was told of them before. */
  contents(blobs: readonly SnapshotBlob[]): void {
    let next = 0;
    for (const { digest } of blobs) {
      const number = CONTENT.exec(digest)?.[1];
      if (number === undefined) {
        this.number(0);
        this.name(digest);
      } else {
        this.number(1 + folded(Number(number) - next));
        next = Number(number) + 1;
      }
    }
    const told = new Map<string, number | undefined>();
    for (const { digest, size } of blobs) {
      this.number(size === undefined ? 0 : told.get(digest) === size ? 1 : 2 + size);
      told.set(digest, size);
    }
  }

  private name(value: string): void {
    const tag = DIGEST_TAG.exec(value);
    if (tag) {
      this.number(NameKind.DigestTag);
      this.name(`sha256:${tag[1]}`);
      this.name(tag[2] as string);
    } else {
      const kind = DIGEST.test(value) ? NameKind.Digest : NameKind.Text;
      this.number(this.lists[kind].refer(value) * NameKind.Count + kind);
    }
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Numbers of either sign as numbers from 0 up: small ones stay small. */
function folded(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Names in the order in which they come up first. */
class NameList {
  readonly names: string[] = [];
  private readonly places = new Map<string, number>();
  private next = 0;

  /** 0 for a name that was not there yet; of others, how far they are from the one after the last, because names come up in one order again and again. */
  refer(name: string): number {
    const known = this.places.get(name);
    const place = known ?? this.names.length;
    const reference = known === undefined ? 0 : 1 + folded(place - this.next);
    if (known === undefined) {
      this.places.set(name, place);
      this.names.push(name);
    }
    this.next = place + 1;
    return reference;
  }
}
