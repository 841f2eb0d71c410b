import assert from "node:assert/strict";
import { readBuildInfo } from "./build_info.ts";

Deno.test("readBuildInfo finds none in a checkout", () => {
  assert.equal(readBuildInfo(), undefined);
});
