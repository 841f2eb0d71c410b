import { TaxiError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { pointAlias } from "./create_model_version.ts";
import { getModel, getVersion } from "./model_rows.ts";

/** Where an alias is believed to point, and where it shall; null is nowhere. */
export interface AliasMove {
  /** Of one registered model. */
  readonly alias: string;
  /** The version that whoever moves it has seen it at. */
  readonly from: number | null;
  /** The version that it shall point to. */
  readonly to: number | null;
}

/** Moves an alias unless somebody else has done so meanwhile. @throws as `moveAlias` of the registry */
export async function moveAlias(
  sql: Sql,
  now: number,
  name: string,
  { alias, from, to }: AliasMove,
): Promise<void> {
  const { aliases } = await getModel(sql, name);
  const found = Object.hasOwn(aliases, alias) ? aliases[alias] : null;
  if (found !== from) throw movedMeanwhile(name, alias, found, from);
  if (to === null) {
    await sql.run("DELETE FROM model_aliases WHERE name = ? AND alias = ?", name, alias);
    return;
  }
  await getVersion(sql, name, to);
  await pointAlias(sql, name, alias, to);
  await sql.run("UPDATE model_versions SET updated_at = ? WHERE name = ? AND version = ?", now, name, to);
}

function movedMeanwhile(name: string, alias: string, found: number | null, from: number | null): TaxiError {
  const place = (version: number | null) => version === null ? "at no version" : `at version ${version}`;
  return new TaxiError(
    `Cannot move alias "${alias}" of "${name}": it is ${place(found)}, expected it ${place(from)}`,
    { code: "alias_moved", about: { model: name, alias, version: found } },
  );
}
