import assert from "node:assert/strict";
import { join } from "node:path";
import { namesIn, withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { downloadSource, type Patience } from "./download_source.ts";
import { parseMonth } from "./month.ts";
import type { RawMonth } from "./trip_source.ts";

const MONTH = parseMonth("2023-01");
const FILE = "green_tripdata_2023-01.parquet";
const BYTES = new TextEncoder().encode(`PAR1${"trips ".repeat(40_000)}PAR1`);
const QUICK: Patience = { firstPause: 1, stallLimit: 10_000 };

type Answer = (request: Request) => Response | Promise<Response>;

/** What a test gets: the server that plays the publisher, and a folder to download into. */
interface Download {
  readonly folder: string;
  readonly url: string;
  /** What `if-modified-since` said in each request so far. */
  readonly asked: (string | null)[];
  /** What the progress was told. */
  readonly parts: number[];
  fetch(patience?: Patience): Promise<RawMonth>;
}

/** Serves `answers` one after another, the last one for ever, to a source that downloads into an empty folder. */
async function withServer(
  answers: readonly Answer[],
  test: (download: Download) => Promise<void>,
): Promise<void> {
  const asked: Download["asked"] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    asked.push(request.headers.get("if-modified-since"));
    return answers[Math.min(asked.length, answers.length) - 1](request);
  });
  try {
    await withTemporaryFolder((folder) => test(downloadFrom(server.addr.port, folder, asked)));
  } finally {
    await server.shutdown();
  }
}

/** Like {@linkcode withServer}, with a server that closes the connection after the given share of each answer. */
async function withBreakingServer(
  shares: readonly number[],
  test: (download: Download) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: Download["asked"] = [];
  const answering = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(10_000));
      asked.push(null);
      const share = shares[Math.min(asked.length, shares.length) - 1];
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${BYTES.length}\r\nconnection: close\r\n\r\n`;
      await new Blob([head, BYTES.subarray(0, BYTES.length * share)]).stream().pipeTo(connection.writable);
    }
  })();
  try {
    await withTemporaryFolder((folder) => test(downloadFrom(listener.addr.port, folder, asked)));
  } finally {
    listener.close();
    await answering;
  }
}

function downloadFrom(port: number, folder: string, asked: Download["asked"]): Download {
  const base = `http://127.0.0.1:${port}/trip-data`;
  const parts: number[] = [];
  const fetch = (patience = QUICK) =>
    downloadSource("tlc", `${base}/`, folder, patience).fetch("green", MONTH, (part) => parts.push(part));
  return { folder, url: `${base}/${FILE}`, asked, parts, fetch };
}

function whole(headers: Record<string, string> = {}): Response {
  return new Response(BYTES, { headers: { "content-length": String(BYTES.length), ...headers } });
}

function status(code: number): Answer {
  return () => new Response("<Error>AccessDenied</Error>", { status: code });
}

/** Sends headers and a first piece, then nothing more until the client gives up. */
function silence(): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(BYTES.subarray(0, 100)),
  });
  return new Response(body, { headers: { "content-length": String(BYTES.length) } });
}

Deno.test("downloadSource fetches a month under TLC's name and tells the part that is done", async () => {
  await withServer([() => whole()], async ({ fetch, folder, url, parts }) => {
    assert.deepEqual(await fetch(), { path: join(folder, FILE), origin: url });
    assert.deepEqual(Deno.readFileSync(join(folder, FILE)), BYTES);
    assert.deepEqual(namesIn(folder), [FILE]);
    assert.equal(parts.at(-1), 1);
    assert.deepEqual(parts, parts.toSorted((a, b) => a - b));
  });
});

Deno.test("downloadSource fetches again only what has changed", async () => {
  const published = "Wed, 01 Mar 2023 12:00:00 GMT";
  const answer: Answer = ({ headers }) =>
    headers.get("if-modified-since") === published
      ? new Response(null, { status: 304 })
      : whole({ "last-modified": published });
  await withServer([answer], async ({ fetch, folder, asked }) => {
    await fetch();
    assert.equal(Deno.statSync(join(folder, FILE)).mtime?.toUTCString(), published);
    await fetch();
    assert.deepEqual(Deno.readFileSync(join(folder, FILE)), BYTES);
    assert.deepEqual(asked, [null, published]);
  });
});

Deno.test("downloadSource says that a month is not published, without asking twice", async () => {
  for (const code of [403, 404]) {
    await withServer([status(code)], async ({ fetch, folder, url, asked }) => {
      await assert.rejects(fetch(), {
        name: "TaxiError",
        code: "no_such_month",
        message: `Cannot download green 2023-01: ${url} answered ${code}, it is not published there`,
      });
      assert.equal(asked.length, 1);
      assert.deepEqual(namesIn(folder), []);
    });
  }
});

