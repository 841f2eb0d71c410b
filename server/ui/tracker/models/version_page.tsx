import type { Hono } from "hono";
import { NotFoundError } from "../../../../lib/errors.ts";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { VersionContent } from "./version_content.tsx";

/** `GET /models/{name}/versions/{version}`: what a version comes from, what it takes and gives, and how to use it. */
export function bindVersion(app: Hono<TrackerEnv>): void {
  app.get("/models/:name/versions/:version", async (c) => {
    const name = c.req.param("name"), number = c.req.param("version");
    if (!/^[1-9]\d{0,8}$/.test(number)) {
      throw new NotFoundError(`Cannot find version "${number}" of "${name}"`);
    }
    const { readVersion } = await import("./read_version.ts"); // reads YAML and model files, as other pages never do
    const view = await readVersion(await c.env.tracking(), name, Number(number));
    const content = <VersionContent view={view} origin={new URL(c.req.url).origin} />;
    return await sendPage(c, { title: `${name} version ${number}`, under: "/models", content });
  });
}
