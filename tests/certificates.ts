import { join } from "node:path";
import { findProgram } from "../tools/find_program.ts";
import { runCommand } from "../tools/run_command.ts";

const OPENSSL = findProgram("openssl");

/** What to add to the name of a test that needs certificates where there is no openssl; else nothing. */
export const opensslMissing = OPENSSL === undefined ? " (SKIPPED: openssl cannot be found)" : "";

/** PEM files: a certificate, its key, and the authority that vouches for it. */
export interface Certificate {
  /** The certificate. */
  readonly cert: string;
  /** Its key. */
  readonly key: string;
  /** The authority's certificate. */
  readonly authority: string;
}

/** Makes an authority and a certificate by it in a folder. @param names such as `DNS:localhost,IP:127.0.0.1` */
export async function makeCertificate(folder: string, names: string): Promise<Certificate> {
  const path = (name: string) => join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const make = (name: string, ...words: string[]) =>
    runCommand(OPENSSL!, [
      ...["req", "-x509", ...key, "-subj", `/CN=${name}`],
      ...["-keyout", path(`${name}.key`), "-out", path(`${name}.crt`), ...words],
    ]);
  await make("authority");
  const signed = ["-CA", path("authority.crt"), "-CAkey", path("authority.key")];
  await make(
    "server",
    ...signed,
    "-addext",
    "basicConstraints=CA:FALSE",
    "-addext",
    `subjectAltName=${names}`,
  );
  return { authority: path("authority.crt"), cert: path("server.crt"), key: path("server.key") };
}
