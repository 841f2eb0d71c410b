import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { browserTest } from "../tests/browser.ts";
import { sampleJudgements } from "../tests/sample_judgements.ts";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { type FakeApp, fakeApp } from "./fake_app.ts";
import { tokenGate } from "./gate/token_gate.ts";

const text = async (fake: FakeApp, path: string) => {
  const response = await fake.request(path);
  return { status: response.status, headers: response.headers, body: await response.text() };
};

Deno.test("GET /monitoring says what to type as long as nothing was judged", async () => {
  for (const fake of [fakeApp(), fakeApp({ judgements: { read: () => undefined } })]) {
    const { status, body } = await text(fake, "/monitoring");
    assert.equal(status, 200);
    assert.match(body, /Nothing was judged yet[\s\S]*taxi monitor --once/);
    assert.equal((await text(fake, "/monitoring/judgement?id=1")).status, 404);
  }
});

Deno.test("GET /monitoring answers its question first, then shows the trend and every judgement", () =>
  withTemporaryFolder(async (home) => {
    const { log, reader, ids } = sampleJudgements(home);
    using _ = log;
    const fake = fakeApp({ judgements: reader });
    const { body, headers } = await text(fake, "/monitoring");
    assert.match(
      headers.get("content-security-policy")!,
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    assert.doesNotMatch(body, /<script(?![^>]* src=)| on\w+="|style="|(src|href)="https?:/);
    assert.match(body, /Not as it was[\s\S]*stands since[\s\S]*Over 24 windows[\s\S]*Judgements/);
    assert.match(body, /Drifted columns[\s\S]*Since \d{4}-\d\d-\d\d \d\d:00: 60%, before that 0%/);
    for (const id of ids) assert.ok(body.includes(`href="/monitoring/judgement?id=${id}"`), String(id));
    const one = await text(fake, `/monitoring/judgement?id=${ids[0]}`);
    assert.match(
      one.body,
      /Yes: nothing speaks against it[\s\S]*Passenger count[\s\S]*Mean absolute error[\s\S]*2 passed/,
    );
    for (const id of ["0", "-1", "x", "999999", "1e3", ""]) {
      const { status, body } = await text(fake, `/monitoring/judgement?id=${id}`);
      assert.deepEqual([status, /No judgement has this number/.test(body)], [404, true], id);
    }
  }));

Deno.test("GET /monitoring shows one model, and the way to the others", () =>
  withTemporaryFolder(async (home) => {
    const { log, reader } = sampleJudgements(home, 3, { model: "old" });
    using _ = log;
    sampleJudgements(home, 2, { model: "new & better", judgedAt: Date.parse("2026-03-01T00:00Z") }).log
      .close();
    const fake = fakeApp({ judgements: reader });
    assert.match((await text(fake, "/monitoring")).body, /Over 2 windows/);
    const old = await text(fake, "/monitoring?model=old");
    assert.match(old.body, /Over 3 windows/);
    assert.match(old.body, /href="\/monitoring\?model=new%20%26%20better"/);
    assert.match(
      (await text(fake, "/monitoring?model=none")).body,
      /Nothing was judged of <code>none<\/code>/,
    );
  }));

Deno.test("the monitoring pages escape whatever names a model, a column or a finding has", () =>
  withTemporaryFolder(async (home) => {
    const evil = '"><script>alert(1)</script>';
    const { log, reader, ids } = sampleJudgements(home, 9, { model: evil, verdict: evil });
    using _ = log;
    const columns = [
      { name: evil, method: evil, kind: "distance", score: 1, threshold: 1, drifted: true } as const,
    ];
    const newest = log.judgements.last()!;
    const finding = { sentence: evil, evidence: evil };
    const document = JSON.parse(log.judgements.document(ids[0])!);
    const column = { column: evil, n_reference: 1, n_current: 1, skipped: evil };
    const reference = { ...document.reference, name: evil };
    const test = { name: evil, status: evil, description: evil };
    const told = {
      ...document,
      sentence: evil,
      findings: [finding],
      columns: [column],
      reference,
      tests: [test],
    };
    log.keepJudgement({ ...newest, columns }, JSON.stringify(told));
    const fake = fakeApp({ judgements: reader });
    for (
      const path of [
        "/monitoring",
        `/monitoring?model=${encodeURIComponent(evil)}`,
        `/monitoring/judgement?id=${newest.id}`,
      ]
    ) {
      const { status, body } = await text(fake, path);
      assert.equal(status, 200, path);
      assert.ok(!body.includes("<script>alert") && body.includes("alert(1)"), path);
    }
  }));

Deno.test("a judgement of another version is shown as far as it can be", () =>
  withTemporaryFolder(async (home) => {
    const { log, reader } = sampleJudgements(home, 2);
    using _ = log;
    const newest = log.judgements.last()!;
    const fake = fakeApp({ judgements: reader });
    for (const document of ['{"sentence":"only this"}', "[]", "not JSON"]) {
      log.keepJudgement(newest, document);
      assert.match(
        (await text(fake, `/monitoring/judgement?id=${newest.id}`)).body,
        /another version of taxi/,
      );
      assert.equal((await text(fake, "/monitoring")).status, 200);
    }
  }));

const nameOf = (authorization: string) => authorization === "Bearer right" ? "me" : undefined;
const gates = [tokenGate({ required: true, nameOf })];

Deno.test("without its token the pages are empty frames, and their content is refused", () =>
  withTemporaryFolder(async (home) => {
    const { log, reader, ids } = sampleJudgements(home, 2);
    using _ = log;
    const fake = fakeApp({ judgements: reader, gates, tokensRequired: () => true });
    for (const path of ["/monitoring", `/monitoring/judgement?id=${ids[0]}`]) {
      const { status, body } = await text(fake, path);
      assert.equal(status, 200);
      assert.doesNotMatch(body, /taxi-duration|verdict/);
    }
    assert.equal((await fake.request("/monitoring/content")).status, 401);
    const authorization = "Bearer right";
    const content = await fake.request(`/monitoring/content?id=${ids[0]}`, { headers: { authorization } });
    assert.match((await content.json()).html, /Was the model right/);
    assert.equal(
      (await fake.request("/monitoring/content?id=9", { headers: { authorization } })).status,
      404,
    );
  }));

/** Visits a fake app in the browser; fails when a page complained or asked anybody else. */
async function visit(fake: FakeApp, page: Page, run: (origin: string) => Promise<void>): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => fake.request(request),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (!/status of 401/.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!/^data:/.test(request.url()) && !request.url().startsWith(`${origin}/`)) {
      complaints.push(request.url());
    }
  });
  try {
    await run(origin);
    assert.deepEqual(complaints, []);
    assert.deepEqual(fake.faults, []);
  } finally {
    await server.shutdown();
  }
}

