import type { OpenAPIHono } from "@hono/zod-openapi";
import page from "../ui/docs.html" with { type: "text" };
import start from "../ui/docs_start.js" with { type: "text" };
import { DOCS_HEADERS } from "../ui/page_headers.ts";
import type { AppEnv } from "../request_context.ts";

/** `GET /docs`: Swagger UI out of the program itself; its 2 MB are read at the first visit. */
export function bindDocs(app: OpenAPIHono<AppEnv>): void {
  app.get("/docs", (c) => c.html(page, 200, DOCS_HEADERS));
  app.get("/docs/start.js", (c) => c.body(start, 200, asset("text/javascript")));
  app.get("/docs/swagger-ui-bundle.js", async (c) => {
    const bundle = await import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } });
    return c.body(bundle.default, 200, asset("text/javascript"));
  });
  app.get("/docs/swagger-ui.css", async (c) => {
    const css = await import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } });
    return c.body(css.default, 200, asset("text/css"));
  });
}

function asset(type: string): Record<string, string> {
  return { "content-type": `${type}; charset=utf-8`, "cache-control": "max-age=3600" };
}
