import { TAG } from "./run_tag_names.ts";
import type { Markup } from "../components/markup.ts";
import { LongText } from "../components/long_text.tsx";
import { StatusMark } from "../components/status_mark.tsx";
import { TimeText } from "../components/time_text.tsx";
import type { VersionView } from "./read_version.ts";

/** From the data to the version, step by step. */
export function Lineage(view: VersionView): Markup {
  return (
    <section aria-labelledby="lineage">
      <h2 id="lineage">Where it comes from</h2>
      <ol class="lineage">
        <DataStep {...view} />
        <CodeStep {...view} />
        <RunStep {...view} />
        <LoggedModelStep {...view} />
        <li>
          <h3>Version</h3>
          <Source {...view} />
        </li>
      </ol>
    </section>
  );
}

function DataStep({ run }: VersionView) {
  return (
    <li>
      <h3>Data</h3>
      {run === undefined || run.datasets.length === 0
        ? <p class="quiet">The run told of none.</p>
        : (
          <div class="wide" tabindex={0} role="region" aria-label="Data">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Used for</th>
                  <th scope="col">Digest</th>
                  <th scope="col">Source</th>
                </tr>
              </thead>
              <tbody>
                {run.datasets.map(({ name, context, digest, sourceType, source }) => (
                  <tr>
                    <th scope="row" class="name">{name}</th>
                    <td class="words">{context}</td>
                    <td>
                      <code>{digest}</code>
                    </td>
                    <td class="words">
                      <span class="quiet">{sourceType}</span>{" "}
                      <code>
                        <LongText text={source} most={200} />
                      </code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </li>
  );
}

function CodeStep({ run }: VersionView) {
  const tag = (key: string) => run && Object.hasOwn(run.tags, key) ? run.tags[key] : "";
  const commit = tag(TAG.commit), name = tag(TAG.sourceName), command = tag(TAG.command);
  if (commit + name + command === "") return null;
  return (
    <li>
      <h3>Code</h3>
      <p class="name">
        {name !== "" && <code>{name}</code>} {commit !== "" && (
          <>
            commit <code>{commit}</code>
          </>
        )}
      </p>
      {command !== "" && <pre data-copy="Copy the command"><code>{command}</code></pre>}
    </li>
  );
}

function RunStep({ run, experiment, version: { runId, runLink } }: VersionView) {
  return (
    <li>
      <h3>Run</h3>
      {run
        ? (
          <p class="name">
            <a href={`/runs/${run.runId}`}>{run.name}</a> <StatusMark status={run.status} />{" "}
            <TimeText at={run.startTime} />
            {run.user !== "" && ` by ${run.user}`}
            {experiment && (
              <>
                , experiment <a href={`/experiments/${experiment.experimentId}`}>{experiment.name}</a>
              </>
            )}
            {run.deletedAt !== null && <span class="is-warning">▲ deleted</span>}
          </p>
        )
        : (
          <p class="quiet name">
            {runId === null ? "Not told." : (
              <>
                Run <code>{runId}</code> is not here.
              </>
            )} {runLink !== "" && <code>{runLink}</code>}
          </p>
        )}
    </li>
  );
}

function LoggedModelStep({ loggedModel }: VersionView) {
  if (loggedModel === undefined) return null;
  const { name, modelId, modelType, status, deletedAt } = loggedModel;
  return (
    <li>
      <h3>Logged model</h3>
      <p class="name">
        {name} {modelType !== "" && <span class="quiet">{modelType}</span>} <code>{modelId}</code>
        {status !== "ready" && <span class="is-warning">▲ {status}</span>}
        {deletedAt !== null && <span class="is-warning">▲ deleted</span>}
      </p>
    </li>
  );
}

function Source({ version: { source, storage, sha256 } }: VersionView) {
  return (
    <p class="name">
      <code>
        <LongText text={source} />
      </code>
      {storage !== "" && storage !== source && (
        <>
          , files at <code>{storage}</code>
        </>
      )}
      {sha256 !== null && (
        <>
          , SHA-256 <code>{sha256}</code>
        </>
      )}
    </p>
  );
}
