import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandFault, parseWorkflow, pinFaults, stepsOf, workflowFaults } from "./workflow_files.ts";

const FOLDER = fileURLToPath(new URL("../.github/workflows", import.meta.url));
const TEXTS = new Map(
  Array.from(Deno.readDirSync(FOLDER), ({ name }) => [name, Deno.readTextFileSync(join(FOLDER, name))]),
);

/** What only GitHub's own machines can do. */
const ONLY_THERE: Readonly<Record<string, readonly RegExp[]>> = {
  "cd.yml": [/^cosign sign --yes "\$IMAGE"$/],
  "release.yml": [/^gh release create /],
};

for (const [name, text] of TEXTS) {
  const workflow = parseWorkflow(text);

  Deno.test(`${name} pins every action, and asks for no more than it needs`, () => {
    assert.deepEqual([...pinFaults(text), ...workflowFaults(workflow)], []);
  });

  Deno.test(`${name} runs nothing but tasks and scripts of this project`, () => {
    const commands = stepsOf(workflow).flatMap(({ run }) => run?.trim().split("\n") ?? []);
    assert.ok(commands.length > 0);
    const faults = commands.map((command) => commandFault(command, ONLY_THERE[name]));
    assert.deepEqual(faults.filter((fault) => fault !== undefined), []);
  });
}

Deno.test("an action has the same version in every workflow", () => {
  const versions = new Map<string, Set<string>>();
  for (const text of TEXTS.values()) {
    for (const [, action, version] of text.matchAll(/uses: *([^@\s]+)@(.*)$/gm)) {
      versions.set(action, (versions.get(action) ?? new Set()).add(version));
    }
  }
  assert.ok(versions.size > 3);
  for (const [action, found] of versions) assert.equal(found.size, 1, `${action}: ${[...found].join(", ")}`);
});

Deno.test("pinFaults refuses a tag, a short hash and a hash without its version", () => {
  const hash = "a".repeat(40);
  assert.deepEqual(pinFaults(`  - uses: a/b@${hash} # v1.2\n    uses: a/b/c@${hash} # v3`), []);
  for (const uses of ["a/b@v1", "a/b@aaaaaaa # v1", `a/b@${hash}`, `a/b@${hash} # main`]) {
    assert.equal(pinFaults(`  - uses: ${uses}`).length, 1, uses);
  }
});

Deno.test("workflowFaults refuses a dangerous trigger, missing permissions and timeouts, and a kept token", () => {
  const bad = "on: [pull_request_target]\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@1\n";
  const faults = workflowFaults(parseWorkflow(bad));
  for (const expected of [/pull_request_target/, /permissions are undefined/, /job a has no/, /checkout/]) {
    assert.ok(faults.some((fault) => expected.test(fault)), `${expected} in ${faults}`);
  }
  assert.equal(faults.length, 4);
  const all = parseWorkflow("on: push\npermissions: write-all\njobs: {}\n");
  assert.match(workflowFaults(all)[0], /permissions are write-all/);
});

Deno.test("commandFault accepts tasks and scripts that exist, and nothing else", () => {
  assert.equal(commandFault(".ci/run"), undefined);
  assert.equal(commandFault("./denow task --quiet test lib"), undefined);
  assert.equal(commandFault("./denow run -A tools/release/release.ts --target x"), undefined);
  assert.equal(commandFault("gh release create v1", [/^gh release/]), undefined);
  assert.match(commandFault("./denow task tset")!, /no task "tset"/);
  assert.match(commandFault("./denow run -A tools/gone.ts")!, /no tools\/gone\.ts/);
  assert.match(commandFault("npx --yes deno@1.0.0 task test")!, /another Deno than denow/);
  assert.match(commandFault("make all")!, /neither a task/);
  assert.match(commandFault("./denow task test ${{ github.head_ref }}")!, /expected it in env/);
});
