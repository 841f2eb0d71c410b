import type { Hono } from "hono";
import { formatCounted } from "../../../../lib/format.ts";
import type { RegisteredModel } from "../../../../tracking/model_rows.ts";
import { SearchError } from "../../../../tracking/search/search_error.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { Commands } from "../components/commands.tsx";
import { TimeText } from "../components/time_text.tsx";
import type { TrackerContext, TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { modelFilter } from "./model_filter.ts";
import { modelPath, versionPath } from "./model_links.ts";

const PAGE_SIZE = 50;

/** `GET /models?q=&page=`: registered models by name, those of a search. */
export function bindModels(app: Hono<TrackerEnv>): void {
  app.get("/models", async (c) => {
    const asked = c.req.query("q") ?? "", page = pageNumber(c.req.query("page"));
    try {
      return await sendModels(c, {
        asked,
        page,
        models: await findModels(await c.env.tracking(), asked, page),
      });
    } catch (error) {
      if (!(error instanceof SearchError)) throw error;
      return await sendModels(c, { asked, page, models: [], fault: error.message });
    }
  });
}

interface Shown {
  readonly asked: string;
  readonly page: number;
  /** One more than a page holds when there is a next one. */
  readonly models: readonly RegisteredModel[];
  readonly fault?: string;
}

async function findModels(tracking: Tracking, asked: string, page: number): Promise<RegisteredModel[]> {
  const filter = modelFilter(asked);
  return await tracking.models.find({ filter, limit: PAGE_SIZE + 1, offset: (page - 1) * PAGE_SIZE });
}

function sendModels(c: TrackerContext, shown: Shown) {
  const content = (
    <>
      <h1>Models</h1>
      <SearchForm {...shown} />
      {shown.fault === undefined &&
        (shown.models.length === 0 ? <NoModels {...shown} /> : <ModelList {...shown} />)}
      <Commands
        lines={[
          { label: "Command line", text: "taxi models list" },
          {
            label: "curl",
            text: `curl -s ${new URL(c.req.url).origin}/api/2.0/mlflow/registered-models/search`,
          },
        ]}
      />
    </>
  );
  return sendPage(c, { title: "Models", under: "/models", content }, shown.fault === undefined ? 200 : 400);
}

function SearchForm({ asked, fault }: Shown) {
  return (
    <form method="get" action="/models" class="search" role="search">
      <label for="q">Search</label>
      <div class="beside">
        <input
          id="q"
          name="q"
          type="search"
          value={asked}
          placeholder="part of a name, or tags.team = 'a'"
          spellcheck={false}
          aria-describedby={fault && "q-fault"}
          aria-invalid={fault && "true"}
        />
        <button type="submit">Search</button>
      </div>
      {fault && <p id="q-fault" class="is-alert" role="alert">{fault}</p>}
    </form>
  );
}

function NoModels({ asked, page }: Shown) {
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

function ModelList({ asked, page, models }: Shown) {
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

/** A page of a list as an address tells it; the first unless it is a number. */
export function pageNumber(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}
