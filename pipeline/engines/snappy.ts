/**
 * Decompresses raw Snappy.
 * {@link https://github.com/google/snappy/blob/main/format_description.txt}
 *
 * @param size bytes of the result
 * @throws RangeError when the input is damaged or its result has another size
 */
export function decompressSnappy(input: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  let from = 0, to = 0;
  while (input[from++] >= 128); // the size again
  while (from < input.length) {
    const tag = input[from++];
    let length = (tag >> 2) + 1;
    if ((tag & 3) === 0) {
      if (length > 60) {
        const bytes = length - 60;
        length = littleEndian(input, from, bytes) + 1;
        from += bytes;
      }
      if (from + length > input.length || to + length > size) throw damaged();
      if (length < 32) { for (const end = from + length; from < end;) output[to++] = input[from++]; }
      else {
        output.set(input.subarray(from, from + length), to);
        from += length;
        to += length;
      }
      continue;
    }
    let offset: number;
    if ((tag & 3) === 1) {
      length = ((tag >> 2) & 7) + 4;
      offset = (tag >> 5) << 8 | input[from++];
    } else {
      const bytes = (tag & 3) === 2 ? 2 : 4;
      offset = littleEndian(input, from, bytes);
      from += bytes;
    }
    if (offset === 0 || offset > to || to + length > size) throw damaged();
    for (let back = to - offset, end = to + length; to < end;) output[to++] = output[back++]; // it may overlap itself
  }
  if (to !== size) throw damaged();
  return output;
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}

function damaged(): RangeError {
  return new RangeError("a page is damaged Snappy");
}
