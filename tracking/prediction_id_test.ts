import assert from "node:assert/strict";
import fc from "fast-check";
import { firstIdAt, idBytes, idText, idTime, mintIds } from "./prediction_id.ts";

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = fc.integer({ min: 0, max: 2 ** 48 - 1 });

Deno.test("mintIds makes UUIDs of version 7 that carry their time and grow, a hundred thousand in a millisecond too", () => {
  const ids = mintIds(100_000, 1_740_835_800_123);
  let last = "";
  for (let row = 0; row < 100_000; row++) {
    const id = idText(ids, row);
    assert.match(id, UUID_7);
    assert.ok(id > last, `${id} comes after ${last}`);
    last = id;
  }
  assert.equal(idTime(ids), 1_740_835_800_123);
  assert.ok(idText(mintIds(1, 1_740_835_800_124), 0) > last);
});

Deno.test("idBytes is the inverse of idText, whatever the case, and refuses what is no UUID", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
    assert.deepEqual(idBytes(idText(bytes, 0)), bytes);
    assert.deepEqual(idBytes(idText(bytes, 0).toUpperCase()), bytes);
  }));
  assert.throws(() => idBytes("nobody"), { message: 'Cannot read the id "nobody": expected a UUID' });
});

Deno.test("firstIdAt is before every id of its time and after every id before", () => {
  fc.assert(fc.property(TIME, (time) => {
    const first = idText(firstIdAt(time), 0);
    assert.equal(idTime(firstIdAt(time)), time);
    assert.ok(first < idText(mintIds(1, time), 0));
    if (time > 0) assert.ok(idText(mintIds(1, time - 1), 0) < first);
  }));
});
