import { Markdown } from "../components/markdown.tsx";
import type { Markup } from "../components/markup.ts";
import { cutText } from "../components/cut_text.tsx";
import { CommandList } from "../components/commands.tsx";
import { TimeText } from "../components/time_text.tsx";
import { LinkedFlows } from "../flows/linked_flows.tsx";
import { Lineage } from "./lineage.tsx";
import { ModelCard } from "./model_card.tsx";
import { modelPath, versionPath } from "./model_links.ts";
import type { VersionView } from "./read_version.ts";
import { Tags } from "./tags.tsx";
import { usageLines } from "./usage_lines.ts";
import { VersionMetrics } from "./version_metrics_table.tsx";

/** The page of a version from its heading on. */
export function VersionContent(
  { view, origin }: { readonly view: VersionView; readonly origin: string },
): Markup {
  const { version, latest, faults } = view,
    { name, version: number, status, stage, aliases, description } = version;
  return (
    <>
      <nav class="trail" aria-label="Above this version">
        <a href="/models">Models</a>
        <a href={modelPath(name)}>{cutText(name, 80)}</a>
      </nav>
      <h1 class="name">{name} version {number}</h1>
      <p class="answer">{answerWords(view)}</p>
      {faults.map((fault) => <p class="is-warning" role="alert">▲ {fault}</p>)}
      {description !== "" && <Markdown text={description} />}
      <dl>
        <div>
          <dt>Aliases</dt>
          <dd>{aliases.length === 0 ? "none" : aliases.join(", ")}</dd>
        </div>
        <div>
          <dt>Status</dt>
          <dd>
            {status === "ready"
              ? <span class="is-ok">✓ ready</span>
              : <span class="is-warning">▲ {status}</span>}
          </dd>
        </div>
        {stage !== "None" && (
          <div>
            <dt>Stage</dt>
            <dd>{stage}</dd>
          </div>
        )}
        <div>
          <dt>Registered</dt>
          <dd>
            <TimeText at={version.createdAt} />
          </dd>
        </div>
        <div>
          <dt>Latest</dt>
          <dd>{number === latest ? "this one" : <a href={versionPath(name, latest)}>version {latest}</a>}</dd>
        </div>
      </dl>
      <Lineage {...view} />
      <LinkedFlows kind="model_version" target={`${name}/${number}`} runs={view.flows} />
      <ModelCard {...view} />
      <VersionMetrics {...view} />
      <section aria-labelledby="use">
        <h2 id="use">How to use it</h2>
        <CommandList lines={usageLines(version, origin)} />
      </section>
      <Tags tags={version.tags} />
    </>
  );
}

function answerWords({ run, experiment, version: { runId } }: VersionView): string {
  if (run === undefined) {
    return runId === null
      ? "No run is known that made it."
      : `Made by run ${runId.slice(0, 40)}, which is not here.`;
  }
  const data = run.datasets.length === 0
    ? ""
    : `, from ${[...new Set(run.datasets.map(({ name }) => name))].slice(0, 3).join(", ")}`;
  return `Made by ${run.name.slice(0, 80)}${experiment ? ` in ${experiment.name.slice(0, 80)}` : ""}${data}.`;
}