Deno.test("downloadSource refuses any other answer, without asking twice", async () => {
  await withServer([status(401)], async ({ fetch, url, asked }) => {
    await assert.rejects(fetch(), {
      message: `Cannot download green 2023-01: ${url} answered 401, expected 200`,
    });
    assert.equal(asked.length, 1);
  });
});

for (const code of [500, 429]) {
  Deno.test(`downloadSource tries again after ${code}`, async () => {
    await withServer([status(code), () => whole()], async ({ fetch, folder, asked }) => {
      await fetch();
      assert.deepEqual(Deno.readFileSync(join(folder, FILE)), BYTES);
      assert.deepEqual(namesIn(folder), [FILE]);
      assert.equal(asked.length, 2);
    });
  });
}

Deno.test("downloadSource tries again after half a file", async () => {
  await withBreakingServer([0, 0.5, 1], async ({ fetch, folder, asked }) => {
    await fetch();
    assert.deepEqual(Deno.readFileSync(join(folder, FILE)), BYTES);
    assert.deepEqual(namesIn(folder), [FILE]);
    assert.equal(asked.length, 3);
  });
});

Deno.test("downloadSource gives up after three attempts, in one sentence", async () => {
  await withServer([status(503)], async ({ fetch, folder, url, asked }) => {
    await assert.rejects(fetch(), {
      name: "TaxiError",
      code: "download",
      message: `Cannot download ${url}: the server answered 503, after 3 attempts`,
    });
    assert.equal(asked.length, 3);
    assert.deepEqual(namesIn(folder), []);
  });
});

Deno.test("downloadSource leaves nothing half-written when connections keep breaking off", async () => {
  await withBreakingServer([0.5], async ({ fetch, folder, url }) => {
    const error: Error = await fetch().then(() => assert.fail("expected an error"), (reason) => reason);
    assert.ok(error.message.startsWith(`Cannot download ${url}: the connection broke off: `), error.message);
    assert.match(error.message, /, after 3 attempts$/);
    assert.doesNotMatch(error.message, /\n/);
    assert.deepEqual(namesIn(folder), []);
  });
});

Deno.test("downloadSource gives up on a server that falls silent", async () => {
  await withServer([silence], async ({ fetch, folder, url }) => {
    await assert.rejects(fetch({ firstPause: 1, stallLimit: 100 }), {
      message: `Cannot download ${url}: the server fell silent, after 3 attempts`,
    });
    assert.deepEqual(namesIn(folder), []);
  });
});

Deno.test("downloadSource gives up on a server that is not there", async () => {
  await withTemporaryFolder(async (folder) => {
    const source = downloadSource("tlc", "http://127.0.0.1:1", folder, QUICK);
    await assert.rejects(source.fetch("green", MONTH), {
      name: "TaxiError",
      message:
        /^Cannot download http:\/\/127\.0\.0\.1:1\/\S+: tcp connect error: [^()]* \(os error \d+\), after 3 attempts$/,
    });
    assert.deepEqual(namesIn(folder), []);
  });
});

Deno.test("downloadSource keeps the month it has when the next download fails", async () => {
  await withBreakingServer([1, 0.5], async ({ fetch, folder }) => {
    await fetch();
    await assert.rejects(fetch(), { code: "download" });
    assert.deepEqual(Deno.readFileSync(join(folder, FILE)), BYTES);
    assert.deepEqual(namesIn(folder), [FILE]);
  });
});

Deno.test("downloadSource refuses what is no Parquet file: it would stand in for the month from then on", async () => {
  const page = () => new Response("<html>Please log in to this network</html>");
  await withServer([page, () => whole()], async ({ fetch, folder, url, asked }) => {
    await assert.rejects(fetch(), {
      name: "TaxiError",
      message: `Cannot use ${url}: footer is "tml>", expected "PAR1"`,
    });
    assert.deepEqual(namesIn(folder), []);
    await fetch();
    assert.deepEqual(asked, [null, null]);
    assert.deepEqual(namesIn(folder), [FILE]);
  });
});

Deno.test("downloadSource takes an answer that does not tell its length", async () => {
  const chunked = () => new Response(new Blob([BYTES]).stream());
  await withServer([chunked], async ({ fetch, folder, parts }) => {
    await fetch();
    assert.deepEqual(Deno.readFileSync(join(folder, FILE)), BYTES);
    assert.deepEqual(parts, []);
  });
});

Deno.test("downloadSource takes an answer that is compressed on the way", async () => {
  const packed = async () => {
    const body = await new Response(new Blob([BYTES]).stream().pipeThrough(new CompressionStream("gzip")))
      .bytes();
    return new Response(body, {
      headers: { "content-encoding": "gzip", "content-length": String(body.length) },
    });
  };
  await withServer([packed], async ({ fetch, folder, parts }) => {
    await fetch();
    assert.deepEqual(Deno.readFileSync(join(folder, FILE)), BYTES);
    assert.ok(parts.every((part) => part <= 1), `parts ${parts}`);
  });
});
