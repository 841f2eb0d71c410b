import assert from "node:assert/strict";
import { OpenAPIHono } from "@hono/zod-openapi";
import { fakeApp } from "../fake_app.ts";
import { routeLabel } from "./route_label.ts";

const { app } = fakeApp();
const label = (path: string, method = "GET") =>
  routeLabel(app)(new Request(`http://taxi${path}`, { method }));

Deno.test("routeLabel is the path of a route, for a method that it does not take too", () => {
  for (const path of ["/", "/predict", "/predict/batch", "/metrics", "/docs/swagger-ui.css"]) {
    assert.equal(label(path), path);
    assert.equal(label(`${path}?a=/healthz#b`, "DELETE"), path);
  }
});

Deno.test("routeLabel follows the app in what is the same path", async () => {
  for (const path of ["/healthz", "/%68ealthz", "/healthz/", "//healthz", "/healthz%2F", "/HEALTHZ"]) {
    const { status } = await app.request(`http://taxi${path}`);
    assert.equal(label(path), status === 200 ? "/healthz" : "unknown", path);
  }
});

Deno.test("routeLabel is one for every other path", () => {
  for (const path of ["/predict/", "/predictions", "/__proto__", "/constructor", "/*", '/"\n']) {
    assert.equal(label(path), "unknown");
  }
});

Deno.test("routeLabel refuses a route with a parameter", () => {
  const withParameter = new OpenAPIHono().get("/runs/:id", (c) => c.text("")) as OpenAPIHono;
  assert.throws(() => routeLabel(withParameter), {
    name: "RangeError",
    message: 'Cannot label route "/runs/:id": expected a path without parameters',
  });
});
