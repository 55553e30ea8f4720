const BLOCK = 512;

/**
 * A layer with one file: an uncompressed tar archive (POSIX ustar). Compressed ones would have other digests with each version of zlib.
 */
export function imageLayer(fileName: string, text: string): Buffer {
  const content = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil(content.length / BLOCK) * BLOCK);
  content.copy(padded);
  return Buffer.concat([header(fileName, content.length), padded, Buffer.alloc(2 * BLOCK)]);
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
