import assert from "node:assert/strict";
import fc from "fast-check";
import { ZONES } from "../../../pipeline/trips/zones.ts";
import { zoneLabel } from "./words.js";
import { searchZones, zoneOfText } from "./zone_search.js";

const first = (text: string) => searchZones(ZONES, text)[0]?.id;

Deno.test("searchZones finds zones by number, name, part and borough, best first", () => {
  assert.equal(first("132"), 132);
  assert.equal(first("jfk"), 132);
  assert.equal(first("midtown center"), 161);
  assert.equal(first("MIDTOWN  cent"), 161);
  assert.equal(first("ft tilden"), undefined);
  assert.equal(first("tilden"), 27);
  assert.equal(first("governors"), 103);
  assert.equal(first("st george"), searchZones(ZONES, "Saint George")[0]?.id ?? first("george"));
  assert.ok(searchZones(ZONES, "queens").length >= 69);
  assert.equal(searchZones(ZONES, "  ").length, ZONES.length);
  assert.deepEqual(searchZones(ZONES, "atlantis"), []);
});

Deno.test("zoneOfText reads each zone's own label and number", () => {
  for (const zone of ZONES) {
    assert.equal(zoneOfText(ZONES, zoneLabel(zone))?.id, zone.id);
    assert.equal(zoneOfText(ZONES, String(zone.id))?.id, zone.id);
    assert.equal(first(zoneLabel(zone)), zone.id, zoneLabel(zone));
  }
});

Deno.test("zoneOfText means no zone by a text that several have, or none", () => {
  assert.equal(zoneOfText(ZONES, "Corona"), null);
  assert.equal(zoneOfText(ZONES, "266"), null);
  assert.equal(zoneOfText(ZONES, ""), null);
  assert.equal(zoneOfText(ZONES, "alphabet")?.id, 4);
  fc.assert(fc.property(fc.string(), (text) => void zoneOfText(ZONES, text)));
});
