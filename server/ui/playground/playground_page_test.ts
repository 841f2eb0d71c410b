import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { problem } from "../../problem.ts";
import {
  axeFindsNothing,
  click,
  minutes,
  query,
  says,
  visitTest,
  zone,
} from "../../../tests/playground_visit.ts";
import type { StubOptions } from "./stub_server.ts";

const TRIP = "/?from=161&to=132&at=2025-03-01T08:30";

visitTest("takes a pick-up and a drop-off by clicks on the map", {}, "/", async (page) => {
  await says(page, "Choose where it begins and ends");
  await click(zone(page, 132));
  await says(page, "Choose where it ends");
  await click(zone(page, 7));
  await minutes(page).waitFor();
  assert.deepEqual(page.stub.predicted, [{ PULocationID: 132, DOLocationID: 7, trip_distance: 6.75 }]);
  assert.equal(await page.locator("#from").inputValue(), "132 JFK Airport, Queens");
  assert.equal(await page.locator("#to").inputValue(), "7 Astoria, Queens");
  assert.equal(await page.locator("#miles").inputValue(), "6.75");
  assert.equal(query(page), "?from=132&to=7");
  assert.equal(await zone(page, 132).getAttribute("aria-selected"), "true");
  await click(zone(page, 75)); // a third click begins the next trip
  await page.waitForURL(/from=75&to=7/);
  await page.goBack();
  await page.waitForURL(/from=132&to=7/);
  assert.equal(await page.locator("#from").inputValue(), "132 JFK Airport, Queens");
});

visitTest(
  "shows minutes, interval, typical trips, what drove it, model and request",
  {},
  TRIP,
  async (page) => {
    await minutes(page).waitFor();
    await zone(page, 1).waitFor();
    const text = await page.locator("main").innerText();
    for (
      const part of [
        /^11\.8 minutes$/m,
        /90 of 100 such trips take 8\.0 to 17\.0 minutes/,
        /1,234 trips between these zones in training: half took 8\.7 to 13\.5 minutes, the middle one 10\.8/,
        /Baseline\s+the average trip in training\s+15\.00/,
        /Distance\s+1\.95 miles\s+−5\.10/,
        /Pick-up zone\s+161 Midtown Center\s+\+1\.25/,
        /This trip\s+11\.81/,
        /No effect here: whether the distance is told/,
        /This model does not use the pick-up time/,
        /The outlines are those of an invented city/,
        /Answered by taxi-duration version 3/,
        /0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b/,
      ]
    ) assert.match(text, part);
    assert.match(await page.getByRole("status").innerText(), /^11\.8 minutes\. 90 of 100/);
    await page.getByRole("button", { name: "Copy as curl" }).click();
    assert.equal(
      await page.evaluate("navigator.clipboard.readText()"),
      `curl '${page.stub.origin}/predict?explain=true' \\\n  -H 'content-type: application/json' \\\n  ` +
        `-d '{"PULocationID":161,"DOLocationID":132,"trip_distance":1.95,"pickup_datetime":"2025-03-01T08:30"}'`,
    );
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    assert.equal(
      await page.evaluate("navigator.clipboard.readText()"),
      "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
    );
    await page.getByRole("button", { name: "Copy link" }).click();
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), page.stub.origin + TRIP);
  },
);

visitTest("works by keyboard alone: search, fields, map", {}, "/", async (page) => {
  await zone(page, 161).waitFor();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await focusByTab(page, "#from");
  await page.keyboard.type("midtown");
  assert.equal(await page.locator("#from").getAttribute("aria-expanded"), "true");
  await press("ArrowDown", "ArrowDown");
  assert.equal(await activeText(page), "162 Midtown East, Manhattan");
  await press("ArrowUp", "Enter");
  assert.equal(await page.locator("#from").inputValue(), "161 Midtown Center, Manhattan");
  await press("Tab");
  await page.keyboard.type("jfk");
  await press("Enter");
  await minutes(page).waitFor();
  assert.equal(query(page), "?from=161&to=132");
  await focusByTab(page, "#miles");
  await page.keyboard.type("17.5");
  await minutes(page).getByText("42.9 minutes").waitFor();
  assert.deepEqual(page.stub.predicted.at(-1), { PULocationID: 161, DOLocationID: 132, trip_distance: 17.5 });
  await focusByTab(page, "#map");
  assert.equal(await page.locator("#pointed").innerText(), "132 JFK Airport, Queens");
  await press("ArrowUp");
  const named = await page.locator("#pointed").innerText();
  assert.notEqual(named, "132 JFK Airport, Queens");
  await press("+", "Enter");
  await page.waitForURL((url) => url.search !== "?from=161&to=132");
  assert.equal(await page.locator("#from").inputValue(), named);
  await press("Escape");
});

