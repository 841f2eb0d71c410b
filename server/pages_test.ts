import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../tests/browser.ts";
import { FAKE_MODEL, type FakeApp, fakeApp } from "./fake_app.ts";

const PHONE = { width: 375, height: 740 };

/** What a visit of a page did beyond its own server: each must stay empty. */
interface Visit {
  readonly page: Page;
  readonly origin: string;
  readonly complaints: string[];
}

/** Serves a fake app for the time of `visit`, and fails when the page complained or asked anybody else. */
function pageTest(name: string, fake: FakeApp, visit: (visit: Visit) => Promise<void>): void {
  browserTest(name, async (browser) => {
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, fake.app.fetch);
    const origin = `http://127.0.0.1:${server.addr.port}`;
    try {
      const page = await browser.newPage({ viewport: PHONE });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => complaints.push(message.text()));
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

const playground = fakeApp();
pageTest(
  "GET / predicts a trip by zone names and shows the request",
  playground,
  async ({ page, origin }) => {
    await page.goto(origin);
    await page.getByLabel("From").fill("alphabet city");
    await page.getByLabel("To").fill("132 JFK Airport, Queens");
    await page.getByLabel("Miles").fill("7.5");
    await page.getByLabel("Pick-up").fill("2025-03-01T08:30");
    await page.getByRole("button", { name: "Predict" }).click();
    await page.getByText("25 minutes").waitFor();
    const [logged] = playground.logged;
    assert.deepEqual(logged.features, {
      PULocationID: 4,
      DOLocationID: 132,
      trip_distance: 7.5,
      pickup_datetime: "2025-03-01T08:30:00.000",
    });
    await page.getByText(`Request ${logged.requestId}`).waitFor();
    const curl = await page.locator("#curl").innerText();
    assert.ok(curl.startsWith(`curl ${origin}/predict`), curl);
    assert.ok(
      curl.includes(
        '{"PULocationID":4,"DOLocationID":132,"trip_distance":7.5,"pickup_datetime":"2025-03-01T08:30"}',
      ),
      curl,
    );
    await page.getByLabel("Miles").fill("8");
    assert.equal(await page.getByText("25 minutes").count(), 0, "an answer to another trip must not stay");
  },
);

const wide = fakeApp();
pageTest(
  "GET / fits a phone and asks for a zone that exists before it predicts",
  wide,
  async ({ page, origin }) => {
    await page.goto(origin);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width);
    await page.getByLabel("From").fill("Atlantis");
    await page.getByRole("button", { name: "Predict" }).click();
    assert.equal(await page.evaluate("document.querySelector('form').checkValidity()"), false);
    assert.deepEqual(wide.logged, []);
  },
);

const docs = fakeApp();
pageTest("GET /docs tries POST /predict without anything from elsewhere", docs, async ({ page, origin }) => {
  await page.goto(`${origin}/docs`);
  await page.getByText("Predict the duration of one trip").click();
  await page.getByRole("button", { name: "Execute" }).click();
  await page.getByText(/"predicted_duration": 15/).first().waitFor();
  assert.equal(docs.logged.length, 1);
});

Deno.test("GET / escapes the model's name", async () => {
  const { app } = fakeApp({ model: { ...FAKE_MODEL, name: '"><script>alert(1)</script>' } });
  const page = await (await app.request("/")).text();
  assert.ok(!page.includes("<script>alert"));
});

Deno.test("GET / and GET /docs let nothing come from elsewhere", async () => {
  const { app } = fakeApp();
  for (const path of ["/", "/docs"]) {
    const response = await app.request(path);
    assert.match(response.headers.get("content-security-policy")!, /^default-src 'self' 'unsafe-inline'; /);
    assert.doesNotMatch(await response.text(), /(src|href)="https?:/);
  }
});
