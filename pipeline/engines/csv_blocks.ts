import { TaxiError } from "../../lib/errors.ts";

/** Bytes of a block: some ten thousand rows, so that reading needs some tens of MB whatever the file's size. */
const BLOCK_BYTES = 1 << 23;

/** A record that is longer is a quote that never closes. */
const MOST_RECORD_BYTES = 1 << 26;

const LINE_END = 0x0a, QUOTE = 0x22;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Cuts CSV text, as it comes from a file, into blocks of whole records; each begins with the header, as if it were a file of
 * its own. A line end between quotes belongs to its record.
 *
 * @throws TaxiError when there is no header, or a quote never closes
 */
export async function* csvBlocks(
  parts: AsyncIterable<Uint8Array>,
  blockBytes: number = BLOCK_BYTES,
): AsyncGenerator<Uint8Array> {
  let header: Uint8Array | undefined;
  let held: Uint8Array[] = [];
  let bytes = 0;
  let blocks = 0;
  function* cut(atEnd: boolean): Generator<Uint8Array> {
    let text = concat(held, bytes);
    if (header === undefined) {
      text = withoutMark(text);
      const end = firstRecordEnd(text) ?? (atEnd ? text.length : undefined);
      if (end === undefined) return void (held = [text], bytes = text.length);
      header = endingLine(text.subarray(0, end));
      text = text.subarray(end);
    }
    const end = atEnd ? text.length : lastRecordEnd(text);
    if (end > 0) {
      blocks++;
      yield concat([header, text.subarray(0, end)], header.length + end);
    }
    held = [text.slice(end)];
    bytes = text.length - end;
    if (bytes > Math.max(MOST_RECORD_BYTES, blockBytes)) throw unclosed();
  }
  for await (const part of parts) {
    held.push(part);
    bytes += part.length;
    if (bytes >= blockBytes) yield* cut(false);
  }
  yield* cut(true);
  if (header === undefined || header.length <= 1) {
    throw new TaxiError("it is empty, expected a header", { code: "unreadable_file" });
  }
  if (blocks === 0) yield header;
}

function concat(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function withoutMark(text: Uint8Array): Uint8Array {
  return BYTE_ORDER_MARK.every((byte, i) => text[i] === byte) ? text.subarray(BYTE_ORDER_MARK.length) : text;
}

function endingLine(record: Uint8Array): Uint8Array {
  return record.at(-1) === LINE_END ? record : concat([record, Uint8Array.of(LINE_END)], record.length + 1);
}

/** Just behind the first record, undefined where it has no end yet. */
function firstRecordEnd(text: Uint8Array): number | undefined {
  for (let end = text.indexOf(LINE_END); end >= 0; end = text.indexOf(LINE_END, end + 1)) {
    if (quotes(text.subarray(0, end)) % 2 === 0) return end + 1;
  }
  return undefined;
}

/** Just behind the last whole record; 0 where there is none. */
function lastRecordEnd(text: Uint8Array): number {
  let open = quotes(text) % 2 === 1;
  let before = text.length;
  for (let end = text.lastIndexOf(LINE_END); end >= 0; end = text.subarray(0, end).lastIndexOf(LINE_END)) {
    if (quotes(text.subarray(end, before)) % 2 === 1) open = !open;
    if (!open) return end + 1;
    before = end;
  }
  return 0;
}

function quotes(text: Uint8Array): number {
  let count = 0;
  for (let at = text.indexOf(QUOTE); at >= 0; at = text.indexOf(QUOTE, at + 1)) count++;
  return count;
}

function unclosed(): TaxiError {
  return new TaxiError(
    `a record has more than ${MOST_RECORD_BYTES / (1 << 20)} MB, expected a quote (") that is closed`,
    { code: "unreadable_file" },
  );
}
