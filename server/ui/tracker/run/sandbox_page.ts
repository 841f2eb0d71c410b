import type { Hono } from "hono";
import { NotFoundError } from "../../../../lib/errors.ts";
import type { TrackerEnv } from "../tracker_env.ts";
import { imageType, previewKind } from "./preview_kind.ts";
import { askedFile, requireRunFile } from "./preview_page.tsx";

/**
 * A page from a run is a stranger's. Its own scripts may run, for reports that draw with them; but it is of no origin, so that it
 * has neither cookies nor credentials, sees nothing of the page around it, opens nothing, posts nothing, and asks nobody for
 * anything, neither this server nor any other.
 */
const SANDBOX = [
  "sandbox allow-scripts",
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
  "style-src 'unsafe-inline' data:",
  "img-src data: blob:",
  "font-src data:",
  "media-src data: blob:",
  "worker-src blob:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** `GET /runs/{id}/page?path=`: a page or a picture of a run for a browser to show. */
export function bindSandbox(app: Hono<TrackerEnv>): void {
  app.get("/runs/:id/page", async (c) => {
    const tracking = await c.env.tracking();
    const asked = askedFile(c.req.param("id"), new URL(c.req.url).searchParams), { path } = asked;
    const type = previewKind(path) === "html" ? "text/html; charset=utf-8" : imageType(path);
    if (type === undefined) {
      throw new NotFoundError(`Cannot show "${path}": it is neither a page nor a picture`);
    }
    const { file } = await requireRunFile(tracking, asked);
    const headers = sandboxHeaders(type, file.size);
    return new Response(file.size === 0 ? null : await tracking.files.open(file), { headers });
  });
}

/** Headers of an answer that shows what somebody else has written. @param size bytes */
export function sandboxHeaders(type: string, size: number): Record<string, string> {
  return {
    "content-type": type,
    "content-length": String(size),
    "content-security-policy": SANDBOX,
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  };
}
