import assert from "node:assert/strict";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { createCommand } from "./command.ts";
import {
  addLogOptions,
  logLimits,
  logOptions,
  parseLogMaxSize,
  type ServeLogOptions,
} from "./log_options.ts";

function parse(...args: string[]): ServeLogOptions {
  const command = createCommand("serve", "", { example: "" }) as unknown as CommandUnknownOpts;
  addLogOptions(command);
  return logOptions(command.parse(args, { from: "user" }));
}

Deno.test("parseLogMaxSize reads megabytes, gigabytes and terabytes as bytes", () => {
  assert.equal(parseLogMaxSize("500MB"), 500_000_000);
  assert.equal(parseLogMaxSize("1.5 gb"), 1_500_000_000);
  assert.equal(parseLogMaxSize("2TB"), 2e12);
  for (const text of ["2", "2GiB", "0MB", "GB", "-1GB"]) {
    assert.throws(() => parseLogMaxSize(text), {
      message: `Cannot read "${text}": expected a size such as 500MB or 2GB`,
    });
  }
});

Deno.test("the log blocks, keeps all and holds 65,536 rows unless told", () => {
  assert.deepEqual(parse(), { logOverflow: "block", logQueue: 65_536 });
  assert.deepEqual(logLimits(parse()), {});
  const options = parse(...["--log-overflow", "drop", "--log-queue", "20000"], ...["--log-keep", "1d"]);
  assert.deepEqual(options, { logOverflow: "drop", logQueue: 20_000, logKeep: 86_400_000 });
  assert.deepEqual(logLimits({ ...options, logMaxSize: 5 }), { keepMilliseconds: 86_400_000, maxBytes: 5 });
});

Deno.test("an unknown policy, and a queue that is too small or too large, are refused", () => {
  assert.throws(() => parse("--log-overflow", "wait"), {
    message: 'Cannot read --log-overflow "wait": expected block or drop',
  });
  for (const rows of ["16383", "4194305", "many", "20000.5"]) {
    assert.throws(() => parse("--log-queue", rows), {
      message: `Cannot read --log-queue "${rows}": expected a number of predictions from 16384 to 4194304`,
    });
  }
});
