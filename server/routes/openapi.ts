import type { OpenAPIHono } from "@hono/zod-openapi";
import settings from "../../deno.json" with { type: "json" };
import type { AppEnv } from "../request_context.ts";

const INFO = {
  title: "taxi",
  version: settings.version,
  description: "Predicts how long New York taxi trips take. Every prediction that is answered is in the log.",
  license: { name: "MIT", identifier: "MIT" },
};

/** `GET /openapi.json`: what the routes say of themselves, made at the first request. */
export function bindOpenApi(app: OpenAPIHono<AppEnv>): void {
  let document: string | undefined;
  app.get("/openapi.json", (c) => {
    document ??= JSON.stringify(app.getOpenAPI31Document({ openapi: "3.1.0", info: INFO }));
    return c.body(document, 200, { "content-type": "application/json" });
  });
}
