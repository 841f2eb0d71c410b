import assert from "node:assert/strict";
import { parseFilter } from "../../../../tracking/search/parse_filter.ts";
import { modelFilter } from "./model_filter.ts";

Deno.test("modelFilter takes words for a part of a name, and a filter for itself", () => {
  assert.equal(modelFilter("  "), undefined);
  assert.equal(modelFilter(" fare "), "name ILIKE '%fare%'");
  assert.equal(modelFilter("it's"), `name ILIKE "%it's%"`);
  assert.equal(modelFilter("what is new in like"), "name ILIKE '%what is new in like%'");
  for (const filter of ["name LIKE 'a%'", "tags.team = 'a'", "name in ('a', 'b')", "tags.x IS NOT NULL"]) {
    assert.equal(modelFilter(filter), filter);
    assert.equal(parseFilter(filter).length, 1);
  }
  assert.throws(() => modelFilter(`it's "x"`), /both kinds of quotes/);
});
