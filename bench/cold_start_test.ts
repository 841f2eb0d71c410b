import assert from "node:assert/strict";
import { freePort } from "../tools/free_port.ts";
import { measureService } from "./cold_start.ts";
import type { Service } from "./running_service.ts";

const KEEPS_MEGABYTES = 60;

/** A service in Python that answers as `answer` says, after `waiting` times a 503; it ends when asked by SIGTERM. */
function service(answer: string, waiting = 0): Service & { requests: number } {
  const port = freePort();
  const program = `
import http.server, json, sys
held = bytearray(b"x" * ${KEEPS_MEGABYTES}_000_000)
class Handler(http.server.BaseHTTPRequestHandler):
    waiting = ${waiting}
    def do_POST(self):
        trip = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Handler.waiting -= 1
        self.send_response(503 if Handler.waiting >= 0 else 200)
        self.end_headers()
        self.wfile.write((${answer}).encode())
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", ${port}), Handler).serve_forever()
`;
  const command = { name: "service", argv: ["python3", "-c", program] };
  return { command, port, body: { trip_distance: 2.5 }, requests: 5 };
}

const ECHO = `json.dumps({"predicted_duration": trip["trip_distance"]})`;

async function assertFree(port: number): Promise<void> {
  await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port }), Deno.errors.ConnectionRefused);
}

Deno.test("measureService waits for the first answer, reads memory and leaves nothing running", async () => {
  const subject = service(ECHO, 2);
  const figures = await measureService(subject);
  assert.ok(figures.coldStartSeconds > 0 && figures.requestSeconds > 0);
  if (Deno.build.os === "linux") {
    assert.ok(figures.privateBytes > KEEPS_MEGABYTES * 1e6, `${figures.privateBytes} bytes`);
    assert.ok(figures.residentBytes >= figures.privateBytes);
    assert.ok(figures.warmResidentBytes >= KEEPS_MEGABYTES * 1e6);
  }
  await assertFree(subject.port);
});

Deno.test("measureService refuses an answer without a prediction, and ends the service", async () => {
  const subject = service(`json.dumps({"duration": 1})`);
  await assert.rejects(measureService(subject), /it answered 200 \{"duration": 1\}/);
  await assertFree(subject.port);
});

Deno.test("measureService tells the last words of a service that ends by itself", async () => {
  const command = { name: "service", argv: ["sh", "-c", "echo port taken >&2; exit 1"] };
  const subject = { command, port: freePort(), body: {}, requests: 1 };
  await assert.rejects(measureService(subject), /it ended by itself: port taken/);
});

Deno.test({
  name: "measureService ends the service when it is aborted",
  sanitizeResources: false, // the runtime closes the body of an aborted answer a moment later
  fn: async () => {
    const controller = new AbortController();
    const subject = service(ECHO, 1_000_000); // never ready
    const measured = measureService(subject, controller.signal);
    setTimeout(() => controller.abort(), 500);
    await assert.rejects(measured, { name: "AbortError" });
    await assertFree(subject.port);
  },
});
