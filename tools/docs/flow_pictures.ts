import { join } from "node:path";
import type { Browser } from "playwright-core";
import { startTaxi } from "../../tests/taxi_process.ts";
import { definitionOf } from "../../pipeline/flows/flow_schedule.ts";
import { openTracking } from "../../tracking/tracking_store.ts";
import { readSchedule } from "../../commands/flows/schedule_config.ts";
import { screenshot } from "./screenshot.ts";

/** Days at which the runs happen, as if time passed: each judges the month before. */
const DAYS = Array.from(
  { length: 15 },
  (_, i) => `${2023 + Math.floor((i + 1) / 12)}-${`${(i + 1) % 12 + 1}`.padStart(2, "0")}-05`,
);

/**
 * Makes the pictures of the pages of flows, over fifteen monthly runs from January 2023 to March 2024.
 *
 * @param folder empty; the home of the runs and the server
 * @param tlc folder of the city's real files; without it the months are synthetic, and the history, which is about the real ones, is left as it is
 */
export async function makeFlowPictures(
  browser: Browser,
  folder: string,
  images: string,
  tlc: string | undefined,
): Promise<void> {
  const home = join(folder, "home"), source = tlc ?? await publishSynthetic(folder);
  for (const day of DAYS) {
    await taxi(["flow", "run", "monthly", "--param", `source=${source}`, "--at", day, "--home", home]);
  }
  await schedule(home);
  const server = startTaxi(["serve", "--port", "0", "--home", home, "--json"]);
  try {
    const { url } = await server.document as { url: string };
    await screenshot(`${url}/flows`, join(images, "flows.png"), { width: 1280, height: 640 }, browser);
    const run = `${url}/flows/${await newestRun(home)}`;
    await screenshot(run, join(images, "flow.png"), { width: 1280, height: 780 }, browser);
    if (tlc === undefined) return;
    const history = { width: 1120, element: "section[aria-labelledby=history]" };
    await screenshot(`${url}/flows`, join(images, "monthly_history.png"), history, browser);
  } finally {
    server.kill("SIGTERM");
    await server.ended;
  }
}

/** Few trips of synthetic months in a folder, as a source publishes them. */
async function publishSynthetic(folder: string): Promise<string> {
  const home = join(folder, "city"), source = join(folder, "published");
  const months = ["--months", "2023-01..2024-03", "--rows", "3000"];
  await taxi(["ingest", "--source", "synthetic", ...months, "--home", home]);
  await Deno.rename(join(home, "raw", "synthetic"), source);
  return source;
}

/** So that the page tells what is next. */
async function schedule(home: string): Promise<void> {
  await using tracking = await openTracking(home);
  const definition = { flow: "monthly", cron: "0 6 5 * *", time_zone: "America/New_York" };
  await tracking.schedules.put("monthly-green", definitionOf(readSchedule("monthly-green", definition)));
}

async function newestRun(home: string): Promise<string> {
  await using tracking = await openTracking(home);
  const [{ flowRunId }] = await tracking.flows.list({ limit: 1 });
  return flowRunId;
}

async function taxi(args: readonly string[]): Promise<void> {
  const { code, stderr } = await startTaxi(args).ended;
  if (code !== 0) throw new Error(`taxi ${args.join(" ")} ended with ${code}: ${stderr}`);
}
