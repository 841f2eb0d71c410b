import type { Hono } from "hono";
import type { TrackerContext, TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { CompareContent } from "./compare_content.tsx";
import { readCompareQuery } from "./compare_query.ts";
import { FewRuns } from "./few_runs.tsx";
import { readComparison } from "./read_comparison.ts";

/** `GET /compare?run=a&run=b`: runs side by side, against the first of them. */
export function bindCompare(app: Hono<TrackerEnv>): void {
  app.get("/compare", async (c) => {
    const params = new URL(c.req.url).searchParams, query = readCompareQuery(params);
    const tracking = await c.env.tracking();
    const runs = await tracking.runs.values(query.runIds);
    const known = new Set(runs.map(({ runId }) => runId));
    const unknown = query.runIds.filter((id) => !known.has(id));
    if (runs.length < 2) return await sendFewRuns(c, { only: runs[0], unknown });
    const view = await readComparison(tracking, runs, query, params);
    const content = <CompareContent {...{ ...view, unknown, origin: new URL(c.req.url).origin }} />;
    return await sendPage(c, { title: `${runs.length} runs compared`, under: "/experiments", content });
  });
}

function sendFewRuns(c: TrackerContext, few: Parameters<typeof FewRuns>[0]) {
  const nothing = few.only === undefined && few.unknown.length > 0;
  const page = { title: "Compare runs", under: "/experiments", content: <FewRuns {...few} /> } as const;
  return sendPage(c, page, nothing ? 404 : 200);
}
