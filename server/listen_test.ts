import assert from "node:assert/strict";
import { TaxiError } from "../lib/errors.ts";
import { fakeApp } from "./fake_app.ts";
import { type FetchHandler, listen } from "./listen.ts";
import { TRIP_EXAMPLE } from "./trip_body.ts";

const LOOPBACK = "127.0.0.1";

/** Listens on a free port of loopback; `ended` is listen's own promise. */
async function start(app: FetchHandler, drainMilliseconds?: number) {
  const stop = new AbortController();
  const address = Promise.withResolvers<Deno.NetAddr>();
  const ended = listen(app, {
    hostname: LOOPBACK,
    port: 0,
    signal: stop.signal,
    onListen: address.resolve,
    drainMilliseconds,
  });
  const { port } = await address.promise;
  return { port, url: `http://${LOOPBACK}:${port}`, stop, ended };
}

function postTrip(url: string): Promise<Response> {
  return fetch(`${url}/predict`, {
    method: "POST",
    body: JSON.stringify(TRIP_EXAMPLE),
    headers: { "content-type": "application/json" },
  });
}

Deno.test("listen answers on its port until the signal aborts, then frees the port", async () => {
  const { handler } = fakeApp();
  const { url, port, stop, ended } = await start(handler);
  const answer = await (await postTrip(url)).json();
  assert.equal(answer.predicted_duration, 15);
  stop.abort();
  await ended;
  Deno.listen({ hostname: LOOPBACK, port }).close();
});

Deno.test("listen resolves only after a request under way is logged and answered", async () => {
  const waiting = Promise.withResolvers<void>(), committed = Promise.withResolvers<void>();
  let full = true;
  const { handler } = fakeApp({
    predictionQueue: {
      offer: () => !full,
      room: async () => {
        waiting.resolve();
        await committed.promise;
        return true;
      },
      recordActuals: () => Promise.resolve({ recorded: 0, unknown: [] }),
      status: () => ({ waiting: 0, capacity: 1, fault: undefined }),
    },
  });
  const { url, stop, ended } = await start(handler);
  const events: string[] = [];
  const answer = postTrip(url);
  await waiting.promise;
  stop.abort();
  const end = ended.then(() => events.push("ended"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(events, []);
  full = false;
  committed.resolve();
  assert.equal((await (await answer).json()).predicted_duration, 15);
  await end;
});

Deno.test("listen does not wait for ever for a request that does not end", async () => {
  const asked = Promise.withResolvers<void>(), answer = Promise.withResolvers<Response>();
  const slow: FetchHandler = {
    fetch: () => {
      asked.resolve();
      return answer.promise;
    },
  };
  const { url, stop, ended } = await start(slow, 20);
  const response = fetch(url);
  await asked.promise;
  stop.abort();
  await ended; // while the request still waits
  answer.resolve(new Response("late"));
  assert.equal(await (await response).text(), "late");
});

Deno.test("listen says which port is in use and what to type instead", async () => {
  const held = Deno.listen({ hostname: LOOPBACK, port: 0 });
  const { port } = held.addr;
  try {
    await assert.rejects(
      listen(fakeApp().app, { hostname: LOOPBACK, port, signal: AbortSignal.abort(), onListen: () => {} }),
      (error) => {
        assert.ok(error instanceof TaxiError);
        assert.equal(
          error.message,
          `Cannot listen on ${LOOPBACK}:${port}: the port is in use, expected a free one`,
        );
        assert.deepEqual([error.code, error.hint], ["port_in_use", "--port 0"]);
        return true;
      },
    );
  } finally {
    held.close();
  }
});

Deno.test("listen names an address that this machine does not have", async () => {
  await assert.rejects(
    listen(fakeApp().app, {
      hostname: "192.0.2.1",
      port: 0,
      signal: AbortSignal.abort(),
      onListen: () => {},
    }),
    { code: "cannot_listen", message: /^Cannot listen on 192\.0\.2\.1:0: / },
  );
});

Deno.test("listen answers 413 to a streamed body that outgrows the limit", async () => {
  const { app, logged } = fakeApp();
  const { url, stop, ended } = await start(app);
  const megabyte = new Uint8Array(1_000_000).fill(32);
  const body = ReadableStream.from([megabyte, megabyte]);
  const response = await fetch(`${url}/predict`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  assert.equal(response.status, 413);
  assert.equal((await response.json()).code, "body_too_large");
  assert.deepEqual(logged, []);
  stop.abort();
  await ended;
});
