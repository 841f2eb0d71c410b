import assert from "node:assert/strict";
import { parseTaxiKind, TAXI_KINDS } from "./taxi_kind.ts";

Deno.test("parseTaxiKind takes green and yellow and names them otherwise", () => {
  for (const kind of TAXI_KINDS) assert.equal(parseTaxiKind(kind), kind);
  for (const text of ["", "Green", "fhv"]) {
    assert.throws(() => parseTaxiKind(text), {
      name: "UsageError",
      message: `Unknown taxi kind "${text}": expected green or yellow`,
    });
  }
});
