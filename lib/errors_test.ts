import assert from "node:assert/strict";
import { EXIT, NotFoundError, TaxiError, UsageError } from "./errors.ts";

Deno.test("TaxiError is a fault unless told otherwise, and keeps what went wrong underneath", () => {
  const cause = new Error("ENOSPC");
  const error = new TaxiError("Cannot write", { code: "disk", cause });
  assert.deepEqual([error.name, error.message, error.code, error.exit], [
    "TaxiError",
    "Cannot write",
    "disk",
    EXIT.fault,
  ]);
  assert.equal(error.cause, cause);
  assert.equal(error.hint, undefined);
  assert.equal(new TaxiError("Drift", { code: "drift", exit: EXIT.alert }).exit, 3);
  assert.match(String(error.stack), /^TaxiError: Cannot write/);
});

Deno.test("UsageError and NotFoundError end a command with exit code 2 and say what to type", () => {
  const usage = new UsageError("Unknown month", "taxi ingest --help");
  assert.deepEqual([usage.name, usage.code, usage.exit, usage.hint], [
    "UsageError",
    "usage",
    2,
    "taxi ingest --help",
  ]);
  assert.equal(new UsageError("Port in use", undefined, "port_in_use").code, "port_in_use");
  const missing = new NotFoundError("Cannot find run 7", "taxi runs list");
  assert.deepEqual([missing.name, missing.code, missing.exit, missing.hint], [
    "NotFoundError",
    "not_found",
    2,
    "taxi runs list",
  ]);
  for (const error of [usage, missing]) assert.ok(error instanceof TaxiError && error instanceof Error);
});
