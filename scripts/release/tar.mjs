const BLOCK = 512;

/**
 * A tar archive (ustar, https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06) in which nothing tells when or by whom it
 * was made: the same files are the same bytes on every machine.
 *
 * @param {{ path: string, content: Buffer, executable?: boolean }[]} files
 */
export function tar(files) {
  const blocks = files.flatMap(({ path, content, executable = false }) => [
    header(path, content.length, executable ? "755" : "644"),
    content,
    Buffer.alloc(-content.length & (BLOCK - 1)),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(path, size, mode) {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long a name for a tar archive.`);
  const block = Buffer.alloc(BLOCK);
  const number = (value, digits) => `${value.padStart(digits, "0")}\0`;
  block.write(path, 0);
  block.write(number(mode, 7), 100);
  block.write(number("0", 7), 108);
  block.write(number("0", 7), 116);
  block.write(number(size.toString(8), 11), 124);
  block.write(number("0", 11), 136);
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${number(sum.toString(8), 6)} `, 148);
  return block;
}
