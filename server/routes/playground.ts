import type { OpenAPIHono } from "@hono/zod-openapi";
import { PAGE_HEADERS } from "../ui/page_headers.ts";
import { noModelPage } from "../ui/playground/no_model_page.ts";
import { PLAYGROUND_FILES, playgroundPage } from "../ui/playground/playground_page.ts";
import { LINK_SCRIPT, PLAYGROUND_SCRIPT } from "../ui/playground/playground_script.ts";
import { PLAYGROUND_STYLE } from "../ui/playground/playground_style.ts";
import { noModel } from "../no_model.ts";
import type { AppEnv } from "../request_context.ts";
import type { ServedModels } from "../served_models.ts";

/**
 * `GET /`: a page to choose a trip on, that asks the API for it. What it shows comes from `/zones`, `/pairs` and
 * `/predict`, so that the page and its files need no token and are all that the browser waits for.
 * Without a model it is a page that says so.
 *
 * @param modelPages whether the registered models that answer have pages here
 */
export function bindPlayground(
  app: OpenAPIHono<AppEnv>,
  models: Pick<ServedModels, "list">,
  modelPages = false,
): void {
  app.get("/", (c) => {
    const [champion] = models.list();
    if (champion === undefined) {
      if (!c.req.header("accept")?.includes("text/html")) throw noModel();
      return c.html(noModelPage(), 503, PAGE_HEADERS);
    }
    return c.html(playgroundPage(champion.predictor, modelPages), 200, PAGE_HEADERS);
  });
  app.get(PLAYGROUND_FILES.script, (c) => c.body(PLAYGROUND_SCRIPT, 200, file("text/javascript")));
  app.get(PLAYGROUND_FILES.link, (c) => c.body(LINK_SCRIPT, 200, file("text/javascript")));
  app.get(PLAYGROUND_FILES.style, (c) => c.body(PLAYGROUND_STYLE, 200, file("text/css")));
}

/** Asked for anew each time: another version of the program must not meet the files of the last one. */
function file(type: string): Record<string, string> {
  return { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache" };
}
