import assert from "node:assert/strict";
import { openLogWriter } from "./log_writer.ts";

const NEVER = 3_600_000;
const lossLine = (lines: number) => `${lines} lost`;

/** A reader that takes so many bytes at once, and nothing while it stands still. */
function reader(atOnce = Infinity) {
  let text = "", gate = Promise.withResolvers<void>(), reads = 0;
  const decoder = new TextDecoder();
  gate.resolve();
  return {
    text: () => text,
    reads: () => reads,
    standStill: () => void (gate = Promise.withResolvers<void>()),
    goOn: () => gate.resolve(),
    async write(bytes: Uint8Array): Promise<number> {
      await gate.promise;
      reads++;
      const taken = bytes.subarray(0, atOnce);
      text += decoder.decode(taken, { stream: true });
      return taken.length;
    },
  };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((done) => setTimeout(done, 1));
};

Deno.test("openLogWriter writes every line in order, the last ones when it is closed", async () => {
  const sink = reader(1000); // a pipe takes a part of what it is given
  const log = openLogWriter({ sink, interval: NEVER, lossLine });
  const lines = Array.from({ length: 2000 }, (_, n) => `${n} é ${"x".repeat(n % 300)}`);
  for (const line of lines) log.write(line);
  await log.close();
  assert.deepEqual(sink.text().split("\n"), [...lines, ""]);
  log.write("too late");
  assert.equal(log.dropped(), 1);
  await log.close();
});

Deno.test("openLogWriter writes a single line after its interval, and many at once before it", async () => {
  const one = reader(), many = reader();
  const soon = openLogWriter({ sink: one, interval: 1, lossLine });
  soon.write("here");
  await until(() => one.text() === "here\n");
  const late = openLogWriter({ sink: many, interval: NEVER, lossLine });
  for (let n = 0; n < 70; n++) late.write("x".repeat(1023));
  await until(() => many.text() !== "");
  assert.equal(many.text().length, 64 * 1024);
  assert.equal(many.reads(), 1);
  await Promise.all([soon.close(), late.close()]);
  assert.equal(many.text().length, 70 * 1024);
});

Deno.test("openLogWriter writes whole lines of so many characters at once where it is told to", async () => {
  const writes: string[] = [];
  const write = (bytes: Uint8Array) => {
    writes.push(new TextDecoder().decode(bytes));
    return Promise.resolve(bytes.length);
  };
  const log = openLogWriter({ sink: { write }, atOnce: 10, interval: 1, lossLine });
  for (const line of ["1234", "1234", "123456789", "1", "longer than ten", "end"]) log.write(line);
  await until(() => writes.length === 5);
  assert.deepEqual(writes, ["1234\n1234\n", "123456789\n", "1\n", "longer than ten\n", "end\n"]);
  await log.close();
});

Deno.test("openLogWriter drops lines while nobody reads, and says how many once somebody does", async () => {
  const sink = reader();
  const log = openLogWriter({ sink, capacity: 100, interval: 1, lossLine });
  sink.standStill();
  for (let n = 0; n < 5; n++) log.write("x".repeat(29));
  assert.equal(log.dropped(), 2);
  sink.goOn();
  await until(() => sink.text().includes("lost"));
  assert.equal(sink.text(), `${`${"x".repeat(29)}\n`.repeat(3)}2 lost\n`);
  log.write("there is room again");
  await log.close();
  assert.match(sink.text(), /lost\nthere is room again\n$/);
  assert.equal(log.dropped(), 2);
});

Deno.test("openLogWriter ends when nobody reads, without what was not read", async () => {
  const sink = reader();
  sink.standStill();
  const log = openLogWriter({ sink, closeMilliseconds: 1, lossLine });
  log.write("unread");
  await log.close();
  assert.equal(sink.text(), "");
  sink.goOn();
});

Deno.test("openLogWriter counts what a reader that has gone does not read, and tries a busy one again", async () => {
  let tries = 0;
  const gone = openLogWriter({
    sink: { write: () => Promise.reject(new Deno.errors.BrokenPipe()) },
    lossLine,
  });
  gone.write("unheard");
  await gone.close();
  assert.equal(gone.dropped(), 1);
  const sink = reader();
  const write = (bytes: Uint8Array) =>
    ++tries === 1 ? Promise.reject(new Deno.errors.WouldBlock()) : sink.write(bytes);
  const busy = openLogWriter({ sink: { write }, lossLine });
  busy.write("heard");
  await busy.close();
  assert.deepEqual([sink.text(), busy.dropped(), tries], ["heard\n", 0, 2]);
});
