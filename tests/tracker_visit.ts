import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type FakeApp, fakeApp } from "../server/fake_app.ts";
import { trackerMount } from "../server/ui/tracker/mount.ts";
import type { FlowPlace } from "../server/ui/tracker/tracker_env.ts";
import { TrackingHandle } from "../server/tracking_handle.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import { browserTest } from "./browser.ts";
import { type SampleTracking, sampleTracking } from "./sample_tracking.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** The tracker's pages over a store. */
export interface TrackedPages {
  /** What the pages are about. */
  readonly tracking: Tracking;
  /** The folder where it is kept. */
  readonly home: string;
  /** Asks for a page without a port; fails unless the server is at ease with it. */
  readonly get: (path: string) => Promise<{ readonly status: number; readonly body: string }>;
  /** The whole app. */
  readonly app: FakeApp;
}

/** Calls `visit` with the pages over an empty store. @param flows what its pages can do, by the folder of the store */
export function withTrackedPages(
  visit: (pages: TrackedPages) => Promise<void>,
  flows?: (home: string) => FlowPlace,
): Promise<void> {
  return withTemporaryFolder(async (home) => {
    const store = openTracking(home);
    await using handle = new TrackingHandle(() => store);
    const app: FakeApp = fakeApp({
      mounts: [trackerMount(handle, (_id, error) => assert.fail(error as Error), flows?.(home))],
    });
    const get = async (path: string) => {
      const response = await app.request(path);
      return { status: response.status, body: await response.text() };
    };
    await visit({ tracking: await handle.get(), home, get, app });
  });
}

/** Calls `visit` with the pages over the store of {@linkcode sampleTracking}. */
export function withSamplePages(
  visit: (pages: TrackedPages & { readonly sample: SampleTracking }) => Promise<void>,
  flows?: (home: string) => FlowPlace,
): Promise<void> {
  return withTrackedPages(
    async (pages) => visit({ ...pages, sample: await sampleTracking(pages.tracking) }),
    flows,
  );
}

/** What a visit in the browser is like. */
export interface PageLook {
  /** Pixels; 1280 unless told. */
  readonly width?: number;
  /** `light` unless told. */
  readonly colorScheme?: "light" | "dark";
  /** Whether the page's scripts run; they do unless told. */
  readonly javaScriptEnabled?: boolean;
}

/** A visit of the sample's pages in a browser. */
export interface TrackerVisit extends TrackedPages {
  /** What the store holds. */
  readonly sample: SampleTracking;
  /** The tab. */
  readonly page: Page;
  /** Where the pages are, such as `http://127.0.0.1:41234`. */
  readonly origin: string;
}

/** Visits the sample's pages in the browser; fails when a page complained or asked anybody else. */
export function trackerVisitTest(
  name: string,
  look: PageLook,
  visit: (visit: TrackerVisit) => Promise<void>,
  flows?: (home: string) => FlowPlace,
): void {
  browserTest(name, (browser) =>
    withSamplePages(async (pages) => {
      const { width = 1280, ...options } = look;
      const context = await browser.newContext({
        ...options,
        viewport: { width, height: 900 },
        permissions: ["clipboard-read", "clipboard-write"],
      });
      const page = await context.newPage();
      const server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen: () => {} },
        (request) => pages.app.request(request),
      );
      const origin = `http://127.0.0.1:${server.addr.port}`;
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("dialog", (dialog) => {
        complaints.push(`A script of the data ran: ${dialog.message()}`);
        dialog.dismiss();
      });
      page.on("console", (message) => {
        if (!/^Failed to load resource/.test(message.text())) complaints.push(message.text());
      });
      page.on("request", (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${origin}/`)) {
          complaints.push(request.url());
        }
      });
      try {
        await visit({ ...pages, page, origin });
        assert.deepEqual(complaints, []);
        assert.deepEqual(pages.app.faults, []);
      } finally {
        await context.close();
        await server.shutdown();
      }
    }, flows));
}
