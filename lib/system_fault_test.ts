import assert from "node:assert/strict";
import { TaxiError } from "./errors.ts";
import { systemFault } from "./system_fault.ts";

Deno.test("systemFault names what was tried and what the system said", async () => {
  const error = await Deno.readFile("/").catch((error) => error);
  assert.equal(systemFault(error)?.message, 'Cannot readfile "/": it is a folder, expected a file');
  assert.equal(
    systemFault(error, 'Cannot write "a.taxi"')?.message,
    'Cannot write "a.taxi": it is a folder, expected a file',
  );
});

Deno.test("systemFault reads the embedded engine's refusals, names a rename's target and keeps unknown reasons", () => {
  assert.equal(
    systemFault(new Error("No space left on device (os error 28)\n\nin the sink"), 'Cannot write "a"')
      ?.message,
    'Cannot write "a": the disk is full',
  );
  const rename = new Error("Invalid cross-device link (os error 18): rename '/a' -> '/b'");
  assert.equal(systemFault(rename)?.message, 'Cannot rename "/b": invalid cross-device link');
  assert.equal(systemFault(rename)?.cause, rename);
});

Deno.test("systemFault leaves every other error alone", () => {
  assert.equal(systemFault(new TypeError("x is not a function")), undefined);
  assert.equal(systemFault(new TaxiError("Cannot read (os error 2)", { code: "x" })), undefined);
  assert.equal(systemFault("(os error 2)"), undefined);
});