visitTest("refuses what is no zone, beside the field, and keeps asking nothing", {}, "/", async (page) => {
  await zone(page, 161).waitFor();
  await page.locator("#from").fill("Atlantis");
  await page.keyboard.press("Tab");
  assert.match(await page.locator("#from-error").innerText(), /No one zone is "Atlantis"/);
  assert.equal(await page.locator("#from").getAttribute("aria-invalid"), "true");
  assert.deepEqual(page.stub.predicted, []);
});

visitTest("swaps both ends and sets New York's time", {}, "/?from=161&to=132", async (page) => {
  await minutes(page).waitFor();
  await page.getByRole("button", { name: "Swap" }).click();
  await page.waitForURL(/from=132&to=161/);
  await page.locator("#result[aria-busy=false]").waitFor();
  assert.equal(page.stub.predicted.at(-1)!.PULocationID, 132);
  await page.getByRole("button", { name: "Now" }).click();
  await page.waitForURL(/at=20\d\d-\d\d-\d\dT\d\d:\d\d$/);
  await page.getByRole("button", { name: "New trip" }).click();
  await says(page, "Choose where it begins and ends");
  assert.equal(query(page), "");
});

visitTest(
  "asks for a token, again when it is refused, and keeps it in this tab",
  { token: "right" },
  TRIP,
  async (page) => {
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Token").fill("wrong");
    await page.keyboard.press("Enter");
    await dialog.getByText("The server refused the last one").waitFor();
    await axeFindsNothing(page);
    await dialog.getByLabel("Token").fill("right");
    await dialog.getByRole("button", { name: "Use it" }).click();
    await minutes(page).waitFor();
    await zone(page, 1).waitFor();
    assert.deepEqual(
      await page.evaluate("[Object.keys(sessionStorage), localStorage.length, document.cookie]"),
      [["taxi-token"], 0, ""],
    );
    const curl = await page.locator("#curl").innerText();
    assert.match(curl, /-H "authorization: Bearer \$TAXI_TOKEN"/);
    assert.doesNotMatch(curl, /right/);
    await page.reload();
    await minutes(page).waitFor();
    await page.getByRole("button", { name: "Forget the token" }).click();
    await page.getByRole("button", { name: "Swap" }).click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await says(page, "only with a token, and none was given");
  },
);

const BAD_MILES: StubOptions = {
  refuse: ({ trip_distance }) =>
    trip_distance === -1
      ? {
        problem: problem(422, "invalid_body", "Cannot read /trip_distance: found -1, expected miles", {
          errors: [{
            pointer: "/trip_distance",
            message: "found -1, expected miles from 0 to 1000000, or null",
          }],
        }),
      }
      : undefined,
};

visitTest("says what is wrong beside the field", BAD_MILES, `${TRIP}&miles=-1`, async (page) => {
  await says(page, "No prediction");
  assert.match(await page.locator("#miles-error").innerText(), /Found -1, expected miles from 0/);
  assert.equal(await page.locator("#miles").getAttribute("aria-invalid"), "true");
  await axeFindsNothing(page);
  await page.locator("#miles").fill("2");
  await minutes(page).waitFor();
  assert.equal(await page.locator("#miles").getAttribute("aria-invalid"), null);
});

const BUSY: StubOptions = {
  refuse: (_, before) =>
    before === 0
      ? { problem: problem(503, "overloaded", "The server is busy"), headers: { "retry-after": "2" } }
      : undefined,
};

