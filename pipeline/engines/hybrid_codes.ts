/**
 * Reads whole numbers in Parquet's hybrid of runs and packed bits, as dictionary codes and definition levels are stored.
 * {@link https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE}
 *
 * @param width bits of each number, at most 24
 * @param count how many numbers
 * @throws RangeError when the bytes end before them
 */
export function decodeHybrid(bytes: Uint8Array, width: number, count: number): Int32Array {
  if (width > 24) throw new RangeError(`a page has codes of ${width} bits`);
  const codes = new Int32Array(count);
  if (width === 0) return codes;
  const mask = (1 << width) - 1;
  let at = 0;
  for (let next = 0; next < count;) {
    if (at >= bytes.length) throw new RangeError("a page ends within its codes");
    let head = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = bytes[at++];
      head += (byte & 127) * scale;
      if (!(byte >= 128)) break;
    }
    const run = Math.floor(head / 2);
    if (head % 2 === 0) {
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= bytes[at++] << shift;
      const end = Math.min(count, next + run);
      codes.fill(value, next, end);
      if (run === 0) throw new RangeError("a page has a run of no codes");
      next = end;
      continue;
    }
    const end = Math.min(count, next + run * 8), after = at + run * width;
    for (let buffer = 0, bits = 0; next < end; next++) {
      while (bits < width) {
        buffer |= bytes[at++] << bits;
        bits += 8;
      }
      codes[next] = buffer & mask;
      buffer >>>= width;
      bits -= width;
    }
    at = after;
  }
  return codes;
}
