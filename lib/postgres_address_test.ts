import assert from "node:assert/strict";
import { parsePostgresUrl, postgresName, postgresUrl } from "./postgres_address.ts";

Deno.test("parsePostgresUrl reads who, where and what, escapes undone", () => {
  assert.deepEqual(parsePostgresUrl("postgres://ann:p%40ss@db.example:6000/tr%C3%A4ck"), {
    host: "db.example",
    port: 6000,
    database: "träck",
    user: "ann",
    password: "p@ss",
  });
  const hard = { host: "::1", port: 1, database: "ä b", user: "a@b" };
  assert.deepEqual(parsePostgresUrl(postgresUrl(hard)), hard);
  assert.doesNotMatch(postgresUrl({ ...hard, password: "secret" }), /secret/);
  const address = parsePostgresUrl("postgresql://ann:x@[::1]/taxi");
  assert.deepEqual([address.host, address.port], ["::1", 5432]);
  assert.equal(postgresName(address), 'PostgreSQL database "taxi" on [::1]:5432');
});

Deno.test("parsePostgresUrl refuses what is no such address, and never shows the password", () => {
  const cases = {
    "taxi": "found no URL",
    "mysql://a:secret@h/d": 'found "mysql://"',
    "postgres://a:secret@h/d?sslmode=require": 'found "?"',
    "postgres://h/d": "found no user",
    "postgres:///d": "found no host",
    "postgres://a:secret@h": 'found database ""',
    "postgres://a:secret@h/d/e": 'found database "d/e"',
    "postgres://a:%ff@h/d": "found an escape that is no text",
  };
  for (const [text, found] of Object.entries(cases)) {
    assert.throws(() => parsePostgresUrl(text), {
      code: "usage",
      message: `Cannot read --tracking: ${found}, expected postgres://USER@HOST:PORT/DATABASE`,
    }, text);
  }
});
