import { formatCount, formatNumber, formatQuantity } from "../../../../lib/format.ts";
import { span } from "../../../../pipeline/trips/month.ts";
import { modelCard } from "../../../../reports/model_card.ts";
import type { DatasetFacts, ModelFacts } from "../../../../reports/model_facts.ts";
import type { Markup } from "../components/markup.ts";
import type { SchemaColumn } from "./read_mlmodel.ts";
import type { VersionView } from "./read_version.ts";

/** What a model takes and gives, and what taxi's own file tells of it. */
export function ModelCard({ schema, facts }: VersionView): Markup {
  return (
    <section aria-labelledby="card">
      <h2 id="card">Model card</h2>
      {facts && <Facts facts={facts} />}
      {schema
        ? (
          <>
            <Schema title="Takes" columns={schema.inputs} />
            <Schema title="Gives" columns={schema.outputs} />
            {schema.params.length > 0 && <Schema title="May be told besides" columns={schema.params} />}
            {schema.flavors.length > 0 && (
              <p class="quiet name">
                Loads as {schema.flavors.map((flavor, i) => (
                  <>
                    {i > 0 && ", "}
                    <code>{flavor}</code>
                  </>
                ))}.
              </p>
            )}
          </>
        )
        : (
          <p class="quiet">
            No <code>MLmodel</code> file is here that told its schema.
          </p>
        )}
      {facts && (
        <details>
          <summary>
            The whole card, as <code>taxi models card</code> writes it
          </summary>
          <pre data-copy="Copy the card"><code>{modelCard(facts)}</code></pre>
        </details>
      )}
    </section>
  );
}

function Schema({ title, columns }: { readonly title: string; readonly columns: readonly SchemaColumn[] }) {
  if (columns.length === 0) {
    return (
      <p>
        {title}: <span class="quiet">not told.</span>
      </p>
    );
  }
  return (
    <div class="wide schema" tabindex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Must be there</th>
          </tr>
        </thead>
        <tbody>
          {columns.slice(0, MOST_COLUMNS).map(({ name, type, required }) => (
            <tr>
              <th scope="row" class="name">
                {name === "" ? <span class="quiet">unnamed</span> : <code>{name}</code>}
              </th>
              <td class="words">{type.length > 300 ? `${type.slice(0, 299)}…` : type}</td>
              <td>{required ? "yes" : "no"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {columns.length > MOST_COLUMNS && (
        <p class="quiet">And {formatCount(columns.length - MOST_COLUMNS)} more.</p>
      )}
    </div>
  );
}

const MOST_COLUMNS = 200;

function Facts({ facts }: { readonly facts: ModelFacts }) {
  const { kind, metrics, data, taxi_version: by } = facts;
  const minutes = (value: number) => formatQuantity(value, "min");
  const entries: readonly (readonly [string, string])[] = [
    ["Kind", facts.reference_baseline ? "linear, the field's classic baseline" : kind],
    ["Learnt from", dataWords(data.train)],
    ["Tested on", dataWords(data.test)],
    ...(metrics === undefined ? [] : [
      ["Mean absolute error", minutes(metrics.mae)],
      ["RMSE", minutes(metrics.rmse)],
      ["R2", formatNumber(metrics.r2)],
    ] as const),
    ["Trained by", `taxi ${by}`],
  ];
  return (
    <dl>
      {entries.map(([title, words]) => (
        <div>
          <dt>{title}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

function dataWords({ taxi, months, trips, sources, sha256 }: DatasetFacts): string {
  const count = trips === null ? "" : `, ${formatCount(trips)} trips`;
  return `${taxi} ${span(months)}${count}, ${sources.join(", ").slice(0, 80)}, ${sha256.slice(0, 12)}`;
}
