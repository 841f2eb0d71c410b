/**
 * The least that a JSON service on Deno can do, as a measure for what `taxi serve` adds: parses the body, answers a JSON
 * document of the same shape. It checks, predicts, logs and counts nothing.
 *
 *     deno run -A bench/bare_server.ts PORT
 *
 * @module
 */

const ANSWER = {
  model: "bare",
  model_version: null,
  request_id: "019ab1c2-7d3e-7000-8000-000000000000",
  unseen: [],
};

if (import.meta.main) {
  Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.args[0]), onListen: () => {} }, async (request) => {
    const { trip_distance = 0 } = await request.json();
    return Response.json({ predicted_duration: trip_distance, ...ANSWER });
  });
}
