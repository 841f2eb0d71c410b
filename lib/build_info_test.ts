import assert from "node:assert/strict";
import { readBuildInfo, versionLine } from "./build_info.ts";

Deno.test("readBuildInfo finds none in a checkout", () => {
  assert.equal(readBuildInfo(), undefined);
});

Deno.test("versionLine tells version, commit and Deno, or dev in a checkout", () => {
  const addon = { name: "polars.node.zst", sha256: "00", bytes: 1 };
  const deno = `Deno ${Deno.version.deno}`;
  assert.equal(versionLine({ version: "1.2.3", commit: "abc", addon }), `taxi 1.2.3 (abc, ${deno})`);
  assert.equal(versionLine(undefined), `taxi dev (${deno})`);
});
