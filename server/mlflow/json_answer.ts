import type { Json } from "./answers.ts";

/**
 * The answer that carries an object. It is not compressed, as those of MLflow's own server are not: on the same machine or
 * network that would take longer than the bytes it saves.
 */
export function jsonAnswer(body: Json, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-transform" },
  });
}
