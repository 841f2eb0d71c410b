// Makes the pictures of README and docs from the program itself: ./denow task pictures [--tlc DIR]. Needs Chromium. The history of
// champions is about the city's real months, and is made only where --tlc says where these are.
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launchBrowser } from "../../tests/browser.ts";
import { startTaxi } from "../../tests/taxi_process.ts";
import { screenshot } from "./screenshot.ts";
import { makeFlowPictures } from "./flow_pictures.ts";
import { makeTrackerPictures } from "./tracker_pictures.ts";

const IMAGES = fileURLToPath(new URL("../../docs/images", import.meta.url));

if (import.meta.main) {
  const { values } = parseArgs({ options: { tlc: { type: "string" } } });
  await makePictures(values.tlc);
  process.exit(0); // playwright-core keeps a timer alive
}

async function makePictures(tlc: string | undefined): Promise<void> {
  await Deno.mkdir(IMAGES, { recursive: true });
  const folder = await Deno.makeTempDir({ prefix: "taxi-pictures-" });
  const browser = await launchBrowser();
  try {
    const demo = await startTaxi(["demo", "--json"], { cwd: folder }).ended;
    const { report } = JSON.parse(demo.stdout) as { report: string };
    await screenshot(report, join(IMAGES, "report.png"), { width: 1120, height: 1130 }, browser);
    await screenshot(
      report,
      join(IMAGES, "report-dark.png"),
      { width: 1120, height: 1130, dark: true },
      browser,
    );
    const server = startTaxi(["serve", "--port", "0", "--json"], { cwd: folder });
    try {
      const { url } = await server.document as { url: string };
      const trip = `${url}/?from=74&to=138&at=2024-05-15T08:30`;
      await screenshot(trip, join(IMAGES, "playground.png"), { width: 1120, height: 800 }, browser);
      const phone = { width: 390, height: 844, dark: true };
      await screenshot(trip, join(IMAGES, "playground-phone.png"), phone, browser);
    } finally {
      server.kill("SIGTERM");
      await server.ended;
    }
    await makeTrackerPictures(browser, join(folder, "tracker"), IMAGES);
    await makeFlowPictures(browser, join(folder, "flows"), IMAGES, tlc);
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
}
