import assert from "node:assert/strict";
import { join } from "node:path";
import { cells, json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test("taxi tokens create shows a token once, list names it, revoke takes it back", () =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    assert.match(
      await words(["tokens", "list", ...at]),
      new RegExp(`^No tokens yet\\.\n\nNext: .*taxi tokens create laptop --home ${home}\n$`),
    );
    const said = await words(["tokens", "create", "laptop", ...at]);
    const token = /^ {2}(taxi_[\w-]{43})$/m.exec(said)![1];
    assert.match(said, new RegExp(`^ {2}curl -H "Authorization: Bearer ${token}" http`, "m"));
    const { token: other, ...document } = await json(["tokens", "create", "ci", ...at]);
    assert.match(other, /^taxi_[\w-]{43}$/);
    assert.deepEqual([document.name, document.file], ["ci", join(home, "tokens.json")]);

    const listed = await words(["tokens", "list", ...at]);
    assert.deepEqual(cells(listed).map(([name]) => name), ["name", "laptop", "ci"]);
    const { tokens } = await json(["tokens", "list", ...at]);
    assert.deepEqual(tokens[1], { name: "ci", created_at: document.created_at });
    const kept = listed + JSON.stringify(tokens) + await Deno.readTextFile(join(home, "tokens.json"));
    for (const secret of [token, other]) assert.ok(!kept.includes(secret.slice(-20)));

    assert.match(await words(["tokens", "revoke", "laptop", ...at]), /^Revoked the token of laptop; /);
    assert.deepEqual(await json(["tokens", "revoke", "ci", ...at]), { name: "ci", revoked: true });
    assert.deepEqual(await json(["tokens", "list", ...at]), { tokens: [] });
  }));

Deno.test("taxi tokens keeps them in --token-file where it is told", () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, "a", "t.json");
    const at = ["--token-file", file, "--home", join(folder, "none")];
    await words(["tokens", "create", "ann", ...at]);
    assert.deepEqual((await json(["tokens", "list", ...at])).tokens.length, 1);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a"]);
  }));

Deno.test("taxi tokens tells what it cannot do", () =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    await words(["tokens", "create", "ann", ...at]);
    assert.match(await words(["tokens", "create", "ann", ...at], 2), /there is one of that name/);
    assert.match(await words(["tokens", "create", "10.0.0.1", ...at], 2), /^taxi: Cannot name a token/);
    assert.match(
      await words(["tokens", "revoke", "bob", ...at], 2),
      /^taxi: Cannot find token "bob" .*: it has ann\n/,
    );
    await Deno.writeTextFile(join(home, "tokens.json"), "{}");
    assert.match(
      await words(["tokens", "list", ...at], 1),
      /^taxi: Cannot read ".*tokens\.json": found something else/,
    );
  }));
