import assert from "node:assert/strict";
import { releaseNotes } from "./release_tag.ts";

const CHANGELOG =
  "# Changelog\n\nWords.\n\n## 1.3.0 (unreleased)\n\n- next\n\n## 1.2.0 (2026-01-31)\n\n### Added\n\n- this\n\n## 1.1.0 (2025-12-01)\n\n- old\n";

Deno.test("releaseNotes gives what the change log has under the version", () => {
  assert.equal(releaseNotes("v1.2.0", "1.2.0", CHANGELOG), "### Added\n\n- this\n");
});

for (
  const [tag, version, message] of [
    [
      "v1.2.0",
      "1.3.0",
      /Cannot release tag "v1\.2\.0": deno\.json has version 1\.3\.0, expected tag v1\.3\.0/,
    ],
    ["1.2.0", "1.2.0", /Cannot release tag "1\.2\.0"/],
    [
      "v1.3.0",
      "1.3.0",
      /CHANGELOG\.md has "## 1\.3\.0 \(unreleased\)", expected "## 1\.3\.0 \(YYYY-MM-DD\)"/,
    ],
    ["v9.0.0", "9.0.0", /CHANGELOG\.md has no such heading/],
  ] as const
) {
  Deno.test(`releaseNotes refuses ${tag} at version ${version}`, () => {
    assert.throws(() => releaseNotes(tag, version, CHANGELOG), message);
  });
}
