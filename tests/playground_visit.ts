import assert from "node:assert/strict";
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { browserTest } from "./browser.ts";
import { type StubOptions, type StubServer, stubServer } from "../server/ui/playground/stub_server.ts";

const DESKTOP = { width: 1280, height: 900 };

/** One visit of the page, and what it makes of it. */
export interface Visit extends Page {
  /** The server that it visits. */
  readonly stub: StubServer;
}

/** Visits the page of a stub server; fails when it complained or asked anybody else. Refused requests may be told of. */
export function visitTest(
  name: string,
  options: StubOptions,
  path: string,
  visit: (page: Visit) => Promise<void>,
): void {
  browserTest(`the playground ${name}`, async (browser) => {
    await using stub = stubServer(options);
    const context = await browser.newContext({
      viewport: DESKTOP,
      permissions: ["clipboard-read", "clipboard-write"],
      reducedMotion: "reduce", // so that nothing is half faded when it is looked at
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (!/^Failed to load resource/.test(message.text())) {
        complaints.push(message.text());
      }
    });
    page.on("request", (request) => {
      if (!/^data:/.test(request.url()) && !request.url().startsWith(`${stub.origin}/`)) {
        complaints.push(request.url());
      }
    });
    await page.goto(stub.origin + path);
    await visit(Object.assign(page, { stub }));
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

/** The predicted minutes. */
export const minutes = (page: Page): Locator => page.locator("#result .minutes");

/** A zone on the map. */
export const zone = (page: Page, id: number): Locator => page.locator(`#zone-${id}`);

/** Waits until the answer says so; the same is also said aloud elsewhere. */
export const says = (page: Page, text: string): Promise<void> =>
  page.locator("#result").getByText(text).waitFor();

/** What the address says of the trip. */
export const query = (page: Page): string => new URL(page.url()).search;

/** Clicks a zone at a point within the shape, since the middle of its box may belong to another zone. */
export async function click(path: Locator): Promise<void> {
  await path.waitFor();
  const id = await path.getAttribute("id");
  const [x, y] = await path.page().evaluate(`(() => {
    const shape = document.getElementById("${id}"), { x, y, width, height } = shape.getBBox();
    for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
      const point = new DOMPoint(x + width * part, y + height / 2);
      if (!shape.isPointInFill(point)) continue;
      const found = point.matrixTransform(shape.getScreenCTM());
      return [found.x, found.y];
    }
  })()`) as [number, number];
  await path.page().mouse.click(x, y);
}

/** Fails where axe finds that the page keeps somebody out. */
export async function axeFindsNothing(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate("axe.run()") as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]), []);
}
