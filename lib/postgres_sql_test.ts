import assert from "node:assert/strict";
import { numberPlaceholders } from "./postgres_sql.ts";

Deno.test("numberPlaceholders numbers each ? but those in quotes", () => {
  assert.equal(numberPlaceholders("SELECT 1"), "SELECT 1");
  assert.equal(
    numberPlaceholders(`SELECT a AS "why?" FROM t WHERE b = ? AND c = 'it''s ?' AND d IN (?, ?)`),
    `SELECT a AS "why?" FROM t WHERE b = $1 AND c = 'it''s ?' AND d IN ($2, $3)`,
  );
});
