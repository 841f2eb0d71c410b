import assert from "node:assert/strict";
import { join } from "node:path";
import { withWorktree } from "./git_worktree.ts";
import { withScratch } from "./trip_job.ts";

async function git(repository: string, ...args: string[]): Promise<string> {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.hooksPath=/dev/null"];
  const command = new Deno.Command("git", { args: ["-C", repository, ...identity, ...args] });
  const { success, stdout, stderr } = await command.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

/** A repository with two commits of one file. */
async function inRepository(work: (repository: string) => Promise<void>): Promise<void> {
  await withScratch(async (repository) => {
    await git(repository, "init", "--quiet");
    for (const text of ["before", "after"]) {
      await Deno.writeTextFile(join(repository, "file"), text);
      await git(repository, "add", "file");
      await git(repository, "commit", "--quiet", "-m", text);
    }
    await work(repository);
  });
}

Deno.test("withWorktree lends the ref's own files and removes every trace, whether work succeeds or fails", async () => {
  await inRepository(async (repository) => {
    let lent = "";
    const text = await withWorktree("HEAD~1", async (checkout, commit) => {
      lent = checkout;
      assert.equal(commit, await git(repository, "rev-parse", "HEAD~1"));
      return await Deno.readTextFile(join(checkout, "file"));
    }, repository);
    assert.equal(text, "before");
    await assert.rejects(
      withWorktree("HEAD", () => Promise.reject(new Error("broken")), repository),
      /broken/,
    );
    await assert.rejects(Deno.stat(lent), Deno.errors.NotFound);
    assert.equal((await git(repository, "worktree", "list")).split("\n").length, 1);
  });
});

Deno.test("withWorktree refuses a ref that names no commit", async () => {
  await inRepository(async (repository) => {
    const nothing = () => Promise.resolve();
    await assert.rejects(withWorktree("no-such-ref", nothing, repository), /"git rev-parse .*no-such-ref/);
    await assert.rejects(withWorktree("--help", nothing, repository), /Cannot run "git rev-parse/);
  });
});
