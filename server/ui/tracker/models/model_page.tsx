import type { Hono } from "hono";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import type { TrackerContext, TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { readAliasRequest } from "./alias_request.ts";
import { changeAlias } from "./change_alias.ts";
import { ModelContent, type ModelView } from "./model_content.tsx";
import { modelPath } from "./model_links.ts";

/** `GET /models/{name}`: a model's versions and aliases. `POST /models/{name}/aliases`: moves an alias. */
export function bindModel(app: Hono<TrackerEnv>): void {
  app.get("/models/:name", async (c) => {
    const name = c.req.param("name"), tracking = await c.env.tracking();
    const view = await readModel(tracking, name);
    const alias = c.req.query("alias"), was = c.req.query("was");
    const moved = alias === undefined || was === undefined ? undefined : { alias, was: Number(was) || null };
    return await sendModel(c, { ...view, ...(moved && { moved }) });
  });
  app.post("/models/:name/aliases", async (c) => {
    const name = c.req.param("name"), tracking = await c.env.tracking();
    const outcome = await changeAlias(tracking, name, () => readAliasRequest(c.req.raw));
    if ("fault" in outcome) {
      return await sendModel(c, { ...await readModel(tracking, name), ...outcome }, outcome.status);
    }
    const query = new URLSearchParams({ alias: outcome.alias, was: String(outcome.was ?? "") });
    return c.redirect(`${modelPath(name)}?${query}`, 303);
  });
}

async function readModel(tracking: Tracking, name: string): Promise<ModelView> {
  const [model, versions] = [await tracking.models.get(name), await tracking.models.listVersions(name)];
  const runIds = [...new Set(versions.flatMap(({ runId }) => runId ?? []))];
  const runs = await tracking.runs.values(runIds);
  return { model, versions, runs: new Map(runs.map((run) => [run.runId, run])) };
}

function sendModel(c: TrackerContext, view: ModelView, status?: 400 | 404 | 409) {
  const content = <ModelContent view={view} origin={new URL(c.req.url).origin} />;
  return sendPage(c, { title: view.model.name, under: "/models", content }, status);
}
