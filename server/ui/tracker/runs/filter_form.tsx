import type { Markup } from "../components/markup.ts";
import { HiddenFields } from "./hidden_fields.tsx";
import { runsHref, type RunsQuery } from "./runs_query.ts";

/** What the filter box is made of. */
export interface FilterFormProps {
  /** Whose runs are filtered. */
  readonly experimentId: number;
  /** With what was typed. */
  readonly query: RunsQuery;
  /** Why it cannot be searched by what was typed. */
  readonly fault: string | undefined;
  /** What could be typed, of names that the runs have. */
  readonly example: string;
}

/** The box for a filter in MLflow's grammar, which keeps what was typed. A script completes names. */
export function FilterForm({ experimentId, query, fault, example }: FilterFormProps): Markup {
  return (
    <form class="filter" role="search" action={`/experiments/${experimentId}`}>
      <label for="filter">Filter</label>
      <span class="box">
        <input
          id="filter"
          name="filter"
          value={query.filter}
          type="text"
          maxlength={10_000}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={fault === undefined ? undefined : "true"}
          aria-describedby={fault === undefined ? "filter-help" : "filter-fault"}
          data-names={`/experiments/${experimentId}/names`}
        />
      </span>
      <HiddenFields query={query} />
      <button type="submit">Filter</button>
      {query.filter !== "" && (
        <a class="clear" href={runsHref(experimentId, query, { filter: "" })}>All runs</a>
      )}
      {fault === undefined
        ? (
          <p id="filter-help" class="quiet">
            Such as <code>{example}</code>
          </p>
        )
        : (
          <p id="filter-fault" class="is-alert" role="alert">
            ✕ {fault}
          </p>
        )}
    </form>
  );
}
