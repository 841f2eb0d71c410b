import { formatCounted, formatNumber } from "../../../../lib/format.ts";
import type { ModelVersion } from "../../../../tracking/model_rows.ts";
import type { RunValues } from "../../../../tracking/run_values.ts";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { comparePath, MOST_RUNS } from "../compare/compare_query.ts";
import { mainMetrics } from "../run/main_metrics.ts";
import { aliasFormId } from "./alias_forms.tsx";
import type { ModelView } from "./model_content.tsx";
import { versionPath } from "./model_links.ts";

/** At most so many aliases have a column; the others are moved by name. */
const MOST_ALIASES = 6;
/** At most so many metrics stand beside the versions. */
const MOST_METRICS = 4;
/** At most so many versions are shown, and those that an alias points to. */
const MOST_VERSIONS = 200;

/** Versions of a model with a column for each alias, in which a click moves it. */
export function VersionsTable(view: ModelView): Markup {
  const { model, versions, runs } = view;
  const aliases = Object.keys(model.aliases).slice(0, MOST_ALIASES);
  const shown = versions.filter((version, i) => i < MOST_VERSIONS || version.aliases.length > 0);
  const metrics = commonMetrics([...runs.values()]);
  const made = [...new Set(shown.flatMap(({ runId }) => runId !== null && runs.has(runId) ? runId : []))]
    .slice(0, MOST_RUNS);
  const staged = shown.some(({ stage }) => stage !== "None");
  return (
    <>
      {shown.length < versions.length && (
        <p class="quiet">
          The newest {MOST_VERSIONS} of {formatCounted(versions.length, "version")}, and those with an alias.
        </p>
      )}
      <div class="wide" tabindex={0} role="region" aria-label="Versions and aliases">
        <table class="versions">
          {aliases.length > 0 && (
            <caption class="quiet">
              ○ moves the alias to that version; <span class="is-ok">●</span> is where it points.
            </caption>
          )}
          <thead>
            <tr>
              <th scope="col" class="figure">Version</th>
              {aliases.map((alias) => <AliasHead alias={alias} at={model.aliases[alias]} />)}
              {metrics.map((key) => <th scope="col" class="figure metric">{key}</th>)}
              {staged && <th scope="col">Stage</th>}
              <th scope="col">Run</th>
              <th scope="col">Registered</th>
              <th scope="col">Description</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((version) => <VersionRow {...{ view, version, aliases, metrics, staged }} />)}
          </tbody>
        </table>
      </div>
      {made.length > 1 && (
        <p class="pages">
          <a href={comparePath(new URLSearchParams(), made)}>Compare the runs of these versions</a>
        </p>
      )}
    </>
  );
}

/** The main metrics of those that half of the runs have. */
function commonMetrics(runs: readonly RunValues[]): string[] {
  const counts = new Map<string, number>();
  for (const { metrics } of runs) {
    for (const key of metrics.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return mainMetrics([...counts].filter(([, count]) => 2 * count >= runs.length).map(([key]) => key)).slice(
    0,
    MOST_METRICS,
  );
}

function AliasHead({ alias, at }: { readonly alias: string; readonly at: number }) {
  return (
    <th scope="col" class="alias-column">
      {alias}
      <button
        type="submit"
        form={aliasFormId(alias)}
        name="version"
        value=""
        class="plain"
        aria-label={`Remove ${alias}, which points to version ${at}`}
        title={`Remove ${alias}, which points to version ${at}`}
      >
        ✕
      </button>
    </th>
  );
}

interface VersionRowProps {
  readonly view: ModelView;
  readonly version: ModelVersion;
  readonly aliases: readonly string[];
  readonly metrics: readonly string[];
  readonly staged: boolean;
}

function VersionRow({ view: { model, runs }, version: row, aliases, metrics, staged }: VersionRowProps) {
  const { name, version, runId, stage, status, createdAt, description } = row;
  const run = runId === null ? undefined : runs.get(runId);
  return (
    <tr>
      <th scope="row" class="figure">
        <a href={versionPath(name, version)}>{version}</a>
        {status !== "ready" && <span class="is-warning">▲ {status}</span>}
      </th>
      {aliases.map((alias) => <AliasCell alias={alias} at={model.aliases[alias]} version={version} />)}
      {metrics.map((key) => <td class="figure">{formatNumber(run?.metrics.get(key) ?? NaN)}</td>)}
      {staged && <td>{stage === "None" ? "" : stage}</td>}
      <td class="words">
        {run
          ? <a href={`/runs/${run.runId}`}>{run.name}</a>
          : <span class="quiet">{runId === null ? "–" : "elsewhere"}</span>}
      </td>
      <td>
        <TimeText at={createdAt} />
      </td>
      <td class="words">{description.trim().split("\n", 1)[0].slice(0, 160)}</td>
    </tr>
  );
}

interface AliasCellProps {
  readonly alias: string;
  /** The version that it points to. */
  readonly at: number;
  /** That of the row. */
  readonly version: number;
}

function AliasCell({ alias, at, version }: AliasCellProps) {
  if (at === version) {
    return (
      <td class="alias-column">
        <span class="alias-here is-ok" role="img" aria-label={`${alias} points here`}>●</span>
      </td>
    );
  }
  const words = `Move ${alias} from version ${at} to version ${version}`;
  return (
    <td class="alias-column">
      <button
        type="submit"
        form={aliasFormId(alias)}
        name="version"
        value={String(version)}
        class="plain"
        aria-label={words}
        title={words}
      >
        ○
      </button>
    </td>
  );
}
