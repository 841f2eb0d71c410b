import assert from "node:assert/strict";
import { FAKE_MODEL, fakeApp } from "../fake_app.ts";

/** The parts of an OpenAPI document that these tests read. */
interface Operation {
  readonly summary: string;
  readonly parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> };
  readonly security?: Record<string, string[]>[];
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}
interface Schema {
  readonly $ref?: string;
  readonly type?: string | string[];
  readonly example?: unknown;
  readonly properties?: Record<string, Schema>;
  readonly required?: string[];
}
interface Document {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
}

const pair = (from: number, to: number) => ({ from, to, trips: 0, minutes: null, miles: null });
const { app, request } = fakeApp({ model: { ...FAKE_MODEL, pair } });
const document: Document = await (await request("/openapi.json")).json();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
);

Deno.test("GET /openapi.json is OpenAPI 3.1 with the program's version", () => {
  assert.equal(document.openapi, "3.1.0");
  assert.match(document.info.version, /^\d+\.\d+\.\d+/);
});

Deno.test("GET /openapi.json tells every route of the API, and none that is not there", () => {
  const told = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const pages = /^\/$|^\/docs|^\/playground\.|^\/monitoring|^\/openapi\.json$/;
  const bound = app.routes.filter(({ method, path }) => method !== "ALL" && !pages.test(path));
  assert.deepEqual(told.sort(), [...new Set(bound.map(({ method, path }) => `${method} ${path}`))].sort());
  assert.equal(told.length, 8);
});

Deno.test("GET /openapi.json tells what of the API is text", () => {
  const text = operations.filter(({ operation }) => operation.responses[200].content!["text/plain"]);
  assert.deepEqual(text.map(({ path }) => path), ["/metrics"]);
});

Deno.test("GET /openapi.json has no reference to a schema that is not in it", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) =>
    reference
  );
  assert.ok(references.length > 0);
  for (const reference of references) assert.ok(resolve({ $ref: reference }), reference);
});

Deno.test("GET /openapi.json tells each problem of a posted body as problem+json", () => {
  for (const { method, operation } of operations) {
    if (method !== "post") continue;
    for (const status of [400, 413, 415, 422, 500, 503]) {
      assert.ok(
        operation.responses[status].content?.["application/problem+json"],
        `${operation.summary}: ${status}`,
      );
    }
  }
});

Deno.test("GET /openapi.json tells which routes need a token once there is one, and how all are refused", async () => {
  assert.deepEqual(Object.keys(document.components.securitySchemes), ["bearer"]);
  let required = true;
  const { request } = fakeApp({ tokensRequired: () => required });
  const securities = async () => {
    const { paths }: Document = await (await request("/openapi.json")).json();
    return Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [path, Object.values(methods)[0].security]),
    );
  };
  const open = ["/healthz", "/readyz", "/zones"];
  const needs = await securities();
  required = false;
  const takes = await securities();
  for (const { path, operation: { responses } } of operations) {
    assert.deepEqual(needs[path], open.includes(path) ? [] : [{ bearer: [] }], path);
    assert.deepEqual(takes[path], open.includes(path) ? [] : [{}, { bearer: [] }], path);
    assert.equal(responses[401] !== undefined, !open.includes(path), path);
    assert.equal(responses[429] !== undefined, !["/healthz", "/readyz", "/metrics"].includes(path), path);
  }
});

for (const { path, method, operation } of operations) {
  const promises = operation.responses[200].content!["application/json"];
  if (promises === undefined) continue; // text, which has no properties
  Deno.test(`${method.toUpperCase()} ${path} answers its example with the properties it promises`, async () => {
    const sent = operation.requestBody?.content["application/json"];
    const example = sent && (sent.example ?? resolve(sent.schema).example);
    assert.equal(example === undefined, method === "get", "every posted body has an example");
    const query = (operation.parameters ?? []).filter((parameter) =>
      parameter.in === "query" && parameter.required
    )
      .map(({ name, schema }) => `${name}=${schema.example}`);
    const response = await request(`${path}?${query.join("&")}`, {
      method: method.toUpperCase(),
      body: sent && JSON.stringify(example),
      headers: sent && { "content-type": "application/json" },
    });
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    const promised = resolve(promises.schema);
    assert.equal(promised.type === "array", Array.isArray(body));
    if (promised.properties) {
      for (const name of promised.required ?? []) assert.ok(name in body, name);
      for (const name of Object.keys(body)) assert.ok(name in promised.properties, name);
    }
  });
}

function resolve(schema: Schema): Schema {
  return schema.$ref ? document.components.schemas[schema.$ref.split("/").at(-1)!] : schema;
}
