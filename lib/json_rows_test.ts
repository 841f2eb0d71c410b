import assert from "node:assert/strict";
import { insertJsonRows, jsonRows } from "./json_rows.ts";

Deno.test("insertJsonRows makes one statement for any number of rows, and keeps what follows", () => {
  assert.deepEqual(
    insertJsonRows("\n  INSERT INTO tags (run_id, key) VALUES (?, ?)\n ON CONFLICT (run_id) DO NOTHING"),
    {
      statement: "INSERT INTO tags (run_id, key) SELECT run_id, key FROM " +
        "json_populate_recordset(NULL::tags, ?::text::json)\n ON CONFLICT (run_id) DO NOTHING",
      columns: ["run_id", "key"],
    },
  );
});

Deno.test("insertJsonRows leaves every other statement alone", () => {
  for (
    const statement of [
      "UPDATE runs SET status = 'killed' WHERE run_id = ?",
      "INSERT INTO tags VALUES (?, ?)",
      "INSERT INTO tags (run_id, key) VALUES (?, 'a')",
      "INSERT INTO tags (run_id, key) VALUES (?, ?), (?, ?)",
      "INSERT INTO tags (run_id, key) VALUES (?, ?) ON CONFLICT (run_id) DO UPDATE SET key = ?",
    ]
  ) assert.equal(insertJsonRows(statement), undefined, statement);
});

Deno.test("jsonRows writes the numbers that JSON does not have as texts", () => {
  const rows = [[1.5, -0, NaN, -Infinity, 2n ** 62n, null, "a\ud800"]];
  assert.equal(
    jsonRows([..."abcdefg"], rows),
    '[{"a":1.5,"b":"-0","c":"NaN","d":"-Infinity","e":"4611686018427387904","f":null,"g":"a\ufffd"}]',
  );
});
