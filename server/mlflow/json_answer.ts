import type { Json } from "./answers.ts";

/** The answer that carries an object. */
export function jsonAnswer(body: Json, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}
