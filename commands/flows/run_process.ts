import { ownProgram } from "../own_program.ts";

/**
 * Begins a run that is written down in a process of its own: what happens to it happens to no other run, nor to whoever began it.
 *
 * @param home path
 * @returns fulfilled when the process has ended, however it did: its records tell how
 */
export async function startRunProcess(flowRunId: string, home: string): Promise<void> {
  const { program, args } = ownProgram(["flow", "resume", flowRunId, "--home", home]);
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  await command.spawn().status;
}
