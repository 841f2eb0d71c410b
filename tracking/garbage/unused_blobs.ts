import type { Sql } from "../../lib/sql.ts";
import type { StoreContext } from "../store_context.ts";
import { NO_OTHER_USERS } from "./other_users.ts";

/** Bytes that nothing refers to. */
export interface UnusedBlobs {
  /** How many contents are, or would be, gone. */
  readonly blobs: number;
  /** The room they took, bytes. */
  readonly bytes: number;
  /** How many were left because they were put too lately. */
  readonly youngBlobs: number;
  /** Why all were left; null when they were not. */
  readonly keptBlobs: string | null;
}

/**
 * Gives back the room of bytes that nothing refers to.
 *
 * @param putBefore younger ones are left, milliseconds since 1970-01-01 UTC
 * @param without paths of files that are counted as gone: then nothing is removed, only counted
 */
export async function discardUnused(
  { sql, blobs, otherUsers }: StoreContext,
  putBefore: number,
  without?: ReadonlySet<string>,
): Promise<UnusedBlobs> {
  await using others = await otherUsers?.() ?? NO_OTHER_USERS;
  if (others.unknown !== undefined) {
    return { blobs: 0, bytes: 0, youngBlobs: 0, keptBlobs: others.unknown };
  }
  const isUnused = async (sha256: string) =>
    !await isReferenced(sql, sha256, without) && !await others.refersTo(sha256);
  let count = 0, bytes = 0, youngBlobs = 0;
  for await (const { sha256, size, modifiedAt } of blobs.list()) {
    if (!await isUnused(sha256)) continue;
    if (modifiedAt >= putBefore) youngBlobs++;
    else if (without || await blobs.discard(sha256, putBefore, () => isUnused(sha256))) {
      count++;
      bytes += size;
    }
  }
  return { blobs: count, bytes, youngBlobs, keptBlobs: null };
}

async function isReferenced(sql: Sql, sha256: string, without?: ReadonlySet<string>): Promise<boolean> {
  const files = await sql.all<{ path: string }>(
    `SELECT path FROM files WHERE sha256 = ?${without ? "" : " LIMIT 1"}`,
    sha256,
  );
  if (files.some(({ path }) => !without?.has(path))) return true;
  return await sql.one("SELECT 1 FROM model_versions WHERE sha256 = ? LIMIT 1", sha256) !== undefined;
}
