import type { Hono } from "hono";
import type { RegisteredModel } from "../../../../tracking/model_rows.ts";
import { SearchError } from "../../../../tracking/search/search_error.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { Commands } from "../components/commands.tsx";
import type { TrackerContext, TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { modelFilter } from "./model_filter.ts";
import { type FoundModels, ModelList, NoModels, PAGE_SIZE } from "./model_list.tsx";

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

async function findModels(tracking: Tracking, asked: string, page: number): Promise<RegisteredModel[]> {
  const filter = modelFilter(asked);
  return await tracking.models.find({ filter, limit: PAGE_SIZE + 1, offset: (page - 1) * PAGE_SIZE });
}

function sendModels(c: TrackerContext, shown: FoundModels) {
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

function SearchForm({ asked, fault }: FoundModels) {
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

/** A page of a list as an address tells it; the first unless it is a number. */
function pageNumber(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}
