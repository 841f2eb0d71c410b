import { join } from "node:path";
import { writeFileAtomically } from "../../lib/atomic_file.ts";
import { openForReading, selectOne } from "../../lib/sqlite.ts";
import { statFile } from "../../lib/stat_file.ts";
import type { BlobStore } from "../blob_store.ts";

/** Other databases whose files and model versions may be among the same bytes. */
export interface OtherUsers extends AsyncDisposable {
  /** Why nobody can tell what they refer to, a clause; undefined when it can be told. */
  readonly unknown?: string;
  /** Whether one of them refers to these bytes. */
  refersTo(sha256: string): Promise<boolean>;
}

/** Nobody else uses the bytes. */
export const NO_OTHER_USERS: OtherUsers = {
  refersTo: () => Promise.resolve(false),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

const MARK = /^used-by-postgres-(.+)$/;

/**
 * The artifacts of a home are one folder for `tracking.db` and for every PostgreSQL database that commands are given with
 * `--tracking`. Those databases leave a mark there with their first file, for nothing else in the home tells of them.
 *
 * @param folder of the artifacts
 * @param id of the database
 */
export function markedBlobs(blobs: BlobStore, folder: string, id: string): BlobStore {
  let marked: Promise<void> | undefined;
  return {
    ...blobs,
    async put(source) {
      await (marked ??= writeFileAtomically(join(folder, `used-by-postgres-${id}`), ""));
      return await blobs.put(source);
    },
  };
}

/**
 * Who else has files among a home's artifacts.
 *
 * @param mine id of the PostgreSQL database that is open; undefined for the home's `tracking.db`
 */
export async function otherUsers(home: string, mine?: string): Promise<OtherUsers> {
  const marks = await Array.fromAsync(readNames(join(home, "artifacts")));
  const foreign = marks.flatMap((name) => MARK.exec(name)?.[1] ?? []).filter((id) => id !== mine);
  if (foreign.length > 0) {
    const unknown = `a PostgreSQL database that is not open here has files among them (${
      foreign.join(", ")
    })`;
    return { ...NO_OTHER_USERS, unknown };
  }
  const path = join(home, "tracking.db");
  return mine === undefined || !await statFile(path) ? NO_OTHER_USERS : sqliteUser(path);
}

function sqliteUser(path: string): OtherUsers {
  const database = openForReading(path);
  database.exec("PRAGMA busy_timeout = 5000");
  return {
    refersTo: (sha256) => {
      const found = selectOne(
        database,
        `SELECT 1 FROM files WHERE sha256 = ?1 UNION ALL SELECT 1 FROM model_versions WHERE sha256 = ?1 LIMIT 1`,
        sha256,
      );
      return Promise.resolve(found !== undefined);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(database.close()),
  };
}

async function* readNames(folder: string): AsyncGenerator<string> {
  if (await statFile(folder)) { for await (const { name } of Deno.readDir(folder)) yield name; }
}
