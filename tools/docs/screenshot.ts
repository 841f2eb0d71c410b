import { resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Browser, Locator } from "playwright-core";
import { launchBrowser } from "../../tests/browser.ts";

/** How a page is photographed. */
export interface ScreenshotOptions {
  /** Width of the window in CSS pixels; 1280 unless told. */
  readonly width?: number;
  /** Height of the window in CSS pixels; 800 unless told. */
  readonly height?: number;
  /** Asks the page for its dark theme. */
  readonly dark?: boolean;
  /** The whole page instead of what the window shows. */
  readonly fullPage?: boolean;
  /** CSS selector of the part that is shown, with some room around it; all of it unless told. */
  readonly element?: string;
  /** CSS selectors of what is clicked first, in this order. */
  readonly click?: readonly string[];
}

/** Opens an HTML file or URL in Chromium and writes what it shows as PNG. */
export async function screenshot(
  page: string,
  png: string,
  options: ScreenshotOptions = {},
  browser?: Browser,
): Promise<void> {
  const used = browser ?? await launchBrowser();
  try {
    const tab = await used.newPage({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      colorScheme: options.dark ? "dark" : "light",
    });
    await tab.goto(/^https?:/.test(page) ? page : pathToFileURL(resolve(page)).href);
    for (const selector of options.click ?? []) await tab.click(selector);
    await tab.waitForLoadState("networkidle"); // what a click asked for has arrived
    const clip = options.element === undefined ? undefined : await boxAround(tab.locator(options.element));
    await tab.screenshot({ path: png, fullPage: options.fullPage ?? clip !== undefined, clip });
    await tab.close();
  } finally {
    if (browser === undefined) await used.close();
  }
}

const ROOM = 16;

/** Where an element is on its page. */
async function boxAround(element: Locator) {
  const { x, y, width, height } = (await element.boundingBox())!;
  return { x: x - ROOM, y: y - ROOM / 4, width: width + 2 * ROOM, height: height + ROOM };
}

/** `./denow run -A tools/docs/screenshot.ts PAGE PNG [--width 1280] [--dark] [--full-page] [--click SELECTOR]` */
if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      width: { type: "string", default: "1280" },
      dark: { type: "boolean", default: false },
      "full-page": { type: "boolean", default: false },
      click: { type: "string", multiple: true, default: [] },
    },
  });
  const [page, png] = positionals;
  if (png === undefined) {
    process.stderr.write(
      "Usage: tools/docs/screenshot.ts PAGE PNG [--width 1280] [--dark] [--full-page] [--click SELECTOR]\n",
    );
    process.exit(2);
  }
  const { width, dark, click } = values;
  await screenshot(page, png, { width: Number(width), dark, fullPage: values["full-page"], click });
  process.exit(0); // playwright-core keeps a timer alive
}
