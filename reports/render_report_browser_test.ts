import { deepEqual, equal, ok } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { categoricalDistribution } from "../pipeline/monitoring/categorical_distribution.ts";
import type { MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { browserTest } from "../tests/browser.ts";
import { sampleMonitoringResult } from "../tests/sample_monitoring_result.ts";
import { tileMap } from "../pipeline/trips/zone_map/tile_map.ts";
import { axeFindsNothing } from "../tests/playground_visit.ts";
import { renderReport } from "./render_report.ts";
import { zoneLabel } from "./zone_label.ts";

const OPTIONS = { command: "taxi report --reference a --current b", generatedAt: new Date(0) };
const HOSTILE =
  `</script><script>document.title="broken"</script><img src=x onerror="document.title='broken'">`;

/** The sample with category names that try to become markup. */
function hostileResult(): MonitoringResult {
  const sample = sampleMonitoringResult(2000);
  return {
    ...sample,
    columns: sample.columns.map((column) =>
      column.column === "PULocationID"
        ? {
          ...column,
          reference: categoricalDistribution(["a", HOSTILE]),
          current: categoricalDistribution([HOSTILE]),
        }
        : column
    ),
  };
}

/** Opens the report in a new page; what the page complains about or asks the network for is collected. */
async function open(
  browser: Browser,
  result: MonitoringResult,
  options: { width?: number; dark?: boolean; javaScriptEnabled?: boolean } = {},
): Promise<{ page: Page; troubles: string[] }> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    colorScheme: options.dark ? "dark" : "light",
    javaScriptEnabled: options.javaScriptEnabled ?? true,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => troubles.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("request", (request) => troubles.push(`request: ${request.url()}`));
  await page.setContent(renderReport(result, { ...OPTIONS, label: zoneLabel, map: tileMap() }));
  return { page, troubles };
}

/** Names of the rows in sight, top to bottom. */
function columnNames(page: Page): Promise<string[]> {
  return page.locator("tbody.column:visible .row code").allTextContents();
}

browserTest("report opens without a complaint and asks the network for nothing", async (browser) => {
  const { page, troubles } = await open(browser, sampleMonitoringResult(2000));
  await page.locator("#column-trip_distance .row").click();
  await page.locator("#column-trip_distance figure svg").first().hover();
  ok((await page.locator("#column-trip_distance .reading").first().textContent())?.includes("reference"));
  deepEqual(troubles, []);
});

browserTest("report sorts by a header and says so, and filters by words", async (browser) => {
  const { page } = await open(browser, sampleMonitoringResult(2000));
  const bySeverity = await columnNames(page);
  deepEqual(bySeverity.slice(0, 2), ["duration", "trip_distance"]);
  equal(bySeverity.at(-1), "ehail_fee");
  const severityHeader = page.locator("th[data-sort=severity]");
  await severityHeader.getByRole("button").click();
  equal(await severityHeader.getAttribute("aria-sort"), "ascending");
  deepEqual(await columnNames(page), bySeverity.toReversed());
  await page.locator("th[data-sort=name] button").press("Enter");
  equal(await severityHeader.getAttribute("aria-sort"), "none");
  equal((await columnNames(page))[0], "duration"); // "Trip duration", the last name
  await page.getByRole("searchbox").fill("zone drifted");
  deepEqual(await columnNames(page), ["PULocationID"]);
  equal(await page.locator("#filter-count").textContent(), "1 of 9 columns");
});

browserTest("report opens a row by pointer, keyboard and link", async (browser) => {
  const { page } = await open(browser, sampleMonitoringResult(2000));
  const charts = page.locator("#column-trip_distance .figures");
  equal(await charts.isVisible(), false);
  await page.locator("#column-trip_distance .open").press("Enter");
  equal(await charts.isVisible(), true);
  await page.locator("#column-trip_distance .row").click();
  equal(await charts.isVisible(), false);
  await page.locator('a[href="#column-trip_distance"]').click();
  await charts.waitFor({ state: "visible" });
  equal(await page.locator("#column-trip_distance .open").getAttribute("aria-expanded"), "true");
});

browserTest("report keeps hostile category names a text", async (browser) => {
  const { page, troubles } = await open(browser, hostileResult());
  await page.locator("#column-PULocationID .row").click();
  ok((await page.locator("#column-PULocationID").innerText()).includes(HOSTILE));
  equal((await page.title()).includes("broken"), false);
  equal(await page.locator("img").count(), 0);
  equal(await page.locator("script").count(), 1);
  deepEqual(troubles, []);
});

browserTest("report has no sideways scroll on a phone, opened rows included", async (browser) => {
  const { page } = await open(browser, sampleMonitoringResult(2000), { width: 390 });
  for (const row of await page.locator("tbody.column .row").all()) await row.click();
  equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
});

browserTest("report works without its script: details open by themselves", async (browser) => {
  const { page } = await open(browser, sampleMonitoringResult(2000), { javaScriptEnabled: false });
  await page.locator("#column-trip_distance summary").click();
  equal(await page.locator("#column-trip_distance .figures").isVisible(), true);
  equal(await page.locator("#filter").isVisible(), false);
});

