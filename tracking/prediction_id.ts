import { TaxiError } from "../lib/errors.ts";

/** Bytes of one id. */
export const ID_BYTES = 16;

/** Random bytes are drawn in blocks of this size, the most that one call gives: each call costs a microsecond. */
const POOL_BYTES = 65_536;
const RANDOM_BYTES = 6;
const COUNTER_MAX = 0x3ff_ffff;
const TWO_TO_16 = 0x1_0000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
/** Character codes of an id's text, hyphens in place: kept, because an id joined of its parts takes ten times the memory. */
const codes = Array.from("00000000-0000-0000-0000-000000000000", (character) => character.charCodeAt(0));
/** Where each of its bytes is written. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;
let lastMilliseconds = -1;
let counter = 0;

/**
 * Makes ids that grow within this process: UUIDs of version 7 (RFC 9562), whose first 48 bits are the time and whose
 * next 26 count the ids of that millisecond (method 1 of section 6.2), so that a database only ever appends them, a
 * million of one millisecond too. The other 48 bits are random.
 *
 * @param milliseconds since 1970-01-01 UTC
 * @param into where to write; a new array unless told
 * @returns 16 bytes for each of `rows`
 */
export function mintIds(
  rows: number,
  milliseconds: number,
  into: Uint8Array = new Uint8Array(rows * ID_BYTES),
): Uint8Array {
  for (let at = 0; at < rows * ID_BYTES; at += ID_BYTES) {
    counter = milliseconds === lastMilliseconds ? Math.min(counter + 1, COUNTER_MAX) : 0;
    lastMilliseconds = milliseconds;
    if (used + RANDOM_BYTES > POOL_BYTES) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    const high = Math.floor(milliseconds / TWO_TO_16), low = milliseconds % TWO_TO_16;
    into[at] = high >>> 24;
    into[at + 1] = high >>> 16;
    into[at + 2] = high >>> 8;
    into[at + 3] = high;
    into[at + 4] = low >>> 8;
    into[at + 5] = low;
    into[at + 6] = 0x70 | (counter >>> 22);
    into[at + 7] = counter >>> 14;
    into[at + 8] = 0x80 | (counter >>> 8 & 0x3f);
    into[at + 9] = counter;
    for (let byte = 0; byte < RANDOM_BYTES; byte++) into[at + 10 + byte] = pool[used + byte];
    used += RANDOM_BYTES;
  }
  return into;
}

/** Row `row` of `ids` as text: 36 characters, in lower case. */
export function idText(ids: Uint8Array, row: number): string {
  const at = row * ID_BYTES;
  for (let byte = 0; byte < ID_BYTES; byte++) {
    const place = PLACES[byte], value = ids[at + byte];
    codes[place] = DIGITS[value >>> 4];
    codes[place + 1] = DIGITS[value & 0xf];
  }
  return String.fromCharCode.apply(null, codes);
}

/**
 * The inverse of {@linkcode idText}.
 *
 * @throws TaxiError `invalid_id` when `text` is not a UUID
 */
export function idBytes(text: string): Uint8Array {
  if (!UUID.test(text)) {
    throw new TaxiError(`Cannot read the id "${text}": expected a UUID`, { code: "invalid_id" });
  }
  return Uint8Array.fromHex(text.replaceAll("-", ""));
}

/** The smallest id of a time, for spans of time: milliseconds since 1970-01-01 UTC, not below 0. */
export function firstIdAt(milliseconds: number): Uint8Array {
  const id = new Uint8Array(ID_BYTES);
  const view = new DataView(id.buffer);
  view.setUint32(0, Math.floor(milliseconds / TWO_TO_16));
  view.setUint16(4, milliseconds % TWO_TO_16);
  return id;
}

/** When an id was made, milliseconds since 1970-01-01 UTC. */
export function idTime(id: Uint8Array): number {
  const view = new DataView(id.buffer, id.byteOffset);
  return view.getUint32(0) * TWO_TO_16 + view.getUint16(4);
}
