import assert from "node:assert/strict";
import { type Answer, ServedPort, type ServedPortOptions } from "./served_port.ts";
import { openKernelSockets } from "./kernel_sockets.ts";

const LINUX = Deno.build.os === "linux";
const encoder = new TextEncoder();

/** A port on loopback that answers with what it was sent. */
function serve(options: Partial<ServedPortOptions> = {}, answer: Answer = echo) {
  const address = Promise.withResolvers<Deno.NetAddr>();
  const served = new ServedPort(answer, {
    hostname: "127.0.0.1",
    port: 0,
    onListen: address.resolve,
    ...options,
  });
  return address.promise.then(({ hostname, port }) => ({ served, address: { hostname, port } }));
}

async function echo(request: Request): Promise<Response> {
  return new Response(await request.text());
}

/** Connects until nobody listens any more. */
async function untilRefused(address: Deno.ConnectOptions): Promise<void> {
  for (;;) {
    try {
      (await Deno.connect(address)).close();
    } catch {
      return;
    }
  }
}

/** Reads until the other side closes, or for one answer. */
async function read(connection: Deno.Conn, until = "\r\n\r\n"): Promise<string> {
  const decoder = new TextDecoder(), buffer = new Uint8Array(4096);
  let text = "";
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null || count === 0) return text;
    text += decoder.decode(buffer.subarray(0, count));
    if (text.includes(until)) return text;
  }
}

Deno.test("ServedPort tells each connection to leave, then closes those that say nothing", async () => {
  const { served, address } = await serve();
  const [busy, idle] = [await Deno.connect(address), await Deno.connect(address)];
  const ask = (connection: Deno.Conn) =>
    connection.write(encoder.encode("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
  for (const connection of [busy, idle]) {
    await ask(connection);
    assert.doesNotMatch(await read(connection), /connection: close/i);
  }
  const closed = served.close(5000);
  await ask(busy);
  assert.match(await read(busy), /^HTTP\/1\.1 200 OK[^]*connection: close/i);
  assert.equal(await read(busy), "", "it is closed after that answer");
  assert.equal(await read(idle), "");
  await closed;
  busy.close();
  idle.close();
  await assert.rejects(Deno.connect(address));
});

Deno.test({
  name: "ServedPort accepts nothing more while a request under way is answered",
  ignore: !LINUX,
  fn: async () => {
    const asked = Promise.withResolvers<void>(), answer = Promise.withResolvers<Response>();
    const { served, address } = await serve({}, () => {
      asked.resolve();
      return answer.promise;
    });
    let over = false;
    const response = fetch(`http://127.0.0.1:${address.port}/`);
    await asked.promise;
    const closed = served.close(5000);
    closed.then(() => over = true);
    await untilRefused(address);
    await new Promise((resolve) => setTimeout(resolve, 300)); // longer than clients are waited for
    assert.ok(!over, "it has closed before the answer");
    answer.resolve(new Response("done"));
    assert.equal(await (await response).text(), "done");
    await closed;
  },
});

Deno.test({
  name: "ServedPort closes connections whose request does not come in, and no other",
  ignore: !LINUX,
  fn: async () => {
    const limits = { requestMilliseconds: 300, idleMilliseconds: 60_000, maxConnections: 1000 };
    const { served, address } = await serve({ limits });
    const [slow, idle, healthy] = await Promise.all([1, 2, 3].map(() => Deno.connect(address)));
    await slow.write(encoder.encode("GET / HTTP/1.1\r\nhost:"));
    const ended = read(slow);
    let over = false;
    ended.then(() => over = true);
    while (!over) {
      await healthy.write(encoder.encode("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi"));
      assert.match(await read(healthy, "hi"), /^HTTP\/1\.1 200 OK/);
      await slow.write(encoder.encode(" ")).catch(() => {});
    }
    assert.equal(await ended, "");
    await idle.write(encoder.encode("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"));
    assert.match(await read(idle), /^HTTP\/1\.1 200 OK/);
    for (const connection of [slow, idle, healthy]) connection.close();
    await served.close(5000);
  },
});

Deno.test({
  name: "ServedPort listens again when its listener has ended, beside the connections that it has",
  ignore: !LINUX,
  fn: async () => {
    const noticed = Promise.withResolvers<string>();
    const { served, address } = await serve({ onNotice: noticed.resolve });
    const open = await Deno.connect(address);
    endListener(address.port);
    assert.match(await noticed.promise, /^Accepting connections again/);
    for (const connection of [open, await Deno.connect(address)]) {
      await connection.write(encoder.encode("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
      assert.match(await read(connection), /^HTTP\/1\.1 200 OK/);
      connection.close();
    }
    await served.close(5000);
  },
});

/** As it ends when the process has no descriptor left for the next connection. */
function endListener(port: number): void {
  using sockets = openKernelSockets()!;
  for (let descriptor = 0; descriptor < sockets.descriptors(); descriptor++) {
    if (sockets.isListener(descriptor) && sockets.localPort(descriptor) === port) {
      sockets.shutDown(descriptor);
    }
  }
}
