import assert from "node:assert/strict";
import fc from "fast-check";
import { tableHead } from "./table_head.ts";

const read = (text: string, whole = true) => tableHead(text, { whole, rows: 10 });

Deno.test("tableHead reads quotes, breaks in them, and any end of a line", () => {
  assert.deepEqual(read('a,b\r\n"x, ""y""","1\n2"\r\n'), { columns: ["a", "b"], rows: [['x, "y"', "1\n2"]] });
  assert.deepEqual(read("a;b;c\n1;2,5;\n"), { columns: ["a", "b", "c"], rows: [["1", "2,5", ""]] });
  assert.deepEqual(read("\ufeffa\n1").columns, ["a"]);
  assert.deepEqual(read(""), { columns: [], rows: [] });
});

Deno.test("tableHead leaves out a row that is cut off", () => {
  assert.deepEqual(read("a,b\n1,2\n3,4", false).rows, [["1", "2"]]);
  assert.deepEqual(read('a,b\n1,"2\n3', false).rows, []);
  assert.deepEqual(read("a,b\n1,2\n", false).rows, [["1", "2"]]);
});

Deno.test("tableHead gives back every table that was written with quotes", () => {
  const table = fc.array(
    fc.array(fc.string({ unit: fc.constantFrom(...'a,"\n\r;é ') }), { minLength: 2, maxLength: 2 }),
    {
      minLength: 1,
      maxLength: 9,
    },
  );
  fc.assert(fc.property(table, fc.constantFrom(",", "\t"), (rows, separator) => {
    const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
    const text = rows.map((row) => row.map(quoted).join(separator)).join("\n");
    const { columns, rows: body } = tableHead(text, { whole: true, separator, rows: 10 });
    assert.deepEqual([columns, ...body], rows);
  }));
});

Deno.test("tableHead ends on any text", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'a,"\n\r;') }), fc.boolean(), (text, whole) => {
    assert.ok(tableHead(text, { whole, rows: 3 }).rows.length <= 3);
  }));
});
