import assert from "node:assert/strict";
import { join } from "node:path";
import { namesIn, withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { hashOf } from "./token.ts";
import { createToken, readTokens, revokeToken } from "./token_file.ts";

const NOON = Date.UTC(2026, 0, 2, 12);

function inFolder(work: (path: string, folder: string) => Promise<void>) {
  return () => withTemporaryFolder((folder) => work(join(folder, "tokens.json"), folder));
}

Deno.test(
  "createToken keeps the hash of a token of 256 bits, never the token",
  inFolder(async (path, folder) => {
    const { token, ...stored } = await createToken(path, "laptop", NOON);
    assert.match(token, /^taxi_[\w-]{43}$/);
    assert.deepEqual(stored, {
      name: "laptop",
      sha256: hashOf(token).toHex(),
      created_at: "2026-01-02T12:00:00.000Z",
    });
    assert.deepEqual(await readTokens(path), [stored]);
    assert.ok(!(await Deno.readTextFile(path)).includes(token.slice("taxi_".length)));
    assert.deepEqual(namesIn(folder), ["tokens.json"]);
    assert.notEqual((await createToken(path, "phone", NOON)).token, token);
  }),
);

Deno.test({
  name: "createToken and revokeToken leave a file that only its owner may read or write",
  ignore: Deno.build.os === "windows",
  fn: inFolder(async (path) => {
    const mode = async () => (await Deno.stat(path)).mode! & 0o777;
    await createToken(path, "laptop", NOON);
    assert.equal(await mode(), 0o600);
    await Deno.chmod(path, 0o644);
    await revokeToken(path, "laptop");
    assert.equal(await mode(), 0o600);
  }),
});

Deno.test({
  name: "createToken and revokeToken leave the file to its owner, or the folder's, when root calls them",
  ignore: Deno.uid() !== 0,
  fn: inFolder(async (path, folder) => {
    const owner = async () => {
      const { uid, gid } = await Deno.stat(path);
      return [uid, gid];
    };
    await Deno.chown(folder, 1234, 1235);
    await createToken(path, "laptop", NOON);
    assert.deepEqual(await owner(), [1234, 1235]);
    await Deno.chown(path, 1236, 1237);
    await revokeToken(path, "laptop");
    assert.deepEqual(await owner(), [1236, 1237]);
  }),
});

Deno.test(
  "createToken loses none of many that are made at once",
  inFolder(async (path) => {
    const names = Array.from({ length: 12 }, (_, n) => `n${n}`);
    const made = await Promise.all(names.map((name) => createToken(path, name, NOON)));
    const stored = (await readTokens(path))!;
    assert.deepEqual(stored.map(({ name }) => name).toSorted(), names.toSorted());
    for (const { name, token } of made) {
      assert.equal(stored.find((one) => one.name === name)!.sha256, hashOf(token).toHex());
    }
  }),
);

Deno.test(
  "createToken refuses a name that is taken, or could be an address or an option",
  inFolder(async (path) => {
    await createToken(path, "laptop", NOON);
    const before = await Deno.readTextFile(path);
    await assert.rejects(createToken(path, "laptop", NOON), {
      code: "usage",
      message: 'Cannot create token "laptop": there is one of that name, expected another name',
    });
    for (const name of ["", "1.2.3.4", "::1", "-x", "a b", 'a"b', "a\nb", "a".repeat(65)]) {
      await assert.rejects(createToken(path, name, NOON), { code: "usage", message: /^Cannot name a token/ });
    }
    assert.equal(await Deno.readTextFile(path), before);
  }),
);

Deno.test(
  "revokeToken takes one out and leaves the others; one that is not there is told with those that are",
  inFolder(async (path) => {
    for (const name of ["a", "b", "c"]) await createToken(path, name, NOON);
    await revokeToken(path, "b");
    assert.deepEqual((await readTokens(path))!.map(({ name }) => name), ["a", "c"]);
    await assert.rejects(revokeToken(path, "b"), {
      code: "not_found",
      message: `Cannot find token "b" in "${path}": it has a, c`,
    });
  }),
);

Deno.test(
  "readTokens finds none without a file, and refuses what is no file of tokens",
  inFolder(async (path, folder) => {
    assert.equal(await readTokens(path), undefined);
    const token = { name: "a", sha256: "0".repeat(64), created_at: "2026-01-02T12:00:00.000Z" };
    const others = [
      "",
      "{",
      "[]",
      "{}",
      JSON.stringify({ tokens: [{ ...token, sha256: "beef" }] }),
      JSON.stringify({ tokens: [{ ...token, name: "1.2.3.4" }] }),
      JSON.stringify({ tokens: [{ ...token, created_at: "yesterday" }] }),
    ];
    for (const text of others) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(
        readTokens(path),
        { code: "token_file", message: /^Cannot read ".*": found/ },
        text,
      );
    }
    await assert.rejects(readTokens(folder), {
      code: "token_file",
      message: /it is a folder, expected a file/,
    });
  }),
);
