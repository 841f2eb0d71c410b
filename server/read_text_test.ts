import assert from "node:assert/strict";
import { ProblemError } from "./problem.ts";
import { readText } from "./read_text.ts";

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request("http://taxi/", { method: "POST", body, headers });
}

/** What a body's reading is refused with. */
async function refusal(reading: Promise<string>): Promise<ProblemError> {
  const error = await reading.then((text) => assert.fail(`read ${text}`), (error) => error);
  assert.ok(error instanceof ProblemError, String(error));
  return error;
}

Deno.test("readText gives a body with a declared length and one without", async () => {
  assert.equal(await readText(post("ab€", { "content-length": "5" }), 100), "ab€");
  const halves = new TextEncoder().encode("ab€");
  const streamed = ReadableStream.from([halves.subarray(0, 3), halves.subarray(3)]);
  assert.equal(await readText(post(streamed), 100), "ab€");
  const large = "x".repeat(100_000);
  assert.equal(await readText(post(large, { "content-length": "100000" }), 1e6), large);
});

Deno.test("readText refuses what is declared to be larger, and what turns out to be", async () => {
  const declared = await refusal(readText(post("abc", { "content-length": "3000001" }), 3e6));
  assert.equal(declared.problem.detail, "Cannot read the body: it is too large, expected at most 3 MB");
  const streamed = await refusal(readText(post(ReadableStream.from([new Uint8Array(4)])), 3));
  assert.deepEqual([streamed.problem.status, streamed.problem.code], [413, "body_too_large"]);
});

Deno.test("readText ends a body that does not come in within its time, and its connection", async () => {
  const never = new ReadableStream({ pull: () => new Promise<void>(() => {}) });
  const { problem, headers } = await refusal(readText(post(never), 100, 10));
  assert.deepEqual([problem.status, problem.code], [408, "body_timeout"]);
  assert.equal(problem.detail, "Cannot read the body: it was not whole after 0.01 seconds");
  assert.deepEqual(headers, { connection: "close" });
});

Deno.test("readText tells a body that breaks off as the client's fault, not as the server's", async () => {
  const broken = () => new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  for (const headers of [{}, { "content-length": "5" }, { "content-length": "70000" }]) {
    const { problem } = await refusal(readText(post(broken(), headers as Record<string, string>), 1e6));
    assert.deepEqual([problem.status, problem.code], [400, "body_incomplete"]);
  }
});
