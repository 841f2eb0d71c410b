import assert from "node:assert/strict";
import { withTemporaryHome } from "../../../tracking/temporary_home.ts";
import { openTracking } from "../../../tracking/tracking_store.ts";
import { AcceptedTokens } from "../../gate/accepted_tokens.ts";
import { hostGate } from "../../gate/host_gate.ts";
import { hashOf, mintToken } from "../../gate/token.ts";
import { tokenGate } from "../../gate/token_gate.ts";
import { fakeApp } from "../../fake_app.ts";
import { createRequestHandler, type Gate } from "../../request_handler.ts";
import { TrackingHandle } from "../../tracking_handle.ts";
import { trackerMount } from "./mount.ts";
import { TRACKER_ROUTES, trackerRoute } from "./paths.ts";

type Ask = (path: string, headers?: Record<string, string>, method?: string) => Promise<Response>;

/** Serves the pages of an empty home behind `gates`. */
function withPages(gates: readonly Gate[], visit: (ask: Ask, opened: () => number) => Promise<void>) {
  return withTemporaryHome(async (home) => {
    let opened = 0;
    await using tracking = new TrackingHandle(() => {
      opened++;
      return openTracking(home);
    });
    const { app, metrics } = fakeApp();
    const onFault = (_id: string, error: unknown) => assert.fail(error as Error);
    const mounts = [trackerMount(tracking, onFault)];
    const handler = createRequestHandler({ app, metrics, mounts, gates, onFault, clock: () => 0 });
    const ask: Ask = async (path, headers, method = "GET") =>
      await handler.fetch(new Request(`http://127.0.0.1:8000${path}`, { headers, method }));
    await visit(ask, () => opened);
  });
}

Deno.test("trackerRoute tells the route of a page, whatever run or model it is about", () => {
  const cases = [
    ["/experiments", "/experiments"],
    ["/experiments/0", "/experiments/{id}"],
    ["/runs/3f2a", "/runs/{id}"],
    ["/models/a%2Fb/versions/3", "/models/{name}/versions/{version}"],
    ["/flows/schedules", "/flows/schedules"],
    ["/flows/3f2a", "/flows/{id}"],
    ["/flows/3f2a/report", "/flows/{id}/report"],
    ["/tracker.css", "/tracker.css"],
    ["/experiments/0/1", undefined],
    ["/runs", undefined],
    ["/predict", undefined],
  ] as const;
  for (const [path, route] of cases) assert.equal(trackerRoute(path), route, path);
});

Deno.test("the tracker's pages open the store for the first visit, and say what is not there", () =>
  withPages([], async (ask, opened) => {
    const style = await ask("/tracker.css");
    assert.equal(style.headers.get("content-type"), "text/css; charset=utf-8");
    assert.match(await style.text(), /--paper/);
    assert.equal(opened(), 0);
    const page = await ask("/experiments");
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Default/);
    assert.equal(opened(), 1);
    const missing = await ask("/experiments/77");
    assert.equal(missing.status, 404);
    assert.match(await missing.text(), /<h1>This is not here<\/h1>/);
  }));

Deno.test("a page lets nothing come from elsewhere, and tells its own forms' origin", () =>
  withPages([], async (ask) => {
    const { headers } = await ask("/experiments");
    assert.match(headers.get("content-security-policy")!, /default-src 'none'; script-src 'self'/);
    assert.equal(headers.get("referrer-policy"), "same-origin"); // without a referrer a form's origin is "null"
    assert.equal(headers.get("cache-control"), "no-store");
  }));

Deno.test("a browser without a token is asked for one, and shown the page with it", () => {
  const token = mintToken();
  const ann = { name: "ann", sha256: hashOf(token).toHex(), created_at: "2026-12-01T00:00:00Z" };
  return withPages([tokenGate(new AcceptedTokens([ann]))], async (ask) => {
    const refused = await ask("/experiments");
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get("www-authenticate"), 'Basic realm="taxi"');
    assert.match(await refused.text(), /as the password, a token/);
    const basic = { authorization: `Basic ${btoa(`ann:${token}`)}` };
    assert.equal((await ask("/experiments", basic)).status, 200);
    assert.equal((await ask("/experiments", { authorization: `Basic ${btoa("ann:guess")}` })).status, 401);
    assert.equal((await ask("/tracker.css")).status, 200);
  });
});

Deno.test("a page asked for by a foreign name, or changed from a foreign page, is refused", () => {
  const gate = hostGate({ guards: (route) => TRACKER_ROUTES.has(route), hosts: [], origins: [] });
  return withPages([gate], async (ask) => {
    assert.equal((await ask("/experiments", { host: "rebound.example" })).status, 403);
    for (const path of ["/models/a/aliases", "/flows/schedules", "/flows/a/resume", "/flows/a/cancel"]) {
      assert.equal((await ask(path, { origin: "https://elsewhere.example" }, "POST")).status, 403, path);
      assert.equal((await ask(path, { origin: "null" }, "POST")).status, 403, path);
      assert.notEqual((await ask(path, { origin: "http://127.0.0.1:8000" }, "POST")).status, 403, path);
    }
  });
});
