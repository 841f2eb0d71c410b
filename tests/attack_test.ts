import assert from "node:assert/strict";
import { join } from "node:path";
import { constantModel } from "./constant_model.ts";
import { rawPost, sendRaw } from "./raw_client.ts";
import { CHECKOUT, type StartOptions, startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const LINUX = Deno.build.os === "linux";
const TRIP = '{"PULocationID":161,"DOLocationID":236}';
const CHUNKED = ["transfer-encoding: chunked"];
const DEEP = 100_000;
const GET = (target: string, ...headers: string[]) =>
  [`GET ${target} HTTP/1.1`, "host: taxi", "connection: close", ...headers, "", ""].join("\r\n");

/** Bytes to send, and the statuses of the answers; none when the server should close without a word. */
const ATTACKS: readonly (readonly [name: string, bytes: string | Uint8Array, statuses: readonly number[]])[] =
  [
    ["a header of a megabyte", GET("/", `x: ${"y".repeat(1e6)}`), [431]],
    ["10,000 headers", GET("/", ...Array.from({ length: 10_000 }, (_, i) => `x${i}: y`)), [431]],
    ["a path of 100,000 characters", GET(`/${"y".repeat(1e5)}`), [414]],
    ["a header that goes on in the next line", GET("/healthz", "x: a", " b"), [400]],
    ["a zero byte in the path", GET("/\0"), [400]],
    ["100,000 brackets", rawPost("[".repeat(DEEP)), [400]],
    ["100,000 brackets, closed", rawPost("[".repeat(DEEP) + "]".repeat(DEEP)), [422]],
    ["NaN", rawPost(TRIP.replace("}", ',"trip_distance":NaN}')), [400]],
    ["1e309", rawPost(TRIP.replace("}", ',"trip_distance":1e309}')), [422]],
    [
      "the same key twice, the last one bad",
      rawPost(TRIP.replace("{", '{"DOLocationID":1,').replace("236", "999")),
      [422],
    ],
    ["a prototype", rawPost('{"__proto__":{"PULocationID":161},"DOLocationID":236}'), [422]],
    ["bytes that are no UTF-8", latin1(rawPost('{"PULocationID":"\xff\xfe"}', ["content-length: 21"])), [
      422,
    ]],
    ["no content type", rawPost(TRIP, ["content-type:"]), [415]],
    ["XML", rawPost(TRIP, ["content-type: text/xml"]), [415]],
    ["two content types", rawPost(TRIP, ["content-type: application/json", "content-type: text/plain"]), [
      415,
    ]],
    ["chunks that are none", rawPost("zz\r\nabc", CHUNKED), [400]],
    ["a chunk of more bytes than there can be", rawPost("FFFFFFFFFFFFFFFFFF\r\nabc", CHUNKED), [400]],
    ["a declared length that is too short", rawPost(TRIP, ["content-length: 5"]), [400]],
    ["a declared length of 99 TB", rawPost(TRIP, ["content-length: 99999999999999"]), [413]],
    ["a declared length beyond 64 bits", rawPost(TRIP, ["content-length: 999999999999999999999999"]), [400]],
    ["a negative length", rawPost(TRIP, ["content-length: -1"]), [400]],
    ["two lengths", rawPost(TRIP, ["content-length: 39", "content-length: 5"]), [400]],
    ["a length and chunks", rawPost(`0\r\n\r\n${TRIP}`, [...CHUNKED, "content-length: 44"]), [400]],
    ["no HTTP at all", "\x00\x01\x02 garbage\r\n\r\n", [400]],
    ["TLS to a port without", new Uint8Array([22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3]), [400]],
    ["HTTP/2 that is none", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nno frame at all, sorry", []],
    ["HTTP/9.9", GET("/").replace("1.1", "9.9"), [400]],
    ["a method of its own", GET("/predict").replace("GET", "FROB"), [405]],
    ["three requests at once", rawPost(TRIP).replace("connection: close\r\n", "").repeat(2) + rawPost(TRIP), [
      200,
      200,
      200,
    ]],
  ];

/** Never whole: the server closes them, without a word, once their time is up. */
const STALLED: readonly (readonly [name: string, bytes: string])[] = [
  ["headers that dribble in", GET("/", `x: ${"y".repeat(1e4)}`)],
  ["a body that dribbles in", rawPost("[" + " ".repeat(1e4))],
  ["chunks that dribble in", rawPost("1\r\n \r\n".repeat(1e4), CHUNKED)],
];

/** Whole as far as it goes, then nothing. */
const SILENT: readonly (readonly [name: string, bytes: string])[] = [
  ["half a head", "GET / HTTP/1.1\r\nhost:"],
  ["a declared length that is too long", rawPost(TRIP, ["content-length: 500"])],
  ["a chunk that does not come", rawPost("5\r\nab", CHUNKED)],
  ["half of HTTP/2's first words", "PRI * HTTP/2.0\r\n"],
];

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Calls `work` with a server, of which a healthy client asks all the while; every one of its requests must be answered. */
async function underAttack(
  args: readonly string[],
  work: (port: number, pid: number) => Promise<void>,
  options?: StartOptions,
): Promise<{ readonly answered: number }> {
  return await withTemporaryFolder(async (home) => {
    const model = join(home, "m.taxi");
    await Deno.writeFile(model, constantModel(12));
    await using server = await startServer(["--model", model, "--home", home, ...args], options);
    const { port } = new URL(server.url);
    let over = false, answered = 0;
    const healthy = async () => {
      while (!over) {
        const { statuses, text } = await sendRaw(Number(port), rawPost(TRIP));
        assert.deepEqual(statuses, [200], text);
        assert.match(text, /"predicted_duration":12,/);
        answered++;
      }
    };
    const asking = healthy();
    try {
      await Promise.race([work(Number(port), server.document.pid), asking]);
    } finally {
      over = true;
      await asking;
    }
    const { code, stderr } = await server.stop();
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /failed/, "what a client does is no fault of the server");
    return { answered };
  });
}

Deno.test("taxi serve answers or closes whatever is sent, and a healthy client is answered throughout", async (test) => {
  await underAttack(["--request-timeout", "1", "--idle-timeout", "5"], async (port) => {
    for (const [name, bytes, statuses] of ATTACKS) {
      await test.step(name, async () => {
        const answer = await sendRaw(port, bytes);
        assert.deepEqual(answer.statuses, statuses, answer.text);
      });
    }
    await test.step("a request whose sender says that no more will come", async () => {
      const { statuses } = await sendRaw(port, rawPost(TRIP), { halfClose: true });
      assert.ok(statuses.length === 0 || statuses[0] === 200, `${statuses}`);
    });
    await test.step("half a body whose sender says that no more will come", async () => {
      const { statuses } = await sendRaw(port, rawPost(TRIP).slice(0, -5), { halfClose: true });
      assert.ok(statuses.length === 0 || statuses[0] === 400, `${statuses}`);
    });
    if (!LINUX) return;
    await test.step("requests that never come in are closed in the end", async () => {
      const dribbling = STALLED.flatMap((stalled) => Array<typeof stalled>(20).fill(stalled))
        .map(([, bytes]) => sendRaw(port, bytes, { dribbleMilliseconds: 50 }));
      const silent = SILENT.map(([, bytes]) => sendRaw(port, bytes));
      for (const { statuses, text } of await Promise.all([...dribbling, ...silent])) {
        assert.ok(text === "" || statuses.join() === "408", text);
      }
    });
  });
});

/** Soft and hard limit of open files that a child of this process may have. */
async function openFiles(): Promise<number> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", "ulimit -Hn"] }).output();
  const limit = new TextDecoder().decode(stdout).trim();
  return limit === "unlimited" ? Infinity : Number(limit);
}

