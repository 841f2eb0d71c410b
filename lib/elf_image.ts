import { TaxiError } from "./errors.ts";

/** Bytes of the header of a 64-bit ELF file. */
const HEADER_BYTES = 64;

/**
 * Where the image of a 64-bit little-endian ELF file ends: behind its section table, which linkers write last. What is
 * appended to an executable begins there; the system never maps it.
 *
 * @returns bytes from the start of the file
 * @throws TaxiError when the file is no such ELF file
 */
export async function elfImageEnd(path: string): Promise<number> {
  using file = await Deno.open(path);
  const header = new Uint8Array(HEADER_BYTES);
  const read = await file.read(header);
  const view = new DataView(header.buffer);
  const isElf = read === HEADER_BYTES && view.getUint32(0) === 0x7f454c46 && header[4] === 2 &&
    header[5] === 1;
  if (!isElf) {
    throw new TaxiError(`Cannot read "${path}" as an executable: expected a 64-bit little-endian ELF file`, {
      code: "elf",
    });
  }
  // e_shoff, e_shentsize and e_shnum of the System V ABI.
  return Number(view.getBigUint64(0x28, true)) + view.getUint16(0x3a, true) * view.getUint16(0x3c, true);
}
