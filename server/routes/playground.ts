import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Predictor } from "../../pipeline/models/predictor.ts";
import { PAGE_HEADERS } from "../ui/page_headers.ts";
import { playgroundPage } from "../ui/playground_page.ts";

/** `GET /`: a page that asks the API for one trip and shows the request. */
export function bindPlayground(app: OpenAPIHono, model: Predictor): void {
  let page: string | undefined;
  app.get("/", (c) => {
    page ??= playgroundPage(model);
    return c.html(page, 200, PAGE_HEADERS);
  });
}