visitTest("waits as long as a busy server tells, then asks again by itself", BUSY, TRIP, async (page) => {
  await says(page, "Asking again in 2 seconds");
  await says(page, "The server is busy.");
  assert.equal(page.stub.predicted.length, 0);
  await minutes(page).waitFor();
});

visitTest("says in words what the model never saw", {}, "/?from=161&to=265", async (page) => {
  await says(page, "never saw a trip to this drop-off zone");
  await says(page, "No trip between these zones in training");
  assert.deepEqual(page.stub.predicted, [{ PULocationID: 161, DOLocationID: 265 }]);
});

visitTest("tells typical trips of a rare pair as what they are", {}, "/?from=1&to=161", async (page) => {
  await says(page, "3 trips between these zones in training, too few to tell what is usual");
});

visitTest("shows only the last of many answers", { delay: 200 }, "/?from=161&to=132", async (page) => {
  await page.locator("#curl", { hasText: "curl" }).waitFor();
  const asked = page.waitForRequest(/predict/);
  await page.locator("#miles").fill("3");
  await asked; // and not yet answered
  await page.locator("#miles").fill("12.5");
  await minutes(page).getByText("32.9 minutes").waitFor();
  assert.ok(page.stub.predicted.length <= 3);
});

visitTest("shows what an older model knows", { plain: true }, "/?from=161&to=132&miles=3", async (page) => {
  await minutes(page).waitFor();
  assert.match(await page.locator("#answered").innerText(), /taxi-duration, a model file/);
  assert.equal(await page.locator("#result .spread, #result table").count(), 0);
});

visitTest("works by zone numbers when there is no map", { withoutMap: true }, "/", async (page) => {
  await page.getByText("Zones can be chosen by number").waitFor();
  await page.locator("#from").fill("161");
  await page.locator("#to").fill("132");
  await page.keyboard.press("Enter");
  await minutes(page).waitFor();
});

visitTest("tells that the server is gone, and asks again", {}, TRIP, async (page) => {
  await minutes(page).waitFor();
  await page.route("**/predict*", (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Swap" }).click();
  await says(page, "Is the server still running?");
  await page.unroute("**/predict*");
  await page.getByRole("button", { name: "Ask again" }).click();
  await minutes(page).waitFor();
});

visitTest("paints before the map is there", {}, "/", async (page) => {
  await page.route("**/zones", () => {}); // never answered
  await page.reload({ waitUntil: "load" });
  await page.getByText("The map is on its way").waitFor();
  await page.locator("#from").fill("161");
  await page.locator("#to").fill("7");
  await page.keyboard.press("Enter");
  await minutes(page).waitFor();
});

visitTest("reads names that were typed before the zones were there", {}, "/", async (page) => {
  const { promise: zonesMayCome, resolve: letZonesCome } = Promise.withResolvers<void>();
  await page.route("**/zones", async (route) => {
    await zonesMayCome;
    await route.continue();
  });
  await page.reload({ waitUntil: "load" });
  await page.locator("#from").fill("jfk");
  await page.locator("#to").fill("midtown center");
  await page.locator("#miles").focus();
  letZonesCome();
  await minutes(page).waitFor();
  assert.equal(query(page), "?from=132&to=161");
  assert.equal(await page.locator("#to-error").innerText(), "");
});

visitTest("waits for the typical miles while the server is busy", {}, "/", async (page) => {
  let asked = 0;
  await page.route(
    "**/pairs*",
    (route) =>
      asked++ === 0
        ? route.fulfill({ status: 429, headers: { "retry-after": "1" }, json: {} })
        : route.continue(),
  );
  await page.goto(page.stub.origin + TRIP);
  await minutes(page).waitFor();
  assert.deepEqual(page.stub.predicted.map(({ trip_distance }) => trip_distance), [1.95]);
});

async function focusByTab(page: Page, selector: string): Promise<void> {
  for (let pressed = 0; pressed < 30; pressed++) {
    if (await page.locator(`${selector}:focus`).count() === 1) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} is not reached by Tab`);
}

async function activeText(page: Page): Promise<string> {
  const id = await page.locator(":focus").getAttribute("aria-activedescendant");
  return await page.locator(`#${id}`).innerText();
}
