import { z } from "@hono/zod-openapi";
import type { RequestContext } from "../request_context.ts";

const HEADER = "x-split-key";

/** The header by which a client makes sure that one model answers all of a kind. */
export const SPLIT_KEY_HEADERS: z.ZodObject = z.object({
  [HEADER]: z.string().optional().openapi({
    description: "Requests of one key are answered by the same model when several share the traffic; " +
      "the client itself is the key unless told",
  }),
});

/** The key of a request, looked up when asked for. */
export function splitKey(request: Request, context: RequestContext): () => string {
  return () => request.headers.get(HEADER) ?? context.client;
}
