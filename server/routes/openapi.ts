import type { OpenAPIHono } from "@hono/zod-openapi";
import settings from "../../deno.json" with { type: "json" };
import type { AppEnv } from "../request_context.ts";
import { guardedDocument } from "./guarded_document.ts";

const INFO = {
  title: "taxi",
  version: settings.version,
  description: "Predicts how long New York taxi trips take. What is answered is logged.",
  license: { name: "MIT", identifier: "MIT" },
};

/**
 * `GET /openapi.json`: what the routes say of themselves, made at the first request.
 *
 * @param tokensRequired whether the server needs a token at the moment
 */
export function bindOpenApi(app: OpenAPIHono<AppEnv>, tokensRequired: () => boolean): void {
  let document: string | undefined, guarded = false;
  app.get("/openapi.json", (c) => {
    const required = tokensRequired();
    if (document === undefined || required !== guarded) {
      const routes = app.getOpenAPI31Document({ openapi: "3.1.0", info: INFO });
      document = JSON.stringify(guardedDocument(routes, required));
      guarded = required;
    }
    return c.body(document, 200, { "content-type": "application/json" });
  });
}
