import type { Sql } from "../../lib/sql.ts";
import { storedFolder } from "../artifact_uri.ts";

/** Something that was deleted and is about to be removed for good. */
export interface Doomed {
  /** Which table it is in. */
  readonly kind: "run" | "loggedModel" | "experiment";
  /** Its id there. */
  readonly id: string | number;
  /** Where its files are; undefined when it has none of its own in this store. */
  readonly folder: string | undefined;
}

/** Paths of the files that go with it: those below its folder that nothing else needs. */
export async function filesOf(sql: Sql, owner: Doomed): Promise<string[]> {
  const { folder } = owner;
  if (folder === undefined) return [];
  const files = await sql.all<{ path: string }>(
    "SELECT path FROM files WHERE path > ? AND path < ? ORDER BY path",
    ...[`${folder}/`, `${folder}0`],
  );
  if (files.length === 0) return [];
  const needed = await neededFolders(sql, owner, folder);
  return files.map(({ path }) => path).filter((path) =>
    !needed.some((other) => path === other || path.startsWith(`${other}/`))
  );
}

/** Folders, or single files, that registered models or other experiments have in there. */
async function neededFolders(sql: Sql, owner: Doomed, folder: string): Promise<string[]> {
  const versions = await sql.all<{ source: string; storage: string }>(
    `SELECT source, storage FROM model_versions WHERE ${sql.dialect.like("source")} OR ${
      sql.dialect.like("storage")
    }`,
    ...Array<string>(2).fill(sql.dialect.likePattern(owner.kind === "experiment" ? "%" : `%${owner.id}%`)),
  );
  const needed = versions.map(({ source, storage }) =>
    storedFolder(storage || source) ?? runFile(source, owner, folder)
  );
  if (owner.kind === "experiment") needed.push(...await otherPlaces(sql));
  return needed.filter((path) => path !== undefined);
}

/** Where an address such as `runs:/RUN/model.taxi` leads to, if that run is the owner or one that the owner has had. */
function runFile(source: string, { kind, id }: Doomed, folder: string): string | undefined {
  const [, run, path] = /^runs:\/([^/]+)\/(.+)$/.exec(source) ?? [];
  if (run === undefined) return undefined;
  if (kind === "experiment") return `${folder}/${run}/artifacts/${path}`;
  return run === id ? `${folder}/${path}` : undefined;
}

async function otherPlaces(sql: Sql): Promise<(string | undefined)[]> {
  const rows = await sql.all<{ location: string }>(
    "SELECT artifact_location AS location FROM experiments WHERE artifact_location IS NOT NULL",
  );
  return rows.map(({ location }) => storedFolder(location));
}
