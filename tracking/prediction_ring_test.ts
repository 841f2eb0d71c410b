import assert from "node:assert/strict";
import fc from "fast-check";
import { sampleBatch } from "./logged_samples.ts";
import { idText } from "./prediction_id.ts";
import { PredictionRing } from "./prediction_ring.ts";

Deno.test("a ring gives back what was put in, seen from the other thread, however often it went round", () => {
  const put = fc.record({ rows: fc.nat(7), model: fc.nat(2 ** 31 - 1), shadow: fc.boolean() });
  fc.assert(fc.property(fc.array(put), (puts) => {
    const ring = new PredictionRing(3, 7);
    const other = new PredictionRing(3, 7, ring.memory);
    let place = 0;
    for (const { rows, model, shadow } of puts) {
      const batch = sampleBatch(rows, { shadow });
      ring.put(place, batch, model);
      for (let row = 0; row < rows; row++, place++) {
        const id = new Uint8Array(16);
        other.copyId(place, id);
        assert.equal(idText(id, 0), idText(batch.ids, row));
        assert.equal(other.model(place), model);
        assert.equal(other.shadow(place), Number(shadow));
        assert.equal(other.prediction(place), row + 0.5);
        assert.deepEqual(
          [0, 1, 2].map((column) => other.feature(place, column)),
          batch.features.map((values) => values[row]),
        );
      }
    }
  }));
});
