import assert from "node:assert/strict";
import { FAKE_NOW, fakeApp } from "../fake_app.ts";
import type { LogFormat } from "./access_line.ts";
import { openServerLog } from "./server_log.ts";

const TIME = new Date(FAKE_NOW).toISOString();

/** A log, and what was said and written once it is closed. */
function openLog(format: LogFormat, access: boolean) {
  const said: string[] = [], decoder = new TextDecoder();
  let written = "";
  const write = (bytes: Uint8Array) => {
    written += decoder.decode(bytes);
    return Promise.resolve(bytes.length);
  };
  const say = (sentence = "") => void said.push(sentence);
  const log = openServerLog({ format, access, sink: { write }, say, clock: () => FAKE_NOW });
  const close = async () => {
    await log[Symbol.asyncDispose]();
    return { said, written: written.split("\n").slice(0, -1) };
  };
  return { log, close };
}

Deno.test("openServerLog of json writes each event as one object", async () => {
  const { log, close } = openLog("json", true);
  log.say("Serving on\nport 1");
  log.say("taxi: Cannot load it");
  log.onFault("some-id", new Error("broken\n{", { cause: new Error("below") }));
  log.onFault("other-id", "thrown text");
  const { said, written } = await close();
  assert.deepEqual(said, []);
  const events = written.map((line) => JSON.parse(line));
  const { stack, ...fault } = events[2];
  assert.match(stack, /^Error: broken\n\{\n +at [^]*\nCaused by: Error: below\n +at /);
  assert.deepEqual([events[0], events[1], fault, events[3]], [
    { time: TIME, level: "info", message: "Serving on\nport 1" },
    { time: TIME, level: "error", message: "Cannot load it" },
    { time: TIME, level: "error", message: "broken\n{", request_id: "some-id" },
    { time: TIME, level: "error", message: "thrown text", request_id: "other-id", stack: "thrown text" },
  ]);
});

Deno.test("openServerLog of text says its events and writes its requests", async () => {
  const { log, close } = openLog("text", true);
  log.say("Serving");
  log.onFault("some-id", "thrown text");
  await fakeApp({ onAnswer: log.onAnswer }).request("/healthz");
  const { said, written } = await close();
  assert.deepEqual(said, ["Serving", "taxi: request some-id failed: thrown text"]);
  assert.equal(written.length, 1);
  assert.match(written[0], / GET \/healthz 200 /);
});

Deno.test("openServerLog leaves requests out where it is told to", () => {
  for (const format of ["text", "json"] as const) {
    assert.equal(openLog(format, false).log.onAnswer, undefined);
  }
});
