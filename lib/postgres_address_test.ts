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
  const tls = { sslmode: "verify-full", sslrootcert: "/a b/c&d.pem" } as const;
  for (const address of [hard, { ...hard, tls }, { ...hard, tls: { sslmode: "require" } as const }]) {
    assert.deepEqual(parsePostgresUrl(postgresUrl(address)), address);
  }
  assert.deepEqual(
    parsePostgresUrl("postgres://a@h/d?sslmode=disable"),
    parsePostgresUrl("postgres://a@h/d"),
  );
  assert.doesNotMatch(postgresUrl({ ...hard, password: "secret" }), /secret/);
  const address = parsePostgresUrl("postgresql://ann:x@[::1]/taxi");
  assert.deepEqual([address.host, address.port], ["::1", 5432]);
  assert.equal(postgresName(address), 'PostgreSQL database "taxi" on [::1]:5432');
});

Deno.test("parsePostgresUrl refuses what is no such address, and never shows the password", () => {
  const cases = {
    "taxi": "found no URL",
    "mysql://a:secret@h/d": 'found "mysql://"',
    "postgres://a:secret@h/d?options=x": 'found "?options="',
    "postgres://a:secret@h/d?sslmode=prefer":
      'found sslmode "prefer", which is none of disable, require and verify-full',
    "postgres://a:secret@h/d?sslmode=require&sslrootcert=a.pem": "found sslrootcert without verify-full",
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
