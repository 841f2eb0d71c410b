import { createHash } from "node:crypto";

/** SHA-256 of bytes or of UTF-8 text, 64 hex digits. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of a file of any size, read in pieces, 64 hex digits. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 20);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    hash.update(buffer.subarray(0, read));
  }
  return hash.digest("hex");
}

/**
 * Passes bytes on and looks at the end whether they were the expected ones, so that none are read twice.
 *
 * @param fault what the stream then fails with; takes the hash that was found
 */
export function checkSha256(
  expected: string,
  fault: (found: string) => Error,
): TransformStream<Uint8Array, Uint8Array> {
  const hash = createHash("sha256");
  return new TransformStream({
    transform(part, controller) {
      hash.update(part);
      controller.enqueue(part);
    },
    flush() {
      const found = hash.digest("hex");
      if (found !== expected) throw fault(found);
    },
  });
}
