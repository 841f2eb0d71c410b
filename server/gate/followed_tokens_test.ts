import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { AcceptedTokens } from "./accepted_tokens.ts";
import { followTokens } from "./followed_tokens.ts";
import { hashOf, mintToken } from "./token.ts";
import { createToken, readTokens, revokeToken } from "./token_file.ts";

Deno.test("followTokens takes over what is made and revoked, and keeps what is not of the file", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "tokens.json");
    const [fixed, told] = [mintToken(), [] as string[]];
    const others = [{ name: "fixed", sha256: hashOf(fixed).toHex(), created_at: "" }];
    const ann = await createToken(path, "ann", 0);
    const known = (await readTokens(path))!;
    const accepted = new AcceptedTokens([...known, ...others]);
    const refresh = followTokens({ path, others, accepted, tell: (line) => told.push(line) }, known);
    const names = (...tokens: string[]) => tokens.map((token) => accepted.nameOf(`Bearer ${token}`));

    await refresh();
    assert.deepEqual(names(ann.token, fixed), ["ann", "fixed"]);
    const bob = await createToken(path, "bob", 0);
    await refresh();
    assert.deepEqual(names(ann.token, bob.token, fixed), ["ann", "bob", "fixed"]);
    await revokeToken(path, "ann");
    await refresh();
    assert.deepEqual(names(ann.token, bob.token, fixed), [undefined, "bob", "fixed"]);
    await Deno.writeTextFile(path, "{");
    await refresh();
    await refresh();
    assert.deepEqual(
      names(ann.token, bob.token, fixed),
      [undefined, "bob", "fixed"],
      "a bad file changes nothing",
    );
    await Deno.remove(path);
    await refresh();
    assert.deepEqual(names(ann.token, bob.token, fixed), [undefined, undefined, "fixed"]);
    assert.deepEqual(told, [
      `The tokens of "${path}" are ann, bob now`,
      `The tokens of "${path}" are bob now`,
      `taxi: Cannot read "${path}": found something else than the tokens that taxi tokens create writes; ` +
      "the tokens stay as they were",
      `The tokens of "${path}" are none now`,
    ]);
  }));
