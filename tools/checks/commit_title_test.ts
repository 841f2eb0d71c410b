import assert from "node:assert/strict";
import { titleFault, titleOf } from "./commit_title.ts";

Deno.test("titleFault accepts conventional titles and those that git writes itself", () => {
  const good = [
    "feat(trips): read fhv months",
    "fix: the last page is counted",
    "feat(server)!: GET /metrics needs a token",
    "chore: release 1.0.0-rc.1",
    "Merge branch 'main' into topic",
    'Revert "feat(trips): read fhv months"',
    "fixup! fix: the last page is counted",
  ];
  for (const title of good) assert.equal(titleFault(title), undefined);
});

Deno.test("titleFault tells what an unconventional title lacks", () => {
  for (
    const title of ["", "update", "Feat: x", "feat:x", "feat(): x", "feat (trips): x", "wip: x", "fix: "]
  ) {
    assert.match(titleFault(title) ?? "", /is not conventional, expected "TYPE\(SCOPE\)/, title);
  }
});

Deno.test("titleFault refuses a full stop, a trailing space and more than 110 characters", () => {
  assert.match(titleFault("fix: done.") ?? "", /full stop/);
  assert.match(titleFault("fix: done ") ?? "", /full stop or space/);
  assert.equal(titleFault("fix: ".padEnd(110, "x")), undefined);
  assert.match(titleFault("fix: ".padEnd(111, "x")) ?? "", /111 characters, expected at most 110/);
});

Deno.test("titleOf is the first line that is neither empty nor a comment", () => {
  assert.equal(titleOf("\n# Please enter\nfix: a\n\nbody\n"), "fix: a");
  assert.equal(titleOf("# only comments\n"), "");
});
