import { equal } from "node:assert/strict";
import { zoneLabel } from "./zone_label.ts";

Deno.test("zoneLabel says zones and pairs of zones by name, and leaves the rest", () => {
  equal(zoneLabel("PULocationID", "132"), "JFK Airport");
  equal(zoneLabel("zone_pair", "74-75"), "East Harlem North to East Harlem South");
  equal(zoneLabel("PU_DO", "74_75"), "East Harlem North to East Harlem South");
  equal(zoneLabel("PU_DO", "74_999"), "74_999");
  equal(zoneLabel("PULocationID", "<b>"), "<b>");
  equal(zoneLabel("pickup_hour", "07"), "07");
});
