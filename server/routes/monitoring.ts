import type { OpenAPIHono } from "@hono/zod-openapi";
import type { SafeHtml } from "../../lib/html.ts";
import type { JudgementReader } from "../../tracking/judgement_reader.ts";
import { problem, ProblemError } from "../problem.ts";
import type { AppEnv } from "../request_context.ts";
import { PAGE_HEADERS } from "../ui/page_headers.ts";
import { MONITORING_FILES, monitoringPage, noJudgement } from "../ui/monitoring/monitoring_page.ts";

/** What the monitoring pages are made of. */
export interface MonitoringOptions {
  /** What `taxi monitor` has found; nothing unless told. */
  readonly judgements?: Pick<JudgementReader, "read">;
  /** Whether a request needs a token at the moment. */
  readonly tokensRequired: () => boolean;
}

/**
 * `GET /monitoring` and `GET /monitoring/judgement?id=N`: pages made here, without a script. Where a token is wanted they come as an
 * empty frame without one, and their script asks `GET /monitoring/content` for what belongs into it. What makes the content is loaded
 * by the first visit.
 */
export function bindMonitoring(app: OpenAPIHono<AppEnv>, options: MonitoringOptions): void {
  for (const path of ["/monitoring", "/monitoring/judgement"]) {
    app.get(path, async (c) => {
      const headers = { ...PAGE_HEADERS, "cache-control": "no-store" };
      if (options.tokensRequired()) return c.html(monitoringPage(undefined), 200, headers);
      const content = await contentOf(options, c.req.query());
      return c.html(monitoringPage(content ?? noJudgement()), content ? 200 : 404, headers);
    });
  }
  app.get("/monitoring/content", async (c) => {
    const content = await contentOf(options, c.req.query());
    if (content === undefined) {
      throw new ProblemError(problem(404, "unknown_judgement", "No judgement has this number"));
    }
    return c.json({ html: content.toString() }, 200, { "cache-control": "no-store" });
  });
  app.get(MONITORING_FILES.script, async (c) => {
    const { MONITORING_SCRIPT } = await import("../ui/monitoring/monitoring_assets.ts");
    return c.body(MONITORING_SCRIPT, 200, asset("text/javascript"));
  });
  app.get(MONITORING_FILES.style, async (c) => {
    const { MONITORING_STYLE } = await import("../ui/monitoring/monitoring_assets.ts");
    return c.body(MONITORING_STYLE, 200, asset("text/css"));
  });
}

/** The judgement of `id`, else the overview of `model`. @returns undefined without a judgement of that number */
async function contentOf(
  { judgements }: MonitoringOptions,
  { id, model }: Record<string, string>,
): Promise<SafeHtml | undefined> {
  if (id === undefined) {
    const { emptyPage, overview } = await import("../ui/monitoring/overview.ts");
    return judgements?.read((rows) => overview(rows, model, Date.now())) ?? emptyPage(model);
  }
  const { judgementView } = await import("../ui/monitoring/judgement_view.ts");
  const number = /^\d{1,15}$/.test(id) ? Number(id) : 0;
  return judgements?.read((rows) => {
    const judgement = rows.find(number);
    return judgement && judgementView(judgement, rows.document(number), rows.beside(judgement));
  });
}

/** Asked for anew each time: another version of the program must not meet the files of the last one. */
function asset(type: string): Record<string, string> {
  return { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache" };
}
