import assert from "node:assert/strict";
import { join } from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { DEFAULT_BODY_LIMITS } from "../server/body_limits.ts";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { addSocketOptions, bodyLimits, listenOptions, readTls, socketOptions } from "./socket_options.ts";

function parse(...words: string[]) {
  const command = new Command().exitOverride() as unknown as CommandUnknownOpts;
  addSocketOptions(command);
  return socketOptions(command.parse(words, { from: "user" }));
}

Deno.test("listenOptions are milliseconds, and leave the routes the time to answer 408 first", async () => {
  const { drainDelayMilliseconds, drainMilliseconds, limits, tls } = await listenOptions(
    parse("--drain-delay", "1.5", "--request-timeout", "10", "--max-connections", "50"),
  );
  assert.deepEqual([drainDelayMilliseconds, drainMilliseconds, tls], [1500, 8000, undefined]);
  assert.deepEqual(limits, { requestMilliseconds: 15_000, idleMilliseconds: 75_000, maxConnections: 50 });
});

Deno.test("listenOptions leave some of the open files to the rest of the program", async () => {
  const { limits } = await listenOptions(parse());
  assert.ok(limits!.maxConnections > 100, `${limits!.maxConnections}`);
});

Deno.test("bodyLimits are what the routes take, in bytes and milliseconds", () => {
  assert.deepEqual(bodyLimits(parse("--max-body", "2", "--max-rows", "5", "--request-timeout", "3")), {
    milliseconds: 3000,
    maxBytes: 2_000_000,
    maxRows: 5,
  });
  assert.deepEqual(bodyLimits(parse()), DEFAULT_BODY_LIMITS);
});

Deno.test("addSocketOptions refuse times and counts that cannot be", () => {
  for (
    const [option, value, expected] of [
      ["--request-timeout", "0", "seconds from 1 to 86400"],
      ["--idle-timeout", "soon", "seconds from 1 to 86400"],
      ["--drain-timeout", "-1", "seconds from 0 to 86400"],
      ["--drain-delay", "1e9", "seconds from 0 to 86400"],
      ["--max-connections", "0", "a whole number of 1 or more"],
      ["--max-concurrent", "1.5", "a whole number of 1 or more"],
    ]
  ) {
    assert.throws(
      () => parse(option, value),
      (error: Error) => error.message.includes(`"${value}"`) && error.message.endsWith(expected),
      option,
    );
  }
});

Deno.test("readTls takes both files or none", async () => {
  assert.equal(await readTls({}), undefined);
  await assert.rejects(readTls({ tlsCert: "a.crt" }), {
    code: "usage",
    message: "Cannot serve HTTPS: found --tls-cert without --tls-key, expected both",
  });
  await assert.rejects(readTls({ tlsKey: "a.key" }), {
    message: "Cannot serve HTTPS: found --tls-key without --tls-cert, expected both",
  });
});

Deno.test("readTls says which file is not what it should be", () =>
  withTemporaryFolder(async (folder) => {
    const file = async (name: string, label: string) => {
      const path = join(folder, name);
      await Deno.writeTextFile(path, `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`);
      return path;
    };
    const cert = await file("a.crt", "CERTIFICATE");
    const keys = [await file("a.key", "PRIVATE KEY"), await file("b.key", "EC PRIVATE KEY")];
    for (const key of keys) assert.ok((await readTls({ tlsCert: cert, tlsKey: key }))?.key.includes("AAAA"));
    await assert.rejects(readTls({ tlsCert: keys[0], tlsKey: cert }), {
      code: "tls",
      message: `Cannot use "${keys[0]}" for TLS: found private key, expected a certificate in PEM`,
    });
    await Deno.writeTextFile(cert, "hello");
    await assert.rejects(readTls({ tlsCert: cert, tlsKey: keys[0] }), {
      message: `Cannot use "${cert}" for TLS: found no PEM, expected a certificate in PEM`,
    });
    await assert.rejects(readTls({ tlsCert: join(folder, "none"), tlsKey: keys[0] }), {
      code: "system",
      message: `Cannot read "${join(folder, "none")}": there is no such file or folder`,
    });
  }));
