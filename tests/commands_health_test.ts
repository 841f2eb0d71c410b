import assert from "node:assert/strict";
import { FAKE_MODEL, fakeApp } from "../server/fake_app.ts";
import { fixedModel } from "../server/served_models.ts";
import { json, words } from "./commands_home.ts";
import { importGraph } from "./import_graph.ts";
import { runTaxi } from "./taxi_process.ts";

/** What readiness says of {@linkcode FAKE_MODEL}. */
const ABOUT = {
  model: "duration",
  model_version: 3,
  model_kind: "linear",
  model_hash: "0".repeat(60) + "beef",
};

/** Serves on a free port of this machine while `work` runs. */
async function served(handler: Deno.ServeHandler, work: (url: string) => Promise<void>): Promise<void> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  await work(`http://127.0.0.1:${server.addr.port}`);
}

/** What `taxi health` says when it fails, without the URL that it asked. */
async function refusal(url: string, ...args: string[]): Promise<string> {
  const text = await words(["health", "--url", url, ...args], 1);
  const start = `taxi: Cannot find a ready server at "${url.replace(/\/$/, "")}/readyz": `;
  assert.ok(text.startsWith(start), text);
  return text.slice(start.length).trimEnd();
}

Deno.test("taxi health tells the model of a ready server in a line and in a document", () =>
  served((request) => fakeApp().app.fetch(request), async (url) => {
    assert.equal(await words(["health", "--url", url]), `Ready: duration version 3 (linear) on ${url}\n`);
    assert.deepEqual(await json(["health", "--url", `${url}/`]), {
      url,
      status: "ready",
      reasons: [],
      ...ABOUT,
      models: [{ role: "champion", weight: 1, ...ABOUT }],
    });
    await words(["health", "--url", url, "--strict"]);
  }));

Deno.test("taxi health tells why a server is degraded, which is a fault only with --strict", () => {
  const models = { ...fixedModel(FAKE_MODEL), faults: () => ["Cannot load a", "Cannot load b"] };
  return served((request) => fakeApp({ models }).app.fetch(request), async (url) => {
    const text = `Degraded: duration version 3 (linear) on ${url}\n  Cannot load a\n  Cannot load b\n`;
    assert.equal(await words(["health", "--url", url]), text);
    assert.equal(await words(["health", "--url", url, "--strict"], 3), text);
    const { status, reasons } = await json(["health", "--url", url, "--strict"], 3);
    assert.deepEqual([status, reasons], ["degraded", ["Cannot load a", "Cannot load b"]]);
  });
});

Deno.test("taxi health asks below the path of its URL and names a model file without a version", () =>
  served(
    ({ url }) =>
      new URL(url).pathname === "/behind/proxy/readyz"
        ? Response.json({ status: "ready", model: "mine", model_version: null, model_kind: "mean" })
        : new Response(null, { status: 404 }),
    async (url) => {
      assert.equal(
        await words(["health", "--url", `${url}/behind/proxy/`]),
        `Ready: mine (mean) on ${url}/behind/proxy\n`,
      );
      assert.equal(await refusal(url), "it answers 404, expected 200");
    },
  ));

Deno.test("taxi health ends with 1 and says why a server is not ready", async () => {
  await served(() => new Response("starting", { status: 503 }), async (url) => {
    assert.equal(await refusal(url), "it answers 503, expected 200");
  });
  for (const body of ["<html>", "null", '{"status":"starting"}', ""]) {
    await served(() => new Response(body), async (url) => {
      assert.equal(await refusal(url), "it answers what is no readiness of taxi serve");
    });
  }
});

Deno.test("taxi health ends with 1 where nothing listens", async () => {
  const held = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = held.addr;
  held.close();
  assert.match(await refusal(`http://127.0.0.1:${port}`), /^connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
});

Deno.test("taxi health waits no longer than its timeout", async () => {
  const stopped = Promise.withResolvers<Response>();
  await served(() => stopped.promise, async (url) => {
    assert.equal(await refusal(url, "--timeout", "0.05"), "no answer within 0.05 s");
    stopped.resolve(new Response());
  });
});

Deno.test("taxi health asks no proxy", () =>
  served((request) => fakeApp().app.fetch(request), async (url) => {
    const env = {
      HTTP_PROXY: "http://127.0.0.1:1",
      http_proxy: "http://127.0.0.1:1",
      NO_PROXY: "",
      no_proxy: "",
    };
    const { code, stdout, stderr } = await runTaxi(["health", "--url", url], { env });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Ready: /);
  }));

Deno.test("taxi health refuses a URL and a timeout that cannot be", async () => {
  for (const url of ["", "127.0.0.1:8000", "ftp://127.0.0.1", "file:///readyz"]) {
    assert.match(
      await words(["health", "--url", url], 2),
      /^taxi: Cannot read --url ".*": expected such as http/,
    );
  }
  for (const timeout of ["0", "-1", "soon", "NaN", "Infinity", "3601"]) {
    assert.match(
      await words(["health", `--timeout=${timeout}`], 2),
      /^taxi: Cannot read --timeout ".*": expected/,
    );
  }
});

Deno.test("taxi health loads no package but the command line's parser", async () => {
  const loaded = [...(await importGraph("commands/health.ts")).keys()];
  assert.ok(loaded.includes("commands/command.ts"));
  const packages = loaded.filter((module) => module.startsWith("npm:"));
  assert.deepEqual(
    packages.filter((name) => !/^npm:\/?(@commander-js\/extra-typings|commander)@/.test(name)),
    [],
  );
  assert.deepEqual(loaded.filter((module) => /^(pipeline|server|tracking|reports)\//.test(module)), []);
});
