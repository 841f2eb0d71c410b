import { dirname, join } from "node:path";
import { writeAtomically } from "../../lib/atomic_file.ts";
import { statFile } from "../../lib/stat_file.ts";

/** What SQLite keeps beside a database. */
const LOGS = ["-wal", "-shm", "-journal"];

/** A folder of the home for what is replaced, made when it is first needed. */
export class ReplacedFiles {
  readonly #home: string;
  readonly #name = `before-restore-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  /** The folder; undefined until something is in it. */
  folder: string | undefined;

  /**
   * Makes nothing yet.
   *
   * @param home whose files are replaced
   */
  constructor(home: string) {
    this.#home = home;
  }

  /** Replaces a file of the home in one step, after a second name for the old one was made here. */
  async replace(name: string, write: (temporary: string) => Promise<void>): Promise<void> {
    const path = join(this.#home, name);
    if (await statFile(path)) await this.#keep(name);
    // Where the database is gone or nobody could open it any more: its log would be taken for one of the new database.
    for (const log of LOGS) {
      if (!await statFile(path + log)) continue;
      await this.#keep(name + log);
      await Deno.remove(path + log);
    }
    await writeAtomically(path, write);
  }

  async #keep(name: string): Promise<void> {
    const path = join(this.#home, name), kept = join(this.#home, this.#name, name);
    this.folder = join(this.#home, this.#name);
    await Deno.mkdir(dirname(kept), { recursive: true });
    await Deno.link(path, kept).catch(() => Deno.copyFile(path, kept)); // not every file system has second names
  }
}
