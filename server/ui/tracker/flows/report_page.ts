import { basename, join } from "node:path";
import type { Hono } from "hono";
import { NotFoundError } from "../../../../lib/errors.ts";
import { statFile } from "../../../../lib/stat_file.ts";
import { sandboxHeaders } from "../run/sandbox_page.ts";
import type { TrackerEnv } from "../tracker_env.ts";

/**
 * `GET /flows/{id}/report?path=`: a report that a run of a flow has written, without any power here. A report is known by the path that
 * the run names, and is the file of that name in this home's folder of reports: a home may have been moved, and no path leads out of it.
 */
export function bindFlowReport(app: Hono<TrackerEnv>): void {
  app.get("/flows/:id/report", async (c) => {
    const { flows } = await c.env.tracking(), flowRunId = c.req.param("id"), asked = c.req.query("path");
    const links = await flows.links((await flows.get(flowRunId)).flowRunId);
    const link = links.find(({ kind, target }) => kind === "report" && target === asked);
    const path = link && c.env.flows && await reportFile(c.env.flows.reports, link.target);
    if (path === undefined) {
      throw new NotFoundError(`Cannot find report "${asked ?? ""}" of flow run "${flowRunId}"`);
    }
    const file = await Deno.open(path), { size } = await file.stat();
    return new Response(file.readable, { headers: sandboxHeaders("text/html; charset=utf-8", size) });
  });
}

/** The path of a report in the folder; undefined when there is no such file, or it is a link to another place. */
async function reportFile(reports: string, target: string): Promise<string | undefined> {
  const name = basename(target), path = join(reports, name);
  if (!name.endsWith(".html") || !(await statFile(path))?.isFile) return undefined;
  const real = await Deno.realPath(path);
  return real === join(await Deno.realPath(reports), name) ? real : undefined;
}
