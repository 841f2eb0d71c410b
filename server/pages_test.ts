import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { browserTest } from "../tests/browser.ts";
import { tokenGate } from "./gate/token_gate.ts";
import { FAKE_MODEL, type FakeApp, fakeApp } from "./fake_app.ts";

const WINDOW = { width: 375, height: 740 };

/** What a visit of a page did beyond its own server: each must stay empty. */
interface Visit {
  readonly page: Page;
  readonly origin: string;
  readonly complaints: string[];
}

/** Serves a fake app for the time of `visit`, and fails when the page complained or asked anybody else. */
function pageTest(name: string, fake: FakeApp, visit: (visit: Visit) => Promise<void>): void {
  browserTest(name, async (browser) => {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => fake.request(request),
    );
    const origin = `http://127.0.0.1:${server.addr.port}`;
    try {
      const page = await browser.newPage({ viewport: WINDOW });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (!/the server responded with a status of 401/.test(message.text())) {
          complaints.push(message.text());
        }
      });
      page.on("request", (request) => {
        if (!/^data:/.test(request.url()) && !request.url().startsWith(`${origin}/`)) {
          complaints.push(request.url());
        }
      });
      await visit({ page, origin, complaints });
      assert.deepEqual(complaints, []);
      assert.deepEqual(fake.faults, []);
    } finally {
      await server.shutdown();
    }
  });
}

const MINUTES = { p10: 20, p25: 22, p50: 25, p75: 28, p90: 33 };
const pair = (from: number, to: number) => ({ from, to, trips: 1234, minutes: MINUTES, miles: { p50: 7.5 } });
const playground = fakeApp({ model: { ...FAKE_MODEL, pair } });
pageTest(
  "GET / predicts a trip by zone names, logs it, and shows its reasons and the request",
  playground,
  async ({ page, origin }) => {
    await page.goto(origin);
    await page.locator("#zone-4").waitFor();
    await page.locator("#from").fill("alphabet city");
    await page.keyboard.press("Enter");
    await page.locator("#to").fill("132 JFK Airport, Queens");
    await page.locator("#miles").fill("7.4");
    await page.locator("#at").fill("2025-03-01T08:30");
    await page.locator("#result").getByText("24.8 minutes").waitFor();
    await page.locator("#curl", { hasText: '"trip_distance":7.4,"pickup_datetime":"2025-03-01T08:30"' })
      .waitFor();
    const logged = playground.logged.at(-1)!;
    assert.deepEqual(logged.features, {
      PULocationID: 4,
      DOLocationID: 132,
      trip_distance: 7.4,
      pickup_datetime: Date.parse("2025-03-01T08:30:00Z") * 1000,
    });
    await page.locator("#request-id", { hasText: logged.requestId }).waitFor();
    await page.getByText("90 of 100 such trips take 20.8 to 30.8 minutes").first().waitFor();
    await page.getByText("1,234 trips between these zones in training: half took 22.0 to 28.0").waitFor();
    assert.match(await page.locator("#result table").innerText(), /Distance\s+7\.4 miles\s+\+9\.80/);
    assert.equal(page.url(), `${origin}/?from=4&to=132&miles=7.4&at=2025-03-01T08:30`);
    await page.locator("#at").fill("");
    await page.locator("#to").fill("265");
    await page.keyboard.press("Enter");
    await page.locator("#result").getByText("never saw a trip to this drop-off zone").waitFor();
  },
);

const docs = fakeApp({ model: { ...FAKE_MODEL, pair } });
pageTest(
  "GET /docs answers the example of each operation that has one, when clicked",
  docs,
  async (visit) => {
    const { page, origin } = visit;
    await page.goto(`${origin}/docs`);
    await page.locator(".opblock").first().waitFor();
    const operations = await page.locator(".opblock-post, #operations-City-pairs").all();
    assert.equal(operations.length, 4);
    for (const operation of operations) {
      await operation.locator(".opblock-summary-control").dispatchEvent("click");
      await execute(operation);
    }
    assert.equal(docs.logged.length, 3, "one trip, and a batch of two");
    const batch = page.locator("#operations-Predictions-predictBatch");
    await batch.getByLabel("Request content type").selectOption("application/x-ndjson");
    await batch.getByText('}\n{"PULocationID"').first().waitFor();
    await execute(batch);
    assert.equal(docs.logged.length, 5);
  },
);

/** Sends what is written, which must be answered. Clicks without waiting for the page to stand still, as it seldom does. */
async function execute(operation: Locator): Promise<void> {
  await operation.locator('textarea:not(:empty), input[value="161"]').first().waitFor();
  const answered = operation.page().waitForResponse((response) =>
    response.request().resourceType() === "fetch"
  );
  await operation.locator("button.execute").dispatchEvent("click");
  const response = await answered;
  assert.equal(response.status(), 200, `${response.url()}: ${await response.text()}`);
}

const nameOf = (authorization: string) => authorization === "Bearer right" ? "me" : undefined;
const guarded = () =>
  fakeApp({
    gates: [tokenGate({ required: true, nameOf })],
    tokensRequired: () => true,
    model: { ...FAKE_MODEL, pair },
  });

const guardedPlayground = guarded();
pageTest("GET / asks for the token that the server wants", guardedPlayground, async ({ page, origin }) => {
  await page.goto(`${origin}/?from=4&to=132`);
  for (const token of ["wrong", "right"]) {
    await page.getByRole("dialog").getByLabel("Token").fill(token);
    await page.keyboard.press("Enter");
  }
  await page.locator("#result").getByText("25.0 minutes").waitFor();
  assert.equal(guardedPlayground.logged.length, 1);
});

const guardedDocs = guarded();
pageTest("GET /docs takes the token that the server wants", guardedDocs, async ({ page, origin }) => {
  await page.goto(`${origin}/docs`);
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.getByLabel("auth-bearer-value").fill("right");
  await page.getByRole("button", { name: "Apply credentials" }).click();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  const operation = page.locator("#operations-Predictions-predict");
  await operation.locator(".opblock-summary-control").click();
  await execute(operation);
  assert.equal(guardedDocs.logged.length, 1);
});

Deno.test("GET / escapes the model's name", async () => {
  const { request } = fakeApp({ model: { ...FAKE_MODEL, name: '"><script>alert(1)</script>' } });
  const page = await (await request("/")).text();
  assert.ok(!page.includes("<script>alert"));
});

Deno.test("GET / and GET /docs let nothing come from elsewhere, and no script stand in the page", async () => {
  const { request } = fakeApp();
  for (const path of ["/", "/docs"]) {
    const response = await request(path);
    const policy = response.headers.get("content-security-policy")!;
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'/);
    const page = await response.text();
    assert.doesNotMatch(page, /(src|href)="https?:/);
    assert.doesNotMatch(page, /<script(?![^>]* src=)| on\w+="|style="/);
    for (const [, file] of page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)) {
      assert.equal((await request(file)).status, 200, file);
    }
  }
});

Deno.test("GET / is small: one page, one script, one style, all of them out of the program", async () => {
  const { request } = fakeApp();
  const size = async (path: string) => (await (await request(path)).bytes()).length;
  assert.ok(await size("/") < 8_000);
  assert.ok(await size("/playground.js") < 50_000);
  assert.ok(await size("/playground.css") < 12_000);
  assert.doesNotMatch(await (await request("/playground.js")).text(), /^(import|export) /m);
});