async function axeFindsNothing(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate("axe.run()") as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]), []);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1280]) {
    browserTest(
      `the monitoring pages at ${width} px in the ${colorScheme} theme fit, and keep nobody out`,
      (browser) =>
        withTemporaryFolder(async (home) => {
          const { log, reader, ids } = sampleJudgements(home);
          using _ = log;
          const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
          await visit(fakeApp({ judgements: reader }), page, async (origin) => {
            for (
              const path of [
                "/monitoring",
                `/monitoring/judgement?id=${ids.at(-1)}`,
                "/monitoring?model=none",
              ]
            ) {
              await page.goto(origin + path);
              assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width, path);
              await axeFindsNothing(page);
            }
          });
        }),
    );
  }
}

browserTest(
  "the monitoring pages are read by keyboard: from the playground to a judgement and back",
  (browser) =>
    withTemporaryFolder(async (home) => {
      const { log, reader, ids } = sampleJudgements(home, 3);
      using _ = log;
      const page = await browser.newPage();
      await visit(fakeApp({ judgements: reader }), page, async (origin) => {
        await page.goto(origin);
        await page.getByRole("link", { name: "Monitoring" }).press("Enter");
        await page.waitForURL(`${origin}/monitoring`);
        await page.locator(`.judgements a[href$="id=${ids[0]}"]`).press("Enter");
        await page.getByRole("heading", { name: /^Was the model right in/ }).waitFor();
        await page.getByRole("link", { name: /window after/ }).press("Enter");
        await page.waitForURL(`${origin}/monitoring/judgement?id=${ids[1]}`);
        await page.getByRole("link", { name: /window before/ }).press("Enter");
        await page.waitForURL(`${origin}/monitoring/judgement?id=${ids[0]}`);
        await page.getByRole("link", { name: /^All judgements/ }).press("Enter");
        await page.waitForURL(`${origin}/monitoring?model=taxi-duration`);
        await page.getByRole("link", { name: "Predict" }).press("Enter");
        await page.waitForURL(`${origin}/`);
      });
    }),
);

browserTest(
  "the monitoring pages ask for the token that the server wants, once a tab",
  (browser) =>
    withTemporaryFolder(async (home) => {
      const { log, reader, ids } = sampleJudgements(home);
      using _ = log;
      const page = await browser.newPage();
      await visit(
        fakeApp({ judgements: reader, gates, tokensRequired: () => true }),
        page,
        async (origin) => {
          await page.goto(`${origin}/monitoring`);
          for (const token of ["wrong", "right"]) {
            await page.getByRole("dialog").getByLabel("Token").fill(token);
            await page.keyboard.press("Enter");
          }
          await page.getByText("Over 24 windows").waitFor();
          await page.locator(`.judgements a[href$="id=${ids[0]}"]`).click();
          await page.getByRole("heading", { name: /^Was the model right in/ }).waitFor();
          await page.getByRole("button", { name: "Forget the token" }).click();
          await page.reload();
          await page.getByRole("dialog").waitFor();
        },
      );
    }),
);
