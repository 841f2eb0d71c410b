import assert from "node:assert/strict";

const WINDOWS = Deno.build.os === "windows";
const MODULE = JSON.stringify(new URL("stop_signal.ts", import.meta.url).href);

/** A process that waits for {@linkcode stopSignal} and does `afterwards`; tells each of its lines. */
function start(afterwards: string) {
  const program = `
    import { stopSignal } from ${MODULE};
    const signal = stopSignal();
    const working = setInterval(() => {}, 1000);
    signal.addEventListener("abort", () => { console.log("stopping"); ${afterwards} });
    console.log("ready");
  `;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", program],
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const expectLine = async (line: string) => assert.equal((await lines.read()).value, `${line}\n`);
  return { child, expectLine };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test({
    name: `stopSignal aborts at ${signal} and lets the process end by itself`,
    ignore: WINDOWS,
    fn: async () => {
      const { child, expectLine } = start("clearInterval(working);");
      await expectLine("ready");
      child.kill(signal);
      await expectLine("stopping");
      assert.equal((await child.status).code, 0);
    },
  });
}

Deno.test({
  name: "stopSignal ends the process at the second signal",
  ignore: WINDOWS,
  fn: async () => {
    const { child, expectLine } = start("");
    await expectLine("ready");
    child.kill("SIGTERM");
    await expectLine("stopping");
    child.kill("SIGTERM");
    assert.equal((await child.status).code, 143);
  },
});
