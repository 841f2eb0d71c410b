import { formatCount } from "../../../../lib/format.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { runPath } from "../run/run_links.ts";
import { comparePath } from "./compare_query.ts";
import { type Cell, chosenRows, type ComparedRow } from "./differences.ts";
import { KeptFields } from "./kept_fields.tsx";
import type { Comparison } from "./read_comparison.ts";

/** At most so many cells are in a section: more are neither read nor quickly laid out. */
const MOST_CELLS = 6000;
const MOST_ROWS = 300;

/** Params, metrics and tags side by side, what differs marked. */
export function ComparedTables(comparison: Comparison): Markup {
  const { rows, runs, params, query } = comparison;
  const ids = runs.map(({ runId }) => runId);
  return (
    <>
      <div class="compare-head" id="side-by-side">
        <form method="get" action="/compare#side-by-side">
          <KeptFields params={params} except={["find"]} />
          <label for="find">Names with</label>{" "}
          <input id="find" type="search" name="find" value={query.find} spellcheck={false} />{" "}
          <button type="submit">Show</button>
        </form>
        <span class="choice" role="group" aria-label="Rows">
          <a
            href={`${comparePath(params, ids, { only: undefined })}#side-by-side`}
            aria-current={query.only ? undefined : "true"}
          >
            all rows
          </a>{" "}
          <a
            href={`${comparePath(params, ids, { only: "1" })}#side-by-side`}
            aria-current={query.only ? "true" : undefined}
          >
            only differences
          </a>
        </span>
        <span class="quiet">
          <span class="differs-mark">≠</span> differs; changes are against run 1
        </span>
      </div>
      <Side id="params" title="Params" {...{ comparison, rows: rows.params }} />
      <Side id="metrics" title="Metrics" {...{ comparison, rows: rows.metrics }} />
      <Side id="tags" title="Tags" {...{ comparison, rows: rows.tags }} />
    </>
  );
}

interface SideProps {
  readonly id: string;
  readonly title: string;
  readonly comparison: Comparison;
  readonly rows: readonly ComparedRow[];
}

function Side({ id, title, comparison: { runs, query }, rows }: SideProps) {
  const chosen = chosenRows(rows, query.only, query.find);
  const shown = chosen.slice(0, Math.max(20, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / runs.length))));
  const numbers = id === "metrics";
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {shown.length === 0
        ? <p class="quiet">{nothingWords(title, rows.length, query.only, query.find)}</p>
        : (
          <div class="wide tall" tabindex={0} role="region" aria-label={`${title} side by side`}>
            <table class="compared">
              <thead>
                <tr>
                  <th scope="col" class="key">Name</th>
                  {runs.map(({ runId, name }, i) => (
                    <th scope="col" class={numbers ? "figure" : undefined}>
                      <a href={runPath(runId)} title={cutText(name)}>{i + 1} {cutText(name, 16)}</a>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map(({ key, cells, differs }) => (
                  <tr class={differs ? "differs" : undefined}>
                    <th scope="row" class="key" title={key.length > 40 ? key : undefined}>
                      <span class="differs-mark">
                        {differs
                          ? (
                            <span title="differs">
                              ≠<span class="unseen">differs:</span>
                              {" "}
                            </span>
                          )
                          : ""}
                      </span>
                      {cutText(key, 60)}
                    </th>
                    {cells().map((cell) => numbers ? <NumberCell cell={cell} /> : <TextCell cell={cell} />)}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      {shown.length < chosen.length && (
        <p class="quiet">
          The first {formatCount(shown.length)} of{" "}
          {formatCount(chosen.length)}: a part of their names above finds the others.
        </p>
      )}
    </section>
  );
}

function TextCell({ cell: { text } }: { readonly cell: Cell }) {
  if (text === undefined) return <td class="quiet">–</td>;
  return (
    <td class="text" title={text.length > 40 ? cutText(text) : undefined}>
      {text === "" ? <span class="quiet">empty</span> : cutText(text, 120)}
    </td>
  );
}

function NumberCell({ cell: { text, change } }: { readonly cell: Cell }) {
  if (text === undefined) return <td class="figure quiet">–</td>;
  const verdict = change?.verdict;
  return (
    <td class="figure">
      {text}
      {change && (
        <span
          class={`change ${verdict === undefined ? "quiet" : verdict === "better" ? "is-ok" : "is-alert"}`}
          title={`${change.text} against run 1`}
        >
          {change.share || change.text} {verdict}
        </span>
      )}
    </td>
  );
}

function nothingWords(title: string, all: number, only: boolean, find: string): string {
  const noun = title.toLowerCase();
  if (all === 0) return `The runs have no ${noun}.`;
  if (find !== "") {
    return `None of the ${noun}${only ? " that differ" : ""} has ${cutText(find, 60)} in its name.`;
  }
  return `The ${noun} of all runs are the same.`;
}
