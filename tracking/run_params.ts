import { TaxiError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { assertKey, assertText } from "./key_rules.ts";
import { noteKeys } from "./run_keys.ts";

/** A param that has another value already. */
export interface ParamConflict {
  /** Name of the param. */
  readonly key: string;
  /** The value that it has. */
  readonly stored: string;
  /** The value that was to be written. */
  readonly asked: string;
}

/** Writes params once. @throws TaxiError `param_conflict`, about `{ run, conflicts }`, when one has another value already */
export async function insertParams(
  sql: Sql,
  runId: string,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const asked = Object.entries(params);
  for (const [key, value] of asked) {
    assertKey("param", key);
    assertText(`param "${key}"`, value, 6000);
  }
  const rows = await sql.all<{ key: string; value: string }>(
    `SELECT key, value FROM params WHERE run_id = ? AND key IN ${sql.dialect.textList}`,
    runId,
    JSON.stringify(asked.map(([key]) => key)),
  );
  const stored = new Map(rows.map(({ key, value }) => [key, value]));
  refuseChanges(runId, asked, stored);
  const fresh = asked.filter(([key]) => !stored.has(key));
  await sql.many(
    "INSERT INTO params (run_id, key, value) VALUES (?, ?, ?)",
    fresh.map(([key, value]) => [runId, key, value]),
  );
  await noteKeys(sql, runId, "param", fresh.map(([key]) => key));
}

function refuseChanges(
  runId: string,
  params: readonly (readonly [string, string])[],
  stored: ReadonlyMap<string, string>,
): void {
  const conflicts: ParamConflict[] = params.flatMap(([key, asked]) => {
    const found = stored.get(key);
    return found === undefined || found === asked ? [] : { key, stored: found, asked };
  });
  if (conflicts.length === 0) return;
  const [{ key, stored: found, asked }] = conflicts;
  throw new TaxiError(
    `Cannot change param "${key}" of run "${runId}" to "${asked}": it is "${found}" already`,
    { code: "param_conflict", about: { run: runId, conflicts } },
  );
}
