import assert from "node:assert/strict";
import { typedCommand } from "./typed_command.ts";

Deno.test("typedCommand puts the checkout's wrapper before taxi and leaves other words", () => {
  assert.equal(typedCommand("taxi models list"), "./denow task taxi models list");
  assert.equal(typedCommand("taxi"), "./denow task taxi");
  assert.equal(typedCommand("--port 0"), "--port 0");
  assert.equal(typedCommand("taxi-duration/1"), "taxi-duration/1");
});
