import { type Browser, chromium } from "playwright-core";
import { statFileSync } from "../lib/stat_file.ts";

const CANDIDATES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Nothing that reaches the network by itself, and what a container without a sandbox or a large /dev/shm needs. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** The browser to test with: `CHROMIUM` if set, else the first that is installed; undefined where there is none. */
export function findChromium(): string | undefined {
  return [Deno.env.get("CHROMIUM"), ...CANDIDATES].find((path) =>
    path !== undefined && statFileSync(path)?.isFile
  );
}

/** Starts the browser of {@linkcode findChromium}, or the one at `executablePath`; close it when done. */
export function launchBrowser(executablePath = findChromium()): Promise<Browser> {
  if (executablePath === undefined) {
    throw new Deno.errors.NotFound("No Chromium found, expected one at CHROMIUM or " + CANDIDATES[0]);
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

let shared: Promise<Browser> | undefined;

/** One browser for all tests of a file: each takes half a second to start. It ends with them. */
function sharedBrowser(executablePath: string | undefined): Promise<Browser> {
  return shared ??= launchBrowser(executablePath);
}

let endsWithTests = false;

/**
 * Registers a test that needs a browser; its pages are its own. Without one it is ignored, and its name says why.
 * Playwright keeps sockets and timers of its own, so Deno's leak checks are off.
 */
export function browserTest(name: string, test: (browser: Browser) => Promise<void>): void {
  if (!endsWithTests) {
    endsWithTests = true;
    Deno.test.afterAll(async () => await (await shared)?.close());
  }
  const found = findChromium();
  Deno.test({
    name: found === undefined ? `${name} (SKIPPED: no Chromium, set CHROMIUM or install it)` : name,
    ignore: found === undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const browser = await sharedBrowser(found);
      try {
        await test(browser);
      } finally {
        await Promise.all(browser.contexts().map((context) => context.close()));
      }
    },
  });
}
