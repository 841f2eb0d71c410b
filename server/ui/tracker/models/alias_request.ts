import { UsageError } from "../../../../lib/errors.ts";
import type { AliasMove } from "../../../../tracking/move_alias.ts";

/** What a form asks of an alias. */
export interface AliasRequest extends Omit<AliasMove, "from"> {
  /** Where the page that had the form showed it; undefined when it showed nothing of it, as where a name is typed. */
  readonly was: number | null | undefined;
}

/** Most bytes of a form: an alias has at most 255 letters. */
const LONGEST = 4096;

/**
 * Reads a form: `alias` by name, `version` that it shall point to and `was`, the one that it was seen at; both empty for none.
 *
 * @throws UsageError for what is no such form
 */
export async function readAliasRequest(request: Request): Promise<AliasRequest> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new UsageError(`Cannot read the form: found "${type}", expected application/x-www-form-urlencoded`);
  }
  const form = new URLSearchParams(await shortText(request)), was = form.get("was");
  return {
    alias: (form.get("alias") ?? "").trim(),
    to: versionOf("version", form.get("version") ?? ""),
    was: was === null ? undefined : versionOf("was", was),
  };
}

async function shortText(request: Request): Promise<string> {
  let text = "";
  for await (const part of request.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    if (text.length > LONGEST) {
      throw new UsageError(`Cannot read the form: expected at most ${LONGEST} bytes`, undefined, "too_long");
    }
  }
  return text;
}

function versionOf(field: string, text: string): number | null {
  if (text === "") return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`Cannot read ${field} "${text.slice(0, 40)}": expected the number of a version`);
}
