import assert from "node:assert/strict";
import { artifactTree } from "./artifact_tree.ts";

const file = (path: string, size = 1) => ({ path, size, sha256: "0" });

Deno.test("artifactTree puts files into their folders and sums them up", () => {
  const tree = artifactTree([file("a/b/x.txt", 5), file("a/y.txt", 2), file("z.txt", 1)]);
  assert.deepEqual([tree.files, tree.size], [3, 8]);
  assert.deepEqual(tree.artifacts.map(({ name }) => name), ["z.txt"]);
  const [a] = tree.folders, [b] = a.folders;
  assert.deepEqual([a.name, a.files, a.size, a.artifacts[0].name], ["a", 2, 7, "y.txt"]);
  assert.deepEqual([b.name, b.artifacts[0].path], ["b", "a/b/x.txt"]);
  assert.equal(artifactTree([]).files, 0);
});
