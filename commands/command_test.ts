import assert from "node:assert/strict";
import { withoutSecrets } from "./command.ts";

Deno.test("withoutSecrets leaves out what of a webhook's or a database's address is nobody's business", () => {
  const hook = "https://hooks.example/T0/SECRET?key=SECRET";
  assert.deepEqual(withoutSecrets(["monitor", "--webhook", hook, "--once"]), [
    "monitor",
    "--webhook",
    "https://hooks.example/...",
    "--once",
  ]);
  assert.deepEqual(withoutSecrets([`--webhook=${hook}`]), ["--webhook=https://hooks.example/..."]);
  assert.deepEqual(withoutSecrets(["--webhook", "SECRET"]), ["--webhook", "/..."]);
  assert.deepEqual(withoutSecrets(["runs", "--tracking", "postgres://ann:SECRET@db:6000/taxi"]), [
    "runs",
    "--tracking",
    "postgres://db:6000/...",
  ]);
  assert.deepEqual(withoutSecrets(["report", "--model", "a b"]), ["report", "--model", "a b"]);
});
