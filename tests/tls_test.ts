import assert from "node:assert/strict";
import { join } from "node:path";
import { findProgram } from "../tools/find_program.ts";
import { runCommand } from "../tools/run_command.ts";
import { constantModel } from "./constant_model.ts";
import { startServer, startTaxi } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const OPENSSL = findProgram("openssl");
const TRIP = '{"PULocationID":161,"DOLocationID":236}';

/** Paths of what a server of HTTPS needs, and of the certificate that vouches for it. */
interface Certificates {
  readonly authority: string;
  readonly cert: string;
  readonly key: string;
  /** Of another certificate. */
  readonly otherKey: string;
}

/** Makes an authority and a certificate for localhost. */
async function makeCertificates(folder: string): Promise<Certificates> {
  const path = (name: string) => join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const make = (...words: string[]) => runCommand(OPENSSL!, ["req", "-x509", ...key, ...words]);
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
  await make("-subj", "/CN=authority", "-keyout", path("ca.key"), "-out", path("ca.crt"));
  const signed = ["-CA", path("ca.crt"), "-CAkey", path("ca.key"), "-addext", "basicConstraints=CA:FALSE"];
  await make(
    "-subj",
    "/CN=localhost",
    ...signed,
    "-addext",
    names,
    "-keyout",
    path("a.key"),
    "-out",
    path("a.crt"),
  );
  await make("-subj", "/CN=other", "-keyout", path("b.key"), "-out", path("b.crt"));
  return { authority: path("ca.crt"), cert: path("a.crt"), key: path("a.key"), otherKey: path("b.key") };
}

function withCertificates(work: (files: Certificates, home: string, words: string[]) => Promise<void>) {
  return withTemporaryFolder(async (home) => {
    const model = join(home, "m.taxi");
    await Deno.writeFile(model, constantModel(12));
    await work(await makeCertificates(home), home, ["--model", model, "--home", home]);
  });
}

const options = { ignore: OPENSSL === undefined };
const needs = OPENSSL === undefined ? " (skipped: it needs openssl)" : "";

Deno.test(
  `taxi serve answers over HTTPS with the certificate it is given${needs}`,
  options,
  () =>
    withCertificates(async ({ authority, cert, key }, _, words) => {
      await using server = await startServer([...words, "--tls-cert", cert, "--tls-key", key]);
      const { port, protocol } = new URL(server.url);
      assert.equal(protocol, "https:");
      using client = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(authority)] });
      const response = await fetch(`https://localhost:${port}/predict`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: TRIP,
        client,
      });
      assert.equal((await response.json()).predicted_duration, 12);
      assert.match(response.headers.get("strict-transport-security") ?? "", /max-age/);
      await assert.rejects(fetch(`https://localhost:${port}/healthz`), "nobody vouches for it here");
      await assert.rejects(fetch(`http://localhost:${port}/healthz`), "it is no HTTP");
      const { code, stderr } = await server.stop();
      assert.equal(code, 0, stderr);
    }),
);

Deno.test(
  `taxi serve says what is wrong with a certificate or its key${needs}`,
  options,
  () =>
    withCertificates(async ({ cert, otherKey }, home, words) => {
      const refused = async (...tls: string[]) => {
        const { code, stderr } = await startTaxi(["serve", "--port", "0", ...words, ...tls]).ended;
        assert.notEqual(code, 0);
        return stderr;
      };
      assert.match(
        await refused("--tls-cert", cert, "--tls-key", otherKey),
        /^taxi: Cannot serve HTTPS with this certificate and key: the key is not that of the certificate$/m,
      );
      const broken = join(home, "broken.crt");
      await Deno.writeTextFile(broken, (await Deno.readTextFile(cert)).replace(/^M.*$/m, "AAAA"));
      assert.match(
        await refused("--tls-cert", broken, "--tls-key", otherKey),
        /^taxi: Cannot serve HTTPS with this certificate and key: /m,
      );
      assert.match(await refused("--tls-cert", cert), /found --tls-cert without --tls-key, expected both/);
    }),
);
