import { formatCounted } from "../../../../lib/format.ts";
import { shellWord } from "../../../../lib/shell_word.ts";
import type { ModelVersion, RegisteredModel } from "../../../../tracking/model_rows.ts";
import type { RunValues } from "../../../../tracking/run_values.ts";
import { type CommandLine, Commands } from "../components/commands.tsx";
import { Markdown } from "../components/markdown.tsx";
import type { Markup } from "../components/markup.ts";
import { AliasFault, AliasForms, AliasMoved, NewAlias } from "./alias_forms.tsx";
import type { MovedAlias, RefusedAlias } from "./change_alias.ts";
import { versionPath } from "./model_links.ts";
import { Tags } from "./tags.tsx";
import { VersionsTable } from "./versions_table.tsx";

/** What the page of a model shows. */
export interface ModelView extends Partial<RefusedAlias> {
  /** With its aliases. */
  readonly model: RegisteredModel;
  /** Newest first. */
  readonly versions: readonly ModelVersion[];
  /** The runs that made the versions, by id; those that are here. */
  readonly runs: ReadonlyMap<string, RunValues>;
  /** The alias that was just moved. */
  readonly moved?: MovedAlias;
}

/** The page of a model from its heading on. */
export function ModelContent(
  { view, origin }: { readonly view: ModelView; readonly origin: string },
): Markup {
  const { model, versions, moved } = view;
  return (
    <>
      <h1 class="name">{model.name}</h1>
      <Answer {...view} />
      {moved && <AliasMoved model={model} moved={moved} />}
      <AliasFault {...view} />
      {model.description !== "" && <Markdown text={model.description} />}
      <section aria-labelledby="versions">
        <h2 id="versions">Versions</h2>
        {versions.length === 0 ? <NoVersions name={model.name} /> : <VersionsTable {...view} />}
      </section>
      {versions.length > 0 && <NewAlias {...view} />}
      <AliasForms model={model} />
      <Tags tags={model.tags} />
      <Commands lines={commandLines(model, versions, origin)} />
    </>
  );
}

function Answer({ model, versions }: ModelView) {
  const aliases = Object.entries(model.aliases);
  return (
    <p class="answer">
      {formatCounted(versions.length, "version")}
      {aliases.length === 0 && versions.length > 0 && "; no alias points to one"}
      {aliases.slice(0, 4).map(([alias, version], i) => (
        <>
          {i === 0 ? "; " : ", "}
          <b>{alias}</b> is <a href={versionPath(model.name, version)}>version {version}</a>
        </>
      ))}
      {aliases.length > 4 && ` and ${aliases.length - 4} more`}.
    </p>
  );
}

function NoVersions({ name }: { readonly name: string }) {
  const text = `mlflow.register_model("runs:/RUN/model", ${JSON.stringify(name)})`;
  return (
    <>
      <p>It has none. From Python:</p>
      <pre><code>{text}</code></pre>
    </>
  );
}

function commandLines(
  { name, aliases }: RegisteredModel,
  versions: readonly ModelVersion[],
  origin: string,
): CommandLine[] {
  const word = shellWord(name), api = `${origin}/api/2.0/mlflow/registered-models`;
  const alias = Object.keys(aliases)[0] ?? "champion", version = versions[0]?.version;
  const body = JSON.stringify({ name, alias, version: String(version) });
  return [
    { label: "Command line", text: `taxi models show ${word}` },
    { label: "curl", text: `curl -s -G ${api}/get --data-urlencode ${shellWord(`name=${name}`)}` },
    ...(version === undefined ? [] : [
      { label: `Command line, moves an alias`, text: `taxi models alias ${word} ${alias} ${version}` },
      {
        label: "curl, moves an alias",
        text: `curl -s ${api}/alias -H 'content-type: application/json' -d ${shellWord(body)}`,
      },
    ]),
  ];
}
