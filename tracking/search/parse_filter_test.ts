import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFilter } from "./parse_filter.ts";
import { parseOrder } from "./parse_order.ts";

function told(filter: string): string {
  return parseFilter(filter).map(({ identifier: { entity, key }, operator, literal }) =>
    `${entity ?? "-"}|${key}|${operator}|${literal.kind === "nothing" ? "" : JSON.stringify(literal.value)}`
  ).join(" & ");
}

Deno.test("parseFilter reads names, operators and values in every spelling", () => {
  for (
    const [filter, expected] of [
      ["metrics.mae < 3", "metrics|mae|<|3"],
      ["metrics.`val-loss`=1.5e-3", "metrics|val-loss|=|0.0015"],
      ['metrics."val loss" >= -.5', "metrics|val loss|>=|-0.5"],
      ["params.a.b != 'x'", 'params|a.b|!=|"x"'],
      ['params.q = "it\'s"', 'params|q|=|"it\'s"'],
      ["`Run Name` like 'a%'", '-|Run Name|LIKE|"a%"'],
      ["tags.`a.b` is   not null", "tags|a.b|IS NOT NULL|"],
      ["run_id not in ('a', \"b\")", '-|run_id|NOT IN|["a","b"]'],
      ["run_id IN('a')", '-|run_id|IN|["a"]'],
      ["a = 'x' AND b = 'y' and c = 'and'", '-|a|=|"x" & -|b|=|"y" & -|c|=|"and"'],
      ["x = ''", '-|x|=|""'],
      ["a='x'AND b=1", '-|a|=|"x" & -|b|=|1'],
      ["", ""],
    ]
  ) assert.equal(told(filter), expected, filter);
});

Deno.test("parseFilter names what it cannot read", () => {
  for (
    const [filter, found] of [
      ["params.lr", "'params.lr'"],
      ["params.lr = '1' OR a = 'b'", "'OR'"],
      ["a = +5", "'+5'"],
      ["a = 0x5", "'0x5'"],
      ["a = NaN", "'NaN'"],
      ["a = b", "'b'"],
      ["(a = 1)", "'(a'"],
      ["a = 'x' AND", "'AND'"],
      ["AND", "'AND'"],
      ["a == 1", "'= 1'"],
      ["a = 'it''s'", "''s''"],
      ["metrics.val-loss > 1", "'-loss'"],
      ["a BETWEEN 1", "'BETWEEN'"],
    ]
  ) {
    const message = found === "'= 1'" ? /'='/ : new RegExp(found.replace(/[+()]/g, "\\$&"));
    assert.throws(() => parseFilter(filter), { code: "invalid_search", message }, filter);
  }
  assert.throws(() => parseFilter("  "), { message: "Invalid filter '  '. Could not be parsed." });
  assert.throws(() => parseFilter("run_id IN ()"), { message: /got empty list/ });
  assert.throws(() => parseFilter("run_id IN (1)"), { message: /got different type in list: \(1\)/ });
});

Deno.test("parseFilter ends on every text, with clauses or with a sentence", () => {
  const words = fc.array(
    fc.constantFrom(
      "a",
      "metrics.x",
      "'",
      '"',
      "`",
      "=",
      "and",
      "in",
      "(",
      ")",
      ",",
      "1",
      "-",
      ".",
      " ",
      "is null",
      "é",
    ),
    { maxLength: 12 },
  );
  fc.assert(fc.property(words, (words) => {
    try {
      parseFilter(words.join(""));
    } catch (error) {
      assert.equal((error as { code?: string }).code, "invalid_search", String(error));
    }
  }));
});

Deno.test("parseOrder reads one name and a direction", () => {
  assert.deepEqual(parseOrder("metrics.`a b` desc"), {
    identifier: { entity: "metrics", key: "a b" },
    ascending: false,
  });
  assert.equal(parseOrder("start_time").ascending, true);
  for (const item of ["", " a", "a ", "a ASC, b", "a b c", "metrics."]) {
    assert.throws(() => parseOrder(item), {
      message: `Invalid order_by clause '${item}'. Could not be parsed.`,
    }, item);
  }
  assert.throws(() => parseOrder("a foo"), { message: "Invalid ordering key in order_by clause 'a foo'." });
});
