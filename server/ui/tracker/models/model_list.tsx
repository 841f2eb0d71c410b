import { formatCounted } from "../../../../lib/format.ts";
import type { RegisteredModel } from "../../../../tracking/model_rows.ts";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { modelPath, versionPath } from "./model_links.ts";

/** So many models are on a page. */
export const PAGE_SIZE = 50;

/** Registered models of a search, as far as a page shows them. */
export interface FoundModels {
  /** What was searched for; empty for nothing. */
  readonly asked: string;
  /** Counts from 1. */
  readonly page: number;
  /** One more than a page holds when there is a next one. */
  readonly models: readonly RegisteredModel[];
  /** Why the search could not be made. */
  readonly fault?: string;
}

/** Why there is nothing to list, and what to do about it. */
export function NoModels({ asked, page }: FoundModels): Markup {
  if (page > 1) {
    return (
      <p>
        There are no more models. <a href={listPath(asked, 1)}>The first page</a>
      </p>
    );
  }
  if (asked !== "") {
    return (
      <p>
        No model matches. <a href="/models">All models</a>
      </p>
    );
  }
  return (
    <>
      <p>Nothing is registered yet. A training registers its model:</p>
      <pre><code>taxi train</code></pre>
      <p>or, from Python, with this server as the tracking server:</p>
      <pre><code>mlflow.register_model("runs:/RUN/model", "NAME")</code></pre>
    </>
  );
}

/** Models with their latest versions and aliases, and the way to the pages around. */
export function ModelList({ asked, page, models }: FoundModels): Markup {
  const shown = models.slice(0, PAGE_SIZE), more = models.length > shown.length;
  return (
    <>
      <div class="wide" tabindex={0} role="region" aria-label="Registered models">
        <table class="models">
          <caption class="quiet">
            {more || page > 1 ? `Page ${page}, by name` : `${formatCounted(shown.length, "model")}, by name`}
          </caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="figure">Latest</th>
              <th scope="col">Aliases</th>
              <th scope="col">Updated</th>
              <th scope="col">Description</th>
            </tr>
          </thead>
          <tbody>{shown.map((model) => <ModelRow model={model} />)}</tbody>
        </table>
      </div>
      <p class="pages">
        {page > 1 && <a href={listPath(asked, page - 1)} rel="prev">Previous page</a>}
        {more && <a href={listPath(asked, page + 1)} rel="next">Next page</a>}
      </p>
    </>
  );
}

function ModelRow({ model }: { readonly model: RegisteredModel }) {
  const { name, latestVersion, aliases, updatedAt, description } = model;
  return (
    <tr>
      <th scope="row" class="name">
        <a href={modelPath(name)}>{name}</a>
      </th>
      <td class="figure">
        {latestVersion === null
          ? <span class="quiet">–</span>
          : <a href={versionPath(name, latestVersion)}>{latestVersion}</a>}
      </td>
      <td class="aliases">
        {Object.entries(aliases).map(([alias, version]) => (
          <a class="alias" href={versionPath(name, version)}>{`${alias} → ${version}`}</a>
        ))}
      </td>
      <td>
        <TimeText at={updatedAt} />
      </td>
      <td class="words">{firstLine(description)}</td>
    </tr>
  );
}

/** A description is Markdown of any length; a list has room for how it begins. */
function firstLine(description: string): string {
  const line = description.trim().split("\n", 1)[0];
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

function listPath(asked: string, page: number): string {
  const query = new URLSearchParams();
  if (asked !== "") query.set("q", asked);
  if (page > 1) query.set("page", String(page));
  return query.size === 0 ? "/models" : `/models?${query}`;
}
