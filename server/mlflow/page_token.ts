import { invalid } from "./mlflow_error.ts";

/** Where a page begins: so many rows are before it. 0 without a token. @throws MlflowError for a token that is none */
export function readPageToken(token: string | undefined): number {
  return token === undefined || token === "" ? 0 : readToken(token).offset;
}

/** What a token of {@linkcode writeToken} holds. @throws MlflowError for a token that is none */
export function readToken(token: string): Readonly<Record<string, unknown>> & { readonly offset: number } {
  const decoded = decode(token);
  if (decoded === undefined) throw invalid("Invalid page token, could not base64-decode");
  let parsed: { offset?: unknown } | null;
  try {
    parsed = JSON.parse(decoded);
  } catch {
    throw invalid(`Invalid page token, decoded value=${decoded}`);
  }
  const offset = parsed?.offset;
  if (typeof offset === "number" && Number.isSafeInteger(offset) && offset >= 0) return { ...parsed, offset };
  throw invalid(`Invalid page token, parsed value=${decoded}`);
}

function decode(token: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(token));
  } catch {
    return undefined;
  }
}

/** A token that clients give back to have the next page. */
export function writeToken(content: { readonly offset: number }): string {
  return new TextEncoder().encode(JSON.stringify(content)).toBase64();
}

/**
 * One page of a search that was asked for one row more than fits.
 *
 * @returns the rows, and the token of the next page if there is one
 */
export function cutPage<Row>(
  rows: readonly Row[],
  size: number,
  offset: number,
): { readonly page: readonly Row[]; readonly token: string | undefined } {
  if (rows.length <= size) return { page: rows, token: undefined };
  return { page: rows.slice(0, size), token: writeToken({ offset: offset + size }) };
}
