import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CheckProgram } from "./check_list.ts";
import { goProgram } from "../go_program.ts";
import { pythonEnvironment } from "../python_environment.ts";
import { runCommand } from "../run_command.ts";
import { warn } from "../run_tool.ts";

const REQUIREMENTS = fileURLToPath(new URL("../requirements/", import.meta.url));

/** Finds the programs of checks; what takes long is made or found wanting once, however many checks ask for it. */
export class CheckPrograms {
  readonly #made = new Map<string, Promise<string>>();

  /**
   * The words that start a check's program.
   *
   * @throws TaxiError where the machine lacks what it takes: Python, Go, a registry, the program itself
   */
  async find(program: CheckProgram): Promise<string[]> {
    switch (program.from) {
      case "deno":
        return [Deno.execPath(), "run", "--allow-all", "--quiet", program.script];
      case "path":
        await runCommand(program.name, ["version"]);
        return [program.name];
      case "go":
        return [await this.#once(program.module, () => goProgram(program.module, warn))];
      case "python": {
        const python = await this.#python(program.requirements);
        return program.module ? [python, "-m", program.name] : [join(dirname(python), program.name)];
      }
    }
  }

  /** PATH for programs written in Go: those of the lint environment come first, so that actionlint finds shellcheck. */
  async path(): Promise<string> {
    const own = Deno.env.get("PATH") ?? "";
    const separator = Deno.build.os === "windows" ? ";" : ":";
    return await this.#python("lint").then((python) => `${dirname(python)}${separator}${own}`, () => own);
  }

  #python(name: string): Promise<string> {
    const requirements = join(REQUIREMENTS, `${name}.txt`);
    return this.#once(requirements, () => pythonEnvironment({ requirements, progress: warn }));
  }

  #once(what: string, make: () => Promise<string>): Promise<string> {
    let made = this.#made.get(what);
    if (made === undefined) {
      made = make();
      this.#made.set(what, made);
    }
    return made;
  }
}
