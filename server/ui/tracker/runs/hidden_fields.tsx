import type { Markup } from "../components/markup.ts";
import { hiddenFields, type RunsQuery } from "./runs_query.ts";

/** What a form keeps of the address: order, columns and view, and the filter where the form has no box for it. */
export function HiddenFields({ query, filter }: {
  readonly query: RunsQuery;
  readonly filter?: boolean;
}): Markup {
  return (
    <>
      {hiddenFields(query).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      {filter && query.filter !== "" && <input type="hidden" name="filter" value={query.filter} />}
    </>
  );
}
