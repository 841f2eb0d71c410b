import type { Hono } from "hono";
import { NotFoundError } from "../../../../lib/errors.ts";
import type { TrackerEnv } from "../tracker_env.ts";

/** `POST /flows/schedules`: pauses the schedule of the form's `name`, or lets it plan again, as its `to` says: `pause` or `unpause`. */
export function bindScheduleRequests(app: Hono<TrackerEnv>): void {
  app.post("/flows/schedules", async (c) => {
    const { schedules } = await c.env.tracking(), { name, to } = await c.req.parseBody();
    const known = (await schedules.list()).find((schedule) => schedule.name === name);
    if (known === undefined) throw new NotFoundError(`Cannot find schedule "${String(name ?? "")}"`);
    if (to === "unpause" && known.pausedAt !== null) await schedules.unpause(known.name);
    if (to === "pause" && known.pausedAt === null) {
      await schedules.pause(known.name, "Paused on the page of flows");
    }
    return c.redirect("/flows#schedules", 303);
  });
}
