import assert from "node:assert/strict";
import { axeFindsNothing, click, minutes, says, visitTest, zone } from "../../../tests/playground_visit.ts";

const PHONES = [360, 390];
const TRIP = "/?from=161&to=132&at=2025-03-01T08:30";

visitTest(
  "shows a home without outlines as tiles with numbers",
  { tiles: true },
  "/?from=161&to=132",
  async (page) => {
    await minutes(page).waitFor();
    await page.locator("#names text", { hasText: /^265$/ }).waitFor();
    await page.locator("#names text", { hasText: /^Staten Island$/ }).waitFor();
    await page.getByText("taxi ingest fetches them").waitFor();
    await click(zone(page, 265)); // it has a tile, though no outline
    await page.waitForURL(/to=265/);
    await says(page, "never saw a trip to this drop-off zone");
    await axeFindsNothing(page);
  },
);

for (const width of PHONES) {
  visitTest(`fits a phone of ${width} px, with targets for fingers`, {}, "/", async (page) => {
    await page.setViewportSize({ width, height: 740 });
    for (const path of ["/", TRIP, "/?from=161&to=265"]) {
      await page.goto(page.stub.origin + path);
      await zone(page, 1).waitFor();
      if (path !== "/") await minutes(page).waitFor();
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width, path);
      const small = await page.locator("button:visible, input:visible").evaluateAll((all) =>
        all.map((element) => [element.id, element.getBoundingClientRect()] as const)
          .filter(([, { width, height }]) => width > 1 && (width < 44 || height < 44)).map(([id]) => id)
      );
      assert.deepEqual(small, []);
    }
    await page.locator("#boroughs button", { hasText: "Manhattan" }).click();
    await click(zone(page, 161));
    await page.waitForURL(/from=161/);
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  visitTest(`has nothing that axe finds, in the ${colorScheme} theme`, {}, "/", async (page) => {
    await page.emulateMedia({ colorScheme });
    await zone(page, 1).waitFor();
    await axeFindsNothing(page);
    await page.locator("#from").fill("mid");
    await axeFindsNothing(page);
    await page.goto(`${page.stub.origin}/?from=161&to=265&miles=3`);
    await minutes(page).waitFor();
    await zone(page, 1).waitFor();
    await axeFindsNothing(page);
  });
}
