import assert from "node:assert/strict";
import { join } from "node:path";
import { findProgram } from "../tools/find_program.ts";
import { withScratch } from "./trip_job.ts";
import { runWrk } from "./wrk.ts";

const wrk = findProgram("wrk");
const BODIES = ['{"a":1}', '{"a":2}', '{"a":3}'];

/** Loads a server of this process for a second. @returns what wrk told, and how often each body came with its headers */
async function load(status: number, token?: string) {
  const heard = new Map<string, number>();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(options, async ({ method, headers, url, body }) => {
    const line = await new Response(body).text();
    const { pathname } = new URL(url);
    const told = [method, pathname, headers.get("content-type"), headers.get("authorization"), line].join(
      " ",
    );
    heard.set(told, (heard.get(told) ?? 0) + 1);
    return new Response(null, { status });
  });
  const figures = await withScratch(async (scratch) => {
    const bodies = join(scratch, "bodies.ndjson");
    await Deno.writeTextFile(bodies, BODIES.join("\n"));
    return await runWrk(wrk!, { port: server.addr.port, bodies, seconds: 1, connections: 2, token });
  });
  return { figures, heard };
}

Deno.test({
  name: `runWrk posts the bodies in turn and counts the answers${wrk ? "" : " (SKIPPED: no wrk on PATH)"}`,
  ignore: wrk === undefined,
  async fn() {
    const { figures, heard } = await load(200, "secret");
    assert.deepEqual(
      [...heard.keys()].sort(),
      BODIES.map((body) => `POST /predict application/json Bearer secret ${body}`),
    );
    const total = heard.values().reduce((sum, count) => sum + count, 0);
    assert.ok(figures.requests <= total && figures.requests >= total - 2, `${figures.requests} of ${total}`);
    assert.ok(Math.max(...heard.values()) - Math.min(...heard.values()) <= 2, "not in turn");
    assert.equal(figures.errors, 0);
    assert.ok(figures.perSecond > 0 && figures.p50Seconds >= 0);
  },
});

Deno.test({
  name: `runWrk counts refusals as errors and sends no token unless told${
    wrk ? "" : " (SKIPPED: no wrk on PATH)"
  }`,
  ignore: wrk === undefined,
  async fn() {
    const { figures, heard } = await load(503);
    assert.equal(figures.errors, figures.requests);
    assert.ok(heard.keys().every((told) => told.startsWith("POST /predict application/json  {")));
  },
});
