import { SearchError } from "../../../../tracking/search/search_error.ts";

/** What only a filter has. */
const OPERATOR = /[=<>]|\bi?like\s*['"]|\bin\s*\(|\bis\s+(?:not\s+)?null\b/i;

/**
 * What the search box means in MLflow's grammar: a text without an operator is a part of a name.
 *
 * @returns undefined for an empty box: all models
 * @throws SearchError for a part of a name that the grammar cannot quote
 */
export function modelFilter(text: string): string | undefined {
  const asked = text.trim();
  if (asked === "") return undefined;
  if (OPERATOR.test(asked)) return asked;
  const quote = ["'", '"'].find((mark) => !asked.includes(mark));
  if (quote === undefined) {
    throw new SearchError(
      `Cannot search for ${asked}: it has both kinds of quotes, expected one of them at most`,
    );
  }
  return `name ILIKE ${quote}%${asked}%${quote}`;
}
