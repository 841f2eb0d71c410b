import { dirname, join } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { withScratch } from "./trip_job.ts";

const PROJECT = dirname(import.meta.dirname!);

/**
 * Lends `work` a checkout of `ref` in a temporary folder and removes it afterwards, from git's list of worktrees too.
 *
 * @param repository the repository it is a commit of; this project unless told
 * @throws UsageError when `ref` names no commit
 */
export function withWorktree<T>(
  ref: string,
  work: (checkout: string, commit: string) => Promise<T>,
  repository: string = PROJECT,
): Promise<T> {
  return withScratch(async (scratch) => {
    const commit = await git(repository, ["rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`]);
    const checkout = join(scratch, "checkout");
    await git(repository, ["worktree", "add", "--quiet", "--detach", checkout, commit]);
    try {
      return await work(checkout, commit);
    } finally {
      await git(repository, ["worktree", "remove", "--force", checkout]);
    }
  });
}

async function git(repository: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args: ["-C", repository, ...args] })
    .output();
  if (success) return new TextDecoder().decode(stdout).trim();
  throw new UsageError(`Cannot run "git ${args.join(" ")}": ${new TextDecoder().decode(stderr).trim()}`);
}