browserTest(
  "report reads a chart by pointer and by arrow keys, and forgets it when left",
  async (browser) => {
    const { page } = await open(browser, sampleMonitoringResult(2000));
    const figure = page.locator("#model figure", { hasText: "by pick-up hour" });
    const reading = figure.locator(".reading");
    await figure.locator("svg").press("ArrowRight");
    ok(/^00: reference .* trips?, current .*/.test(await reading.innerText()), await reading.innerText());
    await page.keyboard.press("ArrowRight");
    ok((await reading.innerText()).startsWith("01: "));
    await page.keyboard.press("Tab");
    equal(await reading.innerText(), "");
    const zones = page.locator("#column-PULocationID");
    await zones.locator(".row").click();
    await zones.locator("figure svg").hover({ position: { x: 250, y: 14 } });
    ok(
      /^East Harlem North: reference [\d.]+%, current [\d.]+%$/.test(
        await zones.locator(".reading").innerText(),
      ),
    );
  },
);

browserTest(
  "report map is switched by keyboard, tells a zone, and its table shows the same layer",
  async (browser) => {
    const { page, troubles } = await open(browser, sampleMonitoringResult(20_000));
    const jfk = page.locator(".twin tbody tr", { hasText: "JFK Airport" });
    const zone = page.locator('.zone-map path[data-z="131"]'); // zones begin at 1
    await page.locator("#map details summary").click();
    const cells = async () => (await jfk.locator("td:visible").allInnerTexts()).join(" ");
    const fill = () =>
      page.evaluate(`getComputedStyle(document.querySelector('.zone-map path[data-z="131"]')).fill`);
    const pickups: [string, unknown] = [await cells(), await fill()];
    await zone.hover();
    const [before, now, change] = pickups[0].split(" ");
    const reading = page.locator("#map-reading");
    equal(await reading.innerText(), `JFK Airport: reference ${before}, current ${now} (${change})`);
    await page.locator("#layer-a").focus();
    await page.keyboard.press("ArrowRight");
    equal(await page.locator("#layer-b").isChecked(), true);
    ok(await cells() !== pickups[0] && await fill() !== pickups[1]);
    equal(await page.locator("#map .movers table:visible").count(), 1);
    equal(await page.locator("#map .legend:visible").count(), 1);
    deepEqual(troubles, []);
  },
);

browserTest("report map is switched without the script", async (browser) => {
  const { page } = await open(browser, sampleMonitoringResult(2000), { javaScriptEnabled: false });
  await page.locator("#layer-c").check();
  ok((await page.locator("#map .movers table:visible caption").innerText()).includes("mean absolute error"));
});

browserTest(
  "report on paper has what drifted open, in light colours, and nothing cut off",
  async (browser) => {
    const { page } = await open(browser, sampleMonitoringResult(2000), { width: 718, dark: true });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    equal(await page.locator("#column-trip_distance .figures").isVisible(), true);
    equal(await page.locator("#column-pickup_hour .figures").isVisible(), false);
    equal(
      await page.evaluate("getComputedStyle(document.documentElement).backgroundColor"),
      "rgb(255, 255, 255)",
    );
    ok(await page.evaluate("document.documentElement.scrollWidth") as number <= 718);
  },
);

for (const dark of [false, true]) {
  browserTest(
    `report keeps nobody out, says axe, in the ${dark ? "dark" : "light"} theme`,
    async (browser) => {
      const { page } = await open(browser, sampleMonitoringResult(2000), { dark });
      for (const row of await page.locator("tbody.column .row").all()) await row.click();
      for (const summary of await page.locator(".fold > summary").all()) await summary.click();
      await axeFindsNothing(page);
    },
  );
}

for (const dark of [false, true]) {
  browserTest(
    `report has a contrast of 4.5 : 1 for all text in the ${dark ? "dark" : "light"} theme`,
    async (browser) => {
      const { page } = await open(browser, sampleMonitoringResult(2000), { dark });
      for (const row of await page.locator("tbody.column .row").all()) await row.click();
      const faint = (await page.evaluate(CONTRASTS) as [string, number][]).filter(([, ratio]) => ratio < 4.5);
      deepEqual(faint, []);
      const background = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
      const before = await background();
      await page.locator("#theme").click();
      ok(await background() !== before);
      deepEqual(
        (await page.evaluate(CONTRASTS) as [string, number][]).filter(([, ratio]) => ratio < 4.5),
        [],
      );
    },
  );
}

/** Runs in the page: text and WCAG 2.2 contrast of every element with text of its own, against the page's paper. */
const CONTRASTS = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = luminance(getComputedStyle(document.documentElement).backgroundColor);
  return [...document.body.querySelectorAll("*")]
    .filter((element) => !["SCRIPT", "STYLE"].includes(element.tagName))
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""))
    .map((element) => {
      const style = getComputedStyle(element);
      const ink = luminance(element.namespaceURI.endsWith("svg") ? style.fill : style.color);
      return [element.textContent.trim().slice(0, 40), (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)];
    });
})()`;
