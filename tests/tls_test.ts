import assert from "node:assert/strict";
import { join } from "node:path";
import { type Certificate, makeCertificate, opensslMissing } from "./certificates.ts";
import { constantModel } from "./constant_model.ts";
import { startServer, startTaxi } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const TRIP = '{"PULocationID":161,"DOLocationID":236}';

/** A certificate for localhost, and the key of another one. */
interface Certificates extends Certificate {
  readonly otherKey: string;
}

async function makeCertificates(folder: string): Promise<Certificates> {
  const other = join(folder, "other");
  await Deno.mkdir(other);
  const { key: otherKey } = await makeCertificate(other, "DNS:other");
  return { ...await makeCertificate(folder, "DNS:localhost,IP:127.0.0.1"), otherKey };
}

function withCertificates(work: (files: Certificates, home: string, words: string[]) => Promise<void>) {
  return withTemporaryFolder(async (home) => {
    const model = join(home, "m.taxi");
    await Deno.writeFile(model, constantModel(12));
    await work(await makeCertificates(home), home, ["--model", model, "--home", home]);
  });
}

const options = { ignore: opensslMissing !== "" };

Deno.test(
  `taxi serve answers over HTTPS with the certificate it is given${opensslMissing}`,
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
  `taxi serve says what is wrong with a certificate or its key${opensslMissing}`,
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
