// Installs the git hooks of .pre-commit-config.yaml with the pinned pre-commit: ./denow task hooks
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "../python_environment.ts";
import { runCommand } from "../run_command.ts";
import { runTool, say, warn } from "../run_tool.ts";

/**
 * Installs every stage's hook in a checkout.
 *
 * @param root absolute path of the git checkout
 * @returns what pre-commit says
 * @throws TaxiError where Python is missing, or a hook of another program stands there and pre-commit refuses
 */
export async function installHooks(root: string): Promise<string> {
  const requirements = fileURLToPath(new URL("../requirements/lint.txt", import.meta.url));
  const python = await pythonEnvironment({ requirements, progress: warn });
  return await runCommand(python, ["-m", "pre_commit", "install"], { cwd: root });
}

if (import.meta.main) {
  await runTool(async () => say(await installHooks(fileURLToPath(new URL("../..", import.meta.url)))));
}
