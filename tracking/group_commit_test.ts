import assert from "node:assert/strict";
import { groupCommit } from "./group_commit.ts";

Deno.test("groupCommit commits what one turn of the event loop appended in one go, in order", async () => {
  const groups: string[][] = [];
  const { append } = groupCommit<string>((items) => (groups.push([...items]), []));
  await Promise.all([append("a"), append("b"), Promise.resolve().then(() => append("c"))]);
  await append("d");
  assert.deepEqual(groups, [["a", "b", "c"], ["d"]]);
});

Deno.test("groupCommit rejects only the item that was refused alone", async () => {
  const { append } = groupCommit<number>((items) =>
    items.map((item) => item === 2 ? new RangeError("not 2") : undefined)
  );
  const settled = await Promise.allSettled([append(1), append(2), append(3)]);
  assert.deepEqual(settled.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
});

Deno.test("groupCommit rejects all of a group whose commit failed, and goes on with the next", async () => {
  let full = true;
  const { append } = groupCommit<number>(() => {
    if (full) throw new Error("disk is full");
    return [];
  });
  for (const settled of await Promise.allSettled([append(1), append(2)])) {
    assert.equal(settled.status === "rejected" && settled.reason.message, "disk is full");
  }
  full = false;
  await append(3);
});

Deno.test("groupCommit.flush commits at once, and what was flushed is not committed again", async () => {
  const groups: number[][] = [];
  const { append, flush } = groupCommit<number>((items) => (groups.push([...items]), []));
  const appended = append(1);
  flush();
  assert.deepEqual(groups, [[1]]);
  await appended;
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(groups, [[1]]);
});
