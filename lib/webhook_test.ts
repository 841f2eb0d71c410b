import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { TaxiError } from "./errors.ts";
import { parseWebhook, postWebhook } from "./webhook.ts";

/** What a receiver was sent. */
interface Delivery {
  readonly headers: Headers;
  readonly body: string;
}

/** A receiver that answers with these statuses, the last again and again; 0 hangs. */
async function withReceiver(
  statuses: readonly number[],
  run: (url: URL, deliveries: Delivery[]) => Promise<void>,
): Promise<void> {
  const deliveries: Delivery[] = [];
  const hanging = Promise.withResolvers<Response>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const status = statuses[Math.min(deliveries.length, statuses.length - 1)];
    deliveries.push({ headers: request.headers, body: await request.text() });
    if (status === 0) return await hanging.promise;
    return new Response("told", { status, headers: status === 302 ? { location: "/elsewhere" } : {} });
  });
  try {
    await run(new URL(`http://127.0.0.1:${server.addr.port}/hook/SECRET?key=SECRET`), deliveries);
  } finally {
    hanging.resolve(new Response());
    await server.shutdown();
  }
}

/** Waits that were asked for. */
function recordedWaits() {
  const waits: number[] = [];
  return { waits, wait: (milliseconds: number) => Promise.resolve(void waits.push(milliseconds)) };
}

Deno.test("postWebhook posts JSON once where it is taken, signed where there is a secret", () =>
  withReceiver([200], async (url, deliveries) => {
    const { waits, wait } = recordedWaits();
    await postWebhook(url, { text: "Größer: 3 > 2" }, { wait });
    await postWebhook(url, { text: "b" }, { wait, secret: "s3cret" });
    assert.deepEqual(waits, []);
    assert.deepEqual(deliveries.map(({ body }) => JSON.parse(body)), [{ text: "Größer: 3 > 2" }, {
      text: "b",
    }]);
    assert.match(deliveries[0].headers.get("content-type")!, /^application\/json/);
    assert.equal(deliveries[0].headers.get("x-taxi-signature"), null);
    const expected = createHmac("sha256", "s3cret").update(deliveries[1].body).digest("hex");
    assert.equal(deliveries[1].headers.get("x-taxi-signature"), `sha256=${expected}`);
    assert.notEqual(...deliveries.map(({ headers }) => headers.get("x-taxi-delivery")) as [string, string]);
  }));

Deno.test("postWebhook tries again what may pass, longer and longer apart, as one delivery", () =>
  withReceiver([503, 429, 200], async (url, deliveries) => {
    const { waits, wait } = recordedWaits();
    await postWebhook(url, {}, { wait });
    assert.equal(deliveries.length, 3);
    assert.equal(new Set(deliveries.map(({ headers }) => headers.get("x-taxi-delivery"))).size, 1);
    assert.deepEqual(waits, [1000, 4000]);
  }));

for (
  const [statuses, attempts, reason] of [
    [[500], 4, /: it answered 500$/],
    [[404], 1, /: it answered 404$/],
    [[302], 1, /: it answered 302$/],
    [[0], 4, /: no answer within 0.05 s$/],
  ] as const
) {
  Deno.test(`postWebhook gives up after ${attempts} attempts at ${statuses[0] || "a receiver that hangs"}, and tells no secret`, () =>
    withReceiver(statuses, async (url, deliveries) => {
      const { wait } = recordedWaits();
      const fault = await postWebhook(url, {}, { wait, secret: "s3cret", timeout: statuses[0] ? 5000 : 50 })
        .then(() => undefined, (error) => error);
      assert.ok(fault instanceof TaxiError);
      assert.match(fault.message, reason);
      assert.doesNotMatch(Deno.inspect(fault), /SECRET|s3cret/);
      assert.equal(deliveries.length, attempts);
    }));
}

Deno.test("postWebhook tells that nobody is there, without the address", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { waits, wait } = recordedWaits();
  const posted = postWebhook(new URL(`http://127.0.0.1:${port}/SECRET`), {}, { wait });
  await assert.rejects(posted, {
    message: `Cannot notify the webhook at http://127.0.0.1:${port}: no connection`,
  });
  assert.deepEqual(waits, [1000, 4000, 15_000]);
});

Deno.test("parseWebhook takes http and https without credentials, and repeats nothing of what it refuses", () => {
  assert.equal(parseWebhook("https://hooks.example/T0/B1").href, "https://hooks.example/T0/B1");
  for (
    const text of ["", "hooks.example/SECRET", "ftp://a/SECRET", "file:///SECRET", "https://me:SECRET@a/"]
  ) {
    assert.throws(
      () => parseWebhook(text),
      (error: TaxiError) => error.exit === 2 && !error.message.includes("SECRET"),
      text,
    );
  }
});
