import { formatCount } from "../../../../lib/format.ts";
import type { Markup } from "../components/markup.ts";

/** Rows from which on a list has a filter box. */
const MANY = 16;

/** What {@linkcode ValueTable} takes. */
export interface ValueTableProps {
  /** Of the section, and the beginning of other ids in it. */
  readonly id: string;
  /** What is listed: `Params`. */
  readonly title: string;
  /** Heads of the columns. */
  readonly columns: readonly string[];
  /** A cell for each column; the first names its row. */
  readonly rows: readonly (readonly unknown[])[];
  /** Columns of figures, by number. */
  readonly figures?: readonly number[];
  /** Said when there is no row. */
  readonly empty: Markup;
  /** Said below the heading. */
  readonly note?: string;
}

/** A list of names with their values, however long: it scrolls in itself, and with script a box filters it. */
export function ValueTable({ id, title, columns, rows, figures = [], empty, note }: ValueTableProps): Markup {
  const figure = (column: number) => figures.includes(column) ? "figure" : undefined;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} <span class="quiet count">{formatCount(rows.length)}</span>
      </h2>
      {note !== undefined && <p class="quiet small">{note}</p>}
      {rows.length >= MANY && (
        <p class="list-filter" hidden>
          <label for={`${id}-filter`}>Filter</label>{" "}
          <input id={`${id}-filter`} type="search" data-filters={`${id}-rows`} />{" "}
          <span class="quiet" role="status"></span>
        </p>
      )}
      {rows.length === 0
        ? <p class="quiet">{empty}</p>
        : (
          <div class="wide tall" tabindex={0} role="region" aria-label={`Table of ${title.toLowerCase()}`}>
            <table class="values">
              <thead>
                <tr>
                  {columns.map((column, i) => (
                    <th scope="col" class={figure(i)}>
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody id={`${id}-rows`}>
                {rows.map(([name, ...cells]) => (
                  <tr>
                    <th scope="row">{name as Markup}</th>
                    {cells.map((cell, i) => (
                      <td class={figure(i + 1)}>
                        {cell as Markup}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </section>
  );
}
