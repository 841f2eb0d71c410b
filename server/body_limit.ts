import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { problem, problemResponse } from "./problem.ts";

/** Bytes in a megabyte, as limits count them. */
export const MEGABYTE = 1_000_000;

/** Refuses a body of more than `bytes` with 413, by its declared length or else while it is read. */
export function limitBody(bytes: number): MiddlewareHandler {
  const refusal = problem(
    413,
    "body_too_large",
    `Cannot read the body: it is too large, expected at most ${bytes / MEGABYTE} MB`,
  );
  return bodyLimit({ maxSize: bytes, onError: () => problemResponse(refusal) });
}
