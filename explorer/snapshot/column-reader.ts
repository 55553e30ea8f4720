import { instantOf } from "./instants";
import { given } from "./lists";
import { DIGEST_BYTES, NameKind } from "./names";
import type { SnapshotBlob } from "./snapshot";

/** Reads what a `ColumnWriter` has written, in the same order. @throws `RangeError` where the bytes can't be that. */
export class ColumnReader {
  private place = 0;
  private readonly digests: NameList;
  private readonly texts: NameList;

  constructor(
    private readonly bytes: Uint8Array,
    digests: readonly string[],
    texts: readonly string[],
  ) {
    this.digests = new NameList(digests);
    this.texts = new NameList(texts);
  }

  /** Bytes that have been read. */
  get position(): number {
    return this.place;
  }

  get isAtEnd(): boolean {
    return this.place === this.bytes.length && this.digests.isAtEnd && this.texts.isAtEnd;
  }

  number(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.bytes[this.place++];
      if (byte === undefined || unit > 2 ** 49) throw new RangeError("a number has no end");
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      unit *= 0x80;
    }
  }

  numbers(length: number): number[] {
    return this.column(length, () => this.number());
  }

  differences(length: number): number[] {
    let value = 0;
    return this.column(length, () => {
      value += unfolded(this.number());
      return value;
    });
  }

  instants(length: number): (string | undefined)[] {
    let seconds = 0;
    return this.column(length, () => {
      const number = this.number();
      if (number === 0) return undefined;
      if (number === 1) return this.name();
      seconds += unfolded(number - 2);
      return instantOf(seconds);
    });
  }

  names(length: number): (string | undefined)[] {
    return this.column(length, () => this.name());
  }

  contents(length: number): SnapshotBlob[] {
    let next = 0;
    const digests = this.column(length, () => {
      const number = this.number();
      if (number === 0) return given(this.name());
      next += unfolded(number - 1) + 1;
      return `#${next - 1}`;
    });
    const told = new Map<string, number | undefined>();
    const sizes = this.column(length, (place) => {
      const digest = digests[place] as string;
      const number = this.number();
      if (number !== 1) told.set(digest, number === 0 ? undefined : number - 2);
      return number === 1 ? given(told.get(digest)) : told.get(digest);
    });
    return digests.map((digest, place) => {
      const size = sizes[place];
      return { digest, ...(size !== undefined && { size }) };
    });
  }

  /** A value takes a byte at least, so that nobody can have more of them made than there are bytes. */
  private column<Value>(length: number, read: (place: number) => Value): Value[] {
    if (length > this.bytes.length - this.place) throw new RangeError("there are more values than bytes");
    return Array.from({ length }, (_, place) => read(place));
  }

  private name(): string | undefined {
    const number = this.number();
    const reference = Math.floor(number / NameKind.Count);
    switch (number % NameKind.Count) {
      case NameKind.Digest:
        return this.digests.resolve(reference);
      case NameKind.Text:
        return this.texts.resolve(reference);
      case NameKind.DigestTag:
        return `${this.name()?.replace(":", "-")}${this.name()}`;
      default:
        return undefined;
    }
  }
}

/** The other side of the writer's. */
class NameList {
  private seen = 0;
  private next = 0;

  constructor(private readonly names: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.seen === this.names.length;
  }

  resolve(reference: number): string {
    const place = reference === 0 ? this.seen++ : this.next + unfolded(reference - 1);
    const name = this.names[place];
    if (name === undefined) throw new RangeError("a name is missing");
    this.next = place + 1;
    return name;
  }
}

/** The digests of a list that is nothing else. */
export function readDigests(bytes: Uint8Array): string[] {
  const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
  const digests: string[] = [];
  for (let start = 0; start < bytes.length; start += DIGEST_BYTES) {
    let digest = "sha256:";
    for (let place = start; place < start + DIGEST_BYTES; place++) digest += hex[bytes[place] as number];
    digests.push(digest);
  }
  return digests;
}

function unfolded(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
