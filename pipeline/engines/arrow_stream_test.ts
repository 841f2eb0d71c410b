import assert from "node:assert/strict";
import * as arrow from "apache-arrow";
import fc from "fast-check";
import { TaxiError } from "../../lib/errors.ts";
import { MAX_BODY_BYTES, MAX_METADATA_BYTES } from "./arrow_messages.ts";
import { type ArrowBatch, type ArrowStream, openArrowStream } from "./arrow_stream.ts";

/** A stream in parts of some bytes. */
async function* parts(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function ipc(columns: Record<string, arrow.Vector>): Uint8Array {
  return arrow.tableToIPC(new arrow.Table(columns), "stream");
}

function vector(values: readonly unknown[], type: arrow.DataType): arrow.Vector {
  return arrow.vectorFromArray(values as unknown[], type);
}

async function open(bytes: Uint8Array, size?: number): Promise<ArrowStream> {
  return await openArrowStream(parts(bytes, size));
}

/** Every row of the columns of a stream. */
async function rowsOf(bytes: Uint8Array, size?: number): Promise<Record<string, unknown[]>> {
  const stream = await open(bytes, size);
  const rows: Record<string, unknown[]> = {};
  const read = (batch: ArrowBatch, name: string, kind: string) =>
    kind === "text" ? batch.texts(name, 0, batch.rows, 30) : batch.numbers(name, 0, batch.rows);
  const columns = stream.columns.filter(({ kind }) => kind !== "other");
  for await (const batch of stream.batches(columns.map(({ name }) => name))) {
    for (const { name, kind } of columns) (rows[name] ??= []).push(...read(batch, name, kind));
  }
  return rows;
}

async function fault(bytes: Uint8Array): Promise<TaxiError> {
  try {
    await rowsOf(bytes);
  } catch (error) {
    assert.ok(error instanceof TaxiError, String(error));
    return error;
  }
  assert.fail("it was read");
}

const TEXT = ["2025-03-01T08:30:00", null, "", "Z", "a text that is longer than thirty bytes"];

/** A column of each type, its kind, and what is read of it. */
const COLUMNS: Record<string, [arrow.DataType, string, unknown[], unknown[]?]> = {
  int8: [new arrow.Int8(), "integer", [-1, null, 127]],
  uint8: [new arrow.Uint8(), "integer", [1, 255, null]],
  int16: [new arrow.Int16(), "integer", [-2, null, 265]],
  uint16: [new arrow.Uint16(), "integer", [65535, 1, null]],
  int32: [new arrow.Int32(), "integer", [-3, null, 2 ** 31 - 1]],
  uint32: [new arrow.Uint32(), "integer", [2 ** 32 - 1, 0, null]],
  int64: [new arrow.Int64(), "integer", [-5n, null, 2n ** 62n], [-5, NaN, 2 ** 62]],
  uint64: [new arrow.Uint64(), "integer", [2n ** 63n, 7n, null], [2 ** 63, 7, NaN]],
  float32: [new arrow.Float32(), "number", [0.5, null, -2]],
  float64: [new arrow.Float64(), "number", [0.1, null, Infinity]],
  seconds: [new arrow.TimestampSecond(), "timestamp", [1000, null, 2000], [1e6, NaN, 2e6]],
  milliseconds: [new arrow.TimestampMillisecond(), "timestamp", [-1, null, 2], [-1e3, NaN, 2e3]],
  text: [new arrow.Utf8(), "text", TEXT],
  large: [new arrow.LargeUtf8(), "text", TEXT],
  views: [new arrow.Utf8View(), "text", TEXT],
  nothing: [new arrow.Null(), "null", [null, null]],
};

for (const [name, [type, kind, values, expected = values]] of Object.entries(COLUMNS)) {
  Deno.test(`openArrowStream reads a column of ${name}, by itself and beside others`, async () => {
    const before = vector(values.map((_, row) => `some ${row}`), new arrow.Utf8View());
    const after = vector(values.map((_, row) => row), new arrow.Int32());
    const read = expected.map((value) => {
      if (kind === "text") return typeof value === "string" ? value.slice(0, 30) : value;
      return value === null ? NaN : value;
    });
    const bytes = ipc({ before, [name]: vector(values, type), after });
    const column = (await open(bytes)).columns[1];
    assert.deepEqual([column.name, column.kind], [name, kind]);
    const rows = await rowsOf(bytes);
    assert.deepEqual(rows[name], read);
    assert.deepEqual(rows.after, values.map((_, row) => row));
  });
}

Deno.test("openArrowStream tells an instant from a time on a wall clock", async () => {
  const at = [Date.UTC(2025, 0)];
  const { columns } = await open(ipc({
    wall: vector(at, new arrow.TimestampMicrosecond()),
    instant: vector(at, new arrow.TimestampMicrosecond("America/New_York")),
  }));
  assert.deepEqual(columns.map(({ instant, typeName }) => [instant, typeName]), [
    [false, "timestamp"],
    [true, "timestamp"],
  ]);
});

Deno.test("openArrowStream rounds nanoseconds to the microsecond that was meant", async () => {
  const micros = [1_740_818_400_123_457, 1_740_818_400_999_999, -1];
  const data = new arrow.Data(new arrow.TimestampNanosecond(), 0, 3, 0, {
    [arrow.BufferType.DATA]: BigInt64Array.from(micros, (time) => BigInt(time) * 1000n),
  });
  assert.deepEqual((await rowsOf(ipc({ at: new arrow.Vector([data]) }))).at, micros);
});

Deno.test("openArrowStream reads decimals of either sign and any width", async () => {
  for (const bits of [128, 256]) {
    const values = [250n, -1n, 0n, 10n ** 20n];
    const words = Uint32Array.from(
      values.flatMap((value) =>
        Array.from({ length: bits / 32 }, (_, word) => Number(BigInt.asUintN(32, value >> BigInt(32 * word))))
      ),
    );
    const data = new arrow.Data(new arrow.Decimal(2, 22, bits), 0, values.length, 0, {
      [arrow.BufferType.DATA]: words,
    });
    const rows = await rowsOf(ipc({ miles: new arrow.Vector([data]) }));
    assert.deepEqual(rows.miles, [2.5, -0.01, 0, 1e18]);
  }
});

Deno.test("openArrowStream reads any part of a record batch, in parts of any size", async () => {
  const values = Array.from({ length: 1000 }, (_, row) => row % 7 === 0 ? null : row);
  const bytes = ipc({ miles: vector(values, new arrow.Float64()) });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1000),
      fc.nat(1000),
      fc.integer({ min: 1, max: 5000 }),
      async (one, other, size) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        for await (const batch of (await open(bytes, size)).batches(["miles"])) {
          assert.deepEqual(
            [...batch.numbers("miles", from, to)],
            values.slice(from, to).map((value) => value ?? NaN),
          );
        }
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("openArrowStream passes over columns and dictionaries that nobody wants", async () => {
  const point = new arrow.Struct([
    new arrow.Field("x", new arrow.Float64()),
    new arrow.Field("y", new arrow.Utf8()),
  ]);
  const lists = new arrow.List(new arrow.Field("item", new arrow.Int32(), true));
  const rows = await rowsOf(ipc({
    level: arrow.vectorFromArray(["a", "b", "a"]), // a dictionary
    point: vector([{ x: 1, y: "1" }, null, { x: 3, y: "3" }], point),
    list: vector([[1, 2], [], null], lists),
    flag: vector([true, null, false], new arrow.Bool()),
    zone: vector([1, 2, 3], new arrow.Int32()),
  }));
  assert.deepEqual(rows, { zone: [1, 2, 3] });
});

Deno.test("openArrowStream reads a schema without rows, and a stream that nothing ends", async () => {
  const empty = new arrow.Schema([new arrow.Field("zone", new arrow.Int32())]);
  assert.deepEqual(await rowsOf(arrow.tableToIPC(new arrow.Table(empty), "stream")), {});
  const bytes = ipc({ zone: vector([1, 2], new arrow.Int32()) });
  assert.deepEqual(await rowsOf(bytes.subarray(0, bytes.length - 8)), { zone: [1, 2] });
});

const ZONES = ipc({
  zone: vector([1, 2, null, 4], new arrow.Int32()),
  text: vector(["a", "b", "c", "d"], new arrow.Utf8()),
});

Deno.test("openArrowStream refuses a stream that ends too early, wherever it does", async () => {
  const complete = new Set([0, ZONES.length - 8]); // before the end of the stream is told
  for (let length = 0; length < ZONES.length; length++) {
    if (length === ZONES.length - 8) continue;
    const end = ZONES.subarray(0, length);
    const schemaOnly = await rowsOf(end).then((rows) => Object.keys(rows).length === 0, () => false);
    if (schemaOnly) {
      complete.add(length);
      continue;
    }
    const { code, message } = await fault(end);
    assert.equal(code, "malformed_arrow", `${length}: ${message}`);
    assert.match(message, /ends within message|is empty/);
  }
  assert.equal(complete.size, 3, "but for the places between two messages");
});

Deno.test("openArrowStream survives every change of one byte: rows or a sentence, and no other error", async () => {
  for (let at = 0; at < ZONES.length; at++) {
    for (const change of [0x01, 0x80, 0xff]) {
      const damaged = ZONES.slice();
      damaged[at] ^= change;
      try {
        await rowsOf(damaged);
      } catch (error) {
        assert.ok(error instanceof TaxiError, `byte ${at} ^ ${change}: ${error}\n${(error as Error).stack}`);
      }
    }
  }
});

Deno.test("openArrowStream survives bytes that are anything", async () => {
  const begun = fc.tuple(fc.nat(400), fc.uint8Array({ maxLength: 400 })).map(([length, rest]) =>
    new Uint8Array([...ZONES.subarray(0, length), ...rest])
  );
  await fc.assert(
    fc.asyncProperty(begun, async (bytes) => {
      await rowsOf(bytes).catch((error) => assert.ok(error instanceof TaxiError, String(error)));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("openArrowStream refuses absurd lengths before it makes room for them", async () => {
  const prefix = (length: number) => new Uint8Array(Int32Array.of(-1, length).buffer);
  assert.equal((await fault(prefix(MAX_METADATA_BYTES + 1))).code, "arrow_too_large");
  assert.equal((await fault(prefix(-5))).code, "malformed_arrow");
  const big = arrow.vectorFromArray(new Float64Array(MAX_BODY_BYTES / 8 + 1));
  const { code, message } = await fault(ipc({ big }));
  assert.equal(code, "arrow_too_large");
  assert.match(message, /expected record batches of at most 67108864/);
});

Deno.test("openArrowStream says what it was given instead of a stream", async () => {
  const table = new arrow.Table({ zone: vector([1], new arrow.Int32()) });
  assert.match((await fault(arrow.tableToIPC(table, "file"))).message, /found the file format \(Feather\)/);
  assert.match(
    (await fault(new TextEncoder().encode('[{"PULocationID": 1}]'))).message,
    /neither a message nor/,
  );
  assert.match((await fault(new Uint8Array())).message, /is empty/);
});
