import assert from "node:assert/strict";
import { trackerVisitTest, withSamplePages } from "../tests/tracker_visit.ts";

/** Tries everything by which a page could take something from this server, or tell somebody; says what was refused. */
const ATTACK = `<!doctype html><title>Report</title>
<link rel="stylesheet" href="/tracker.css?beacon"><img src="/tracker.css?image"><base href="https://example.org/">
<form id="form" method="post" action="/api/2.0/mlflow/runs/delete?form"><input name="run_id" value="RUN"></form>
<form id="inner" method="get" action="/experiments?inner"></form>
<iframe src="/experiments?frame"></iframe><object data="/experiments?object"></object>
<script src="/tracker.js?script"></script>
<pre id="said"></pre>
<script>
const said = [];
const attempt = async (name, work) => {
  try { said.push(name + ": " + (await work() ?? "nothing")); } catch (error) { said.push(name + ": refused"); }
  document.getElementById("said").textContent = said.join("\\n");
};
(async () => {
  await attempt("origin", () => self.origin);
  await attempt("cookie", () => document.cookie);
  await attempt("storage", () => localStorage.length);
  await attempt("parent", () => parent === self ? Promise.reject() : parent.document.title);
  await attempt("top", () => { top.document.title = "taken"; });
  await attempt("read", async () => (await fetch("/experiments?fetch", { credentials: "include" })).status);
  await attempt("delete", async () => (await fetch("/api/2.0/mlflow/runs/delete?fetch", {
    method: "POST", body: JSON.stringify({ run_id: "RUN" }), mode: "no-cors", credentials: "include" })).type);
  await attempt("beacon", () => navigator.sendBeacon("/api/2.0/mlflow/runs/delete?beacon", "{}") ? Promise.reject() : "kept");
  await attempt("xhr", () => { const x = new XMLHttpRequest(); x.open("GET", "/experiments?xhr", false); x.send(); return x.status; });
  await attempt("socket", () => new Promise((_, no) => { const s = new WebSocket("ws://" + location.host + "/socket"); s.onerror = no; }));
  await attempt("worker", () => new Promise((_, no) => { const w = new Worker("/tracker.js?worker"); w.onerror = no; }));
  await attempt("popup", () => open("/experiments?popup") === null ? Promise.reject() : "opened");
  await attempt("form", () => { document.getElementById("form").submit(); });
  await attempt("inner", () => { document.getElementById("inner").submit(); });
  await attempt("leave", () => { if (top !== self) top.location.href = "/experiments?top"; else throw 0; });
  said.push("done");
  document.getElementById("said").textContent = said.join("\\n");
})();
</script>`;

/** What the pages themselves ask for. */
const EXPECTED = /^GET (\/runs\/\w+\/(page|preview)\?path=hostile\.html|\/tracker\.(js|css)|\/favicon\.ico)$/;
const REFUSED = ["cookie", "storage", "parent", "read", "delete", "xhr", "socket", "worker", "popup"];

for (const framed of [true, false]) {
  trackerVisitTest(
    `a hostile page of a run, ${framed ? "in its frame" : "opened alone"}, has no power over the server`,
    {},
    async ({ page, origin, app, tracking, sample: { runs } }) => {
      const html = new TextEncoder().encode(ATTACK.replaceAll("RUN", runs.best));
      await tracking.artifacts.log(runs.best, "hostile.html", html);
      const asked: string[] = [];
      const { request } = app;
      Object.assign(app, {
        request: (asking: Request) => {
          asked.push(`${asking.method} ${asking.url.slice(origin.length)}`);
          return request(asking);
        },
      });
      page.removeAllListeners("console"); // the browser tells what it refuses
      await page.context().addCookies([{ name: "session", value: "secret", url: origin }]);
      const path = `/runs/${runs.best}/${framed ? "preview" : "page"}?path=hostile.html`;
      await page.goto(origin + path);
      const said = (framed ? page.frameLocator("iframe") : page).locator("#said");
      await said.getByText("done").waitFor();
      const answers = (await said.textContent())!.split("\n");
      assert.ok(answers.includes("origin: null"), answers.join("\n"));
      for (const name of REFUSED) {
        assert.ok(answers.includes(`${name}: refused`), `${name}:\n${answers.join("\n")}`);
      }
      assert.deepEqual(asked.filter((line) => !EXPECTED.test(line)), []);
      assert.ok(asked.some((line) => line.startsWith(`GET /runs/${runs.best}/page`)), asked.join("\n"));
      assert.equal(page.url(), origin + path);
      assert.equal(page.context().pages().length, 1);
      assert.equal((await tracking.runs.get(runs.best)).deletedAt, null);
    },
  );
}

Deno.test("GET /runs/{id}/page answers pages and pictures with a policy that takes all power from them", () =>
  withSamplePages(async ({ app, tracking, sample: { runs } }) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
    await tracking.artifacts.log(runs.best, "x.svg", new TextEncoder().encode(svg));
    for (
      const [path, type] of [["plots/errors.html", "text/html"], ["x.svg", "image/svg+xml"], [
        "plots/errors.png",
        "image/png",
      ]]
    ) {
      const response = await app.request(`/runs/${runs.best}/page?path=${encodeURIComponent(path)}`);
      assert.equal(response.status, 200);
      assert.ok(response.headers.get("content-type")!.startsWith(type));
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
      const policy = response.headers.get("content-security-policy")!.split("; ");
      assert.ok(policy.includes("sandbox allow-scripts") && policy.includes("default-src 'none'"));
      assert.doesNotMatch(
        policy.join(";"),
        /allow-same-origin|allow-top|allow-popups|allow-forms|connect-src|https?:/,
      );
      await response.body?.cancel();
    }
  }));