const IDLE = 10_000;
const hasDescriptors = LINUX && await openFiles() >= IDLE + 1000;

Deno.test({
  name: `taxi serve answers a healthy client beside ${IDLE} idle connections${
    hasDescriptors ? "" : ` (skipped: it needs Linux and ulimit -Hn ${IDLE + 1000})`
  }`,
  ignore: !hasDescriptors,
  fn: async () => {
    const { answered } = await underAttack(["--max-connections", String(2 * IDLE)], async (port, pid) => {
      const idle: Deno.TcpConn[] = [];
      while (idle.length < IDLE) idle.push(await Deno.connect({ hostname: "127.0.0.1", port }));
      while ([...Deno.readDirSync(`/proc/${pid}/fd`)].length < IDLE) await sendRaw(port, rawPost(TRIP));
      for (let i = 0; i < 100; i++) {
        const { statuses } = await sendRaw(port, rawPost(TRIP));
        assert.deepEqual(statuses, [200]);
      }
      for (const connection of idle) connection.close();
    });
    assert.ok(answered > 10, `only ${answered} answers`);
  },
});

Deno.test({
  name: "taxi serve comes back when its open files have run out",
  ignore: !LINUX,
  fn: () =>
    withTemporaryFolder(async (home) => {
      const model = join(home, "m.taxi");
      await Deno.writeFile(model, constantModel(12));
      const program = ["sh", "-c", 'ulimit -n 128; exec "$0" "$@"', ...CHECKOUT];
      await using server = await startServer(["--model", model, "--home", home], { program });
      const port = Number(new URL(server.url).port);
      const open: Deno.TcpConn[] = [];
      let refused = false;
      while (!refused && open.length < 2000) {
        await Deno.connect({ hostname: "127.0.0.1", port })
          .then((connection) => open.push(connection), () => refused = true);
      }
      assert.ok(refused, "128 open files were enough for 2,000 connections");
      let statuses: readonly number[] = [];
      while (statuses[0] !== 200) { // while the others stay open
        ({ statuses } = await sendRaw(port, rawPost(TRIP)).catch(() => ({ statuses: [] })));
      }
      for (const connection of open) connection.close();
      const { code, stderr } = await server.stop();
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^Accepting connections again: /m);
    }),
});
