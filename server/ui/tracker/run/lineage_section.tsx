import type { DatasetInput, Run } from "../../../../tracking/run.ts";
import type { Markup } from "../components/markup.ts";

/** What the run was made of: data and code. */
export function LineageSection({ run }: { readonly run: Run }): Markup {
  const { datasets, tags } = run;
  const code = [
    ["Source", tags["mlflow.source.name"]],
    ["Kind of source", tags["mlflow.source.type"]],
    ["Git commit", tags["mlflow.source.git.commit"]],
    ["Git branch", tags["mlflow.source.git.branch"]],
    ["Repository", tags["mlflow.source.git.repoURL"]],
    ["Command", tags["taxi.command"]],
  ].filter(([, value]) => value !== undefined && value !== "");
  return (
    <section aria-labelledby="lineage">
      <h2 id="lineage">Data and code</h2>
      {datasets.length === 0 && code.length === 0 && (
        <p class="quiet">
          Nothing is known of them: <code>mlflow.log_input(dataset)</code> logs what a run reads.
        </p>
      )}
      {datasets.length > 0 && <Datasets datasets={datasets} />}
      {code.length > 0 && (
        <dl class="facts">
          {code.map(([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Datasets({ datasets }: { readonly datasets: readonly DatasetInput[] }) {
  return (
    <div class="wide" tabindex={0} role="region" aria-label="Datasets">
      <table class="values">
        <thead>
          <tr>
            <th scope="col">Dataset</th>
            <th scope="col">Used for</th>
            <th scope="col">Digest</th>
            <th scope="col">Source</th>
            <th scope="col">Columns</th>
          </tr>
        </thead>
        <tbody>
          {datasets.map((dataset) => (
            <tr>
              <th scope="row">{dataset.name}</th>
              <td>{dataset.context}</td>
              <td>
                <code>{dataset.digest}</code>
              </td>
              <td class="source">
                {dataset.sourceType}: <code>{dataset.source}</code>
              </td>
              <td>
                <DatasetShape dataset={dataset} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DatasetShape({ dataset: { schema, profile } }: { readonly dataset: DatasetInput }) {
  if (schema === undefined && profile === undefined) return <span class="quiet">–</span>;
  const columns = schemaColumns(schema);
  return (
    <details>
      <summary>{columns === undefined ? "Schema" : `${columns.length}`}</summary>
      {schema !== undefined && <pre>{columns?.join("\n") ?? schema}</pre>}
      {profile !== undefined && <pre>{profile}</pre>}
    </details>
  );
}

/** The columns of a schema in MLflow's words, as `name: type`; undefined for any other. */
export function schemaColumns(schema: string | undefined): string[] | undefined {
  try {
    const { mlflow_colspec: columns } = JSON.parse(schema ?? "");
    if (!Array.isArray(columns)) return undefined;
    return columns.map(({ name, type }) => `${name ?? "–"}: ${type ?? "–"}`);
  } catch {
    return undefined;
  }
}
