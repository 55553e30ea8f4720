import { crc32 } from "node:zlib";

const BLOCK = 512;

/** A tar archive (POSIX ustar) with one file: the content of a layer. */
export function imageLayer(fileName: string, text: string): Buffer {
  const content = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil(content.length / BLOCK) * BLOCK);
  content.copy(padded);
  return Buffer.concat([header(fileName, content.length), padded, Buffer.alloc(2 * BLOCK)]);
}

/**
 * The same in gzip's format (RFC 1952), stored and not compressed, so that the digest does not depend on a version of
 * zlib.
 * @param content at most 65,535 bytes: one stored block (RFC 1951, section 3.2.4)
 */
export function gzipStored(content: Buffer): Buffer {
  const block = Buffer.alloc(5);
  block.writeUInt8(1, 0);
  block.writeUInt16LE(content.length, 1);
  block.writeUInt16LE(content.length ^ 0xffff, 3);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(content.length, 4);
  const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  return Buffer.concat([gzipHeader, block, content, trailer]);
}

function header(fileName: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(fileName, 0, 100, "utf8");
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write(`${"0".repeat(11)}\0`, 136);
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
