import assert from "node:assert/strict";
import fc from "fast-check";
import { shellWord } from "./shell_word.ts";

Deno.test("shellWord leaves plain words as they are and quotes the others", () => {
  assert.equal(shellWord("taxi-duration@champion"), "taxi-duration@champion");
  assert.equal(shellWord("it's $HOME"), `'it'\\''s $HOME'`);
  assert.equal(shellWord(""), "''");
});

Deno.test("a shell reads any shellWord as the word that it was", async () => {
  const text = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
  const words = fc.array(text, { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(words, async (words) => {
      const script = `printf '%s\\0' ${words.map(shellWord).join(" ")}`;
      const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
      assert.deepEqual(new TextDecoder().decode(stdout).split("\0").slice(0, -1), words);
    }),
    { numRuns: 30 },
  );
});
