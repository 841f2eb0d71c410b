import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { checkSha256, sha256, sha256OfFile } from "./hash.ts";

const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

Deno.test("sha256 gives the values of FIPS 180-4, of text as UTF-8", () => {
  assert.equal(sha256(""), EMPTY);
  assert.equal(sha256("abc"), ABC);
  assert.equal(sha256(new TextEncoder().encode("abc")), ABC);
  assert.equal(sha256("ä"), sha256(Uint8Array.of(0xc3, 0xa4)));
});

Deno.test("sha256OfFile gives the same as sha256, below, at and above the size of its pieces", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "file");
    const piece = 1 << 20;
    for (const size of [0, 3, piece - 1, piece, piece + 1, 2 * piece + 5]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) ^ (i >> 8));
      await Deno.writeFile(path, bytes);
      assert.equal(await sha256OfFile(path), sha256(bytes), `${size} bytes`);
    }
  });
});

Deno.test("checkSha256 passes the expected bytes on, and fails at the end of others", async () => {
  const read = (text: string) =>
    new Response(new Blob([text]).stream().pipeThrough(checkSha256(ABC, (found) => new Error(found)))).text();
  assert.equal(await read("abc"), "abc");
  await assert.rejects(read("ab"), { message: sha256("ab") });
  await assert.rejects(read(""), { message: EMPTY });
});
