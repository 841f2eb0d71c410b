import assert from "node:assert/strict";
import { niceScale } from "./scale.js";
import {
  addedFigure,
  counted,
  featureWords,
  figure,
  minuteFigure,
  outlineWords,
  unseenWords,
  valueWords,
  zoneLabel,
} from "./words.js";

Deno.test("figures have the digits that their kind has", () => {
  assert.deepEqual([0.3456, 14.26, 123.4, 1234].map(figure), ["0.346", "14.3", "123", "1,234"]);
  assert.deepEqual([0, 8, 14.26, 99.94, 99.96, 1234].map(minuteFigure), [
    "0.0",
    "8.0",
    "14.3",
    "99.9",
    "100",
    "1,234",
  ]);
  assert.deepEqual([3.2, -0.414, 0.004, -0.004].map(addedFigure), ["+3.20", "−0.41", "0.00", "0.00"]);
  assert.deepEqual([1, 2.5].map((miles) => counted(miles, "mile")), ["1 mile", "2.5 miles"]);
});

Deno.test("valueWords says what a feature was", () => {
  const name = (id: number) => `${id} Somewhere`;
  assert.equal(valueWords("PULocationID", 161, name), "161 Somewhere");
  assert.equal(valueWords("PU_DO", "161_236"), "161 → 236");
  assert.equal(valueWords("trip_distance", null), "not told");
  assert.equal(valueWords("trip_distance", 2.5), "2.5 miles");
  assert.equal(valueWords("distance_missing", 1), "it is not");
  assert.equal(valueWords("pickup_hour", 8), "8");
  assert.equal(valueWords("bounds", null), "", "nobody tells it");
  assert.deepEqual(["bounds", "pickup_hour"].map(featureWords), [
    "Kept within what training saw",
    "pickup hour",
  ]);
});

Deno.test("unseenWords leaves out the pair that is new because a zone is", () => {
  assert.equal(unseenWords([]), "");
  assert.match(unseenWords(["PU_DO"]), /never saw a trip between these two zones,/);
  assert.match(unseenWords(["DOLocationID", "PU_DO"]), /never saw a trip to this drop-off zone, so/);
  assert.match(
    unseenWords(["PULocationID", "DOLocationID", "PU_DO"]),
    /from this pick-up zone and never saw .* to this/,
  );
});

Deno.test("outlineWords says what a map is that is not the city's", () => {
  assert.deepEqual(["tlc", "file"].map(outlineWords), ["", ""]);
  assert.match(outlineWords("tiles"), /taxi ingest/);
});

Deno.test("zoneLabel leaves out what is no borough", () => {
  assert.equal(
    zoneLabel({ id: 4, name: "Alphabet City", borough: "Manhattan" }),
    "4 Alphabet City, Manhattan",
  );
  assert.equal(zoneLabel({ id: 265, name: "Outside of NYC", borough: "N/A" }), "265 Outside of NYC");
});

Deno.test("niceScale reaches the largest value in even steps", () => {
  assert.deepEqual(niceScale(17.3), { end: 20, ticks: [0, 5, 10, 15, 20] });
  assert.deepEqual(niceScale(20).end, 20);
  assert.deepEqual(niceScale(0), { end: 0.2, ticks: [0, 0.2] });
  for (let max = 0.5; max < 5000; max *= 1.07) {
    const { end, ticks } = niceScale(max);
    assert.ok(end >= max && ticks.length <= 7 && ticks.at(-1) === end, `${max}: ${ticks}`);
  }
});
