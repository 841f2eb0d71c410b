import assert from "node:assert/strict";
import { imageNames } from "./image_names.ts";

const ORIGIN = { repository: "Some-Owner/Taxi", commit: "c".repeat(40), version: "1.2.3" };

Deno.test("imageNames names a release by commit, version and latest, in small letters", () => {
  assert.deepEqual(imageNames({ ...ORIGIN, isRelease: true }), [
    `ghcr.io/some-owner/taxi:${ORIGIN.commit}`,
    "ghcr.io/some-owner/taxi:1.2.3",
    "ghcr.io/some-owner/taxi:latest",
  ]);
});

Deno.test("imageNames names what is no release by its commit only", () => {
  assert.deepEqual(imageNames({ ...ORIGIN, isRelease: false }), [`ghcr.io/some-owner/taxi:${ORIGIN.commit}`]);
});
