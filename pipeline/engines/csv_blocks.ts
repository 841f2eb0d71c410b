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
  let memory = new Uint8Array(0); // the header, once it is known, and text behind it
  let length = 0;
  let blocks = 0;
  function begin(start: Uint8Array, rest: Uint8Array): void {
    memory = new Uint8Array(Math.max(blockBytes, start.length + rest.length));
    memory.set(start);
    memory.set(rest, start.length);
    length = start.length + rest.length;
  }
  function add(part: Uint8Array): void {
    if (length + part.length > memory.length) {
      const before = memory.subarray(0, length);
      memory = new Uint8Array(Math.max(2 * length, length + part.length));
      memory.set(before);
    }
    memory.set(part, length);
    length += part.length;
  }
  function findHeader(atEnd: boolean): void {
    const text = withoutMark(memory.subarray(0, length));
    const end = firstRecordEnd(text) ?? (atEnd ? text.length : undefined);
    if (end === undefined) return;
    header = endingLine(text.slice(0, end));
    begin(header, text.subarray(end));
  }
  function* cut(atEnd: boolean): Generator<Uint8Array> {
    if (header === undefined) findHeader(atEnd);
    const start = header?.length ?? 0, text = memory.subarray(start, length);
    const end = header === undefined ? 0 : atEnd ? text.length : lastRecordEnd(text);
    if (text.length - end > Math.max(MOST_RECORD_BYTES, blockBytes)) throw unclosed();
    if (header === undefined || end === 0) return;
    blocks++;
    const block = memory.subarray(0, start + end);
    begin(header, text.subarray(end));
    yield block;
  }
  for await (const part of parts) {
    add(part);
    if (length >= blockBytes) yield* cut(false);
  }
  yield* cut(true);
  if (header === undefined || header.length <= 1) {
    throw new TaxiError("it is empty, expected a header", { code: "unreadable_file" });
  }
  if (blocks === 0) yield header;
}

function withoutMark(text: Uint8Array): Uint8Array {
  return BYTE_ORDER_MARK.every((byte, i) => text[i] === byte) ? text.subarray(BYTE_ORDER_MARK.length) : text;
}

function endingLine(record: Uint8Array): Uint8Array {
  return record.at(-1) === LINE_END ? record : Uint8Array.of(...record, LINE_END);
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
