import { list, text } from "./read_objects.ts";
import type { Json, Transport } from "./transport.ts";

/** Asked for in one request. */
const PAGE = 1000;

/**
 * What a search finds, page after page.
 *
 * @param field of the answers that holds the list
 * @param most of them
 */
export async function searchAll(
  transport: Transport,
  method: "GET" | "POST",
  path: string,
  field: string,
  fields: Json,
  most = Infinity,
): Promise<Json[]> {
  const found: Json[] = [];
  let token: string | undefined;
  do {
    const size = Math.min(PAGE, most - found.length);
    const page = { ...fields, max_results: size, ...(token && { page_token: token }) };
    const answer = await transport.call(method, path, page);
    found.push(...list(answer[field]));
    token = text(answer.next_page_token);
  } while (token !== "" && found.length < most);
  return found;
}

/** A text in a filter of MLflow's grammar, which has no escapes; undefined for one that cannot be told. */
export function quoted(value: string): string | undefined {
  if (!value.includes("'")) return `'${value}'`;
  return value.includes('"') ? undefined : `"${value}"`;
}
