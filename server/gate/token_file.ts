import { dirname } from "node:path";
import { z } from "zod";
import { writeAtomically } from "../../lib/atomic_file.ts";
import { NotFoundError, TaxiError, UsageError } from "../../lib/errors.ts";
import { withFileLock } from "../../lib/file_lock.ts";
import { statFile } from "../../lib/stat_file.ts";
import { systemFault } from "../../lib/system_fault.ts";
import { hashOf, mintToken } from "./token.ts";

/** A token as it is kept: who reads it cannot ask with it. */
export interface StoredToken {
  /** Names whoever asks with it, in the log and in the rate limit. */
  readonly name: string;
  /** SHA-256 of the token, 64 hex digits. */
  readonly sha256: string;
  /** When it was made, ISO 8601, UTC. */
  readonly created_at: string;
}

/** For its owner only: the hashes are of no use to anybody, but who could write here could let himself in. */
const OWNER_ONLY = 0o600;
/** Begins with a letter, so that no name is an address. */
const NAME = /^[A-Za-z][\w.-]{0,63}$/;

const FILE_SCHEMA = z.object({
  tokens: z.array(z.object({
    name: z.string().regex(NAME),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    created_at: z.iso.datetime(),
  })),
});

/**
 * The tokens of a file, in the order in which they were made; undefined when there is no file. A file of which all are revoked
 * is not the same: its server lets nobody in.
 *
 * @throws TaxiError `token_file` when it cannot be read or holds something else
 */
export async function readTokens(path: string): Promise<readonly StoredToken[] | undefined> {
  const text = await readTextIfThere(path);
  return text === undefined ? undefined : parseTokens(path, text);
}

/**
 * Makes a token and adds its hash to the file.
 *
 * @param now milliseconds since 1970, UTC
 * @returns the token itself, which is written nowhere
 * @throws UsageError when the name cannot be one or is taken
 */
export async function createToken(
  path: string,
  name: string,
  now: number,
): Promise<StoredToken & { readonly token: string }> {
  if (!NAME.test(name)) {
    throw new UsageError(
      `Cannot name a token "${name}": expected at most 64 letters, digits and ._-, the first a letter`,
      "taxi tokens create laptop",
    );
  }
  const token = mintToken();
  const stored = { name, sha256: hashOf(token).toHex(), created_at: new Date(now).toISOString() };
  await changeTokens(path, (tokens) => {
    if (tokens.some((other) => other.name === name)) {
      throw new UsageError(
        `Cannot create token "${name}": there is one of that name, expected another name`,
        `taxi tokens revoke ${name}`,
      );
    }
    return [...tokens, stored];
  });
  return { ...stored, token };
}

/** Takes a token out of the file. @throws NotFoundError when it has none of that name */
export async function revokeToken(path: string, name: string): Promise<void> {
  await changeTokens(path, (tokens) => {
    const left = tokens.filter((token) => token.name !== name);
    if (left.length < tokens.length) return left;
    const names = tokens.map((token) => token.name).join(", ") || "none";
    throw new NotFoundError(`Cannot find token "${name}" in "${path}": it has ${names}`, "taxi tokens list");
  });
}

/** One change at a time, whoever else makes one. */
async function changeTokens(
  path: string,
  change: (tokens: readonly StoredToken[]) => readonly StoredToken[],
): Promise<void> {
  await withFileLock(`${path}.lock`, async () => {
    const tokens = change(await readTokens(path) ?? []);
    const text = JSON.stringify({ tokens }, null, 2) + "\n";
    await writeAtomically(path, async (temporary) => {
      await Deno.writeTextFile(temporary, text, { mode: OWNER_ONLY });
      await keepOwner(path, temporary);
    });
  });
}

/** Else a server without rights could not read what root has changed, and would go on taking a revoked token. */
async function keepOwner(path: string, temporary: string): Promise<void> {
  if (Deno.uid() !== 0) return;
  const { uid, gid } = await statFile(path) ?? await Deno.stat(dirname(path));
  await Deno.chown(temporary, uid, gid);
}

async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    const reason = systemFault(error, `Cannot read "${path}"`) ?? error as Error;
    throw new TaxiError(reason.message, { code: "token_file", cause: error });
  }
}

function parseTokens(path: string, text: string): readonly StoredToken[] {
  const read = FILE_SCHEMA.safeParse(jsonOf(text));
  if (read.success) return read.data.tokens;
  throw new TaxiError(
    `Cannot read "${path}": found something else than the tokens that taxi tokens create writes`,
    { code: "token_file", hint: "taxi tokens create NAME --token-file ANOTHER_FILE", cause: read.error },
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
